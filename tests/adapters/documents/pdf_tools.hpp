// SPDX-License-Identifier: Apache-2.0
// What programs that share no code with the writer read in a PDF: qpdf and poppler.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace suoledger::tests {

/// A file of its own that goes away with it.
class PdfFile {
public:
    explicit PdfFile(std::string_view bytes);
    ~PdfFile();
    PdfFile(const PdfFile&) = delete;
    PdfFile& operator=(const PdfFile&) = delete;

    /// Of `qpdf --check`; empty when it has nothing to say against it.
    [[nodiscard]] std::string complaints() const;
    /// As it stands on the pages, which form feeds separate.
    [[nodiscard]] std::string text() const;
    /// The objects, with all streams unpacked.
    [[nodiscard]] std::string objects() const;
    [[nodiscard]] std::string properties() const;

    struct Pixels {
        std::size_t width = 0, height = 0;
        std::string grey;  // a byte each, 0 is black
    };
    /// Of the first page, at 144 dots an inch: two to a point.
    [[nodiscard]] Pixels pixels() const;

private:
    [[nodiscard]] std::string output_of(const std::vector<std::string>& command) const;
    std::filesystem::path folder_;
};

}  // namespace suoledger::tests
