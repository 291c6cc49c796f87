// SPDX-License-Identifier: Apache-2.0
// Documents as PDF, by libharu.
#pragma once

#include "adapters/pdf/font_files.hpp"
#include "http/document_renderer.hpp"

namespace suoledger::adapters {

class LibharuRenderer final : public http::DocumentRenderer {
public:
    std::string render(const http::DocumentContent& content) override;
    [[nodiscard]] std::string_view template_version() const override { return "1"; }

private:
    FontFiles fonts_;
};

}  // namespace suoledger::adapters
