// SPDX-License-Identifier: Apache-2.0
// Sheets to a PDF file.
#pragma once

#include <string>
#include <vector>

#include "adapters/pdf/font_files.hpp"
#include "adapters/pdf/sheet.hpp"
#include "domain/time.hpp"
#include "http/document_renderer.hpp"

namespace suoledger::adapters {

struct PdfProperties {
    std::string title, author;  // printable
    domain::Date created_on;    // of what the document says: a clock would make every file another one
};

/// The same bytes for the same sheets. `logo` may be null. Throws std::runtime_error.
std::string write_pdf(const std::vector<Sheet>& sheets, const PdfProperties& properties, const http::DecodedLogo* logo,
                      const FontFiles& fonts);

}  // namespace suoledger::adapters
