// SPDX-License-Identifier: Apache-2.0
// A renderer that prints what a document says as text, and a decoder of pictures that are none.
#pragma once

#include <atomic>
#include <functional>

#include "http/document_renderer.hpp"
#include "http/logo_decoder.hpp"

namespace suoledger::http::test {

class PrintedDocuments final : public DocumentRenderer {
public:
    std::string render(const DocumentContent& content) override;
    [[nodiscard]] std::string_view template_version() const override { return version; }

    std::atomic<int> count{0};
    std::string version = "text.1";
    std::string ending;               // of every document: another one draws the same document differently
    std::function<void()> on_render;  // may throw
};

/// A "picture" is "logo" and its width in letters; anything else is unreadable.
class WrittenLogos final : public LogoDecoder {
public:
    std::expected<DecodedLogo, LogoFault> decode(std::string_view file) override;
    std::atomic<int> count{0};
};

}  // namespace suoledger::http::test
