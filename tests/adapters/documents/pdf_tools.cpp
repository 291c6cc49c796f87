// SPDX-License-Identifier: Apache-2.0
// Running qpdf, pdftotext, pdfinfo and pdftoppm.
#include "tests/adapters/documents/pdf_tools.hpp"

#include <stdlib.h>
#include <sys/wait.h>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace suoledger::tests {
namespace {

struct Finished {
    int status = 0;
    std::string output;
};

/// Arguments are ours: names of programs, options and files without a quote in them.
Finished run(const std::vector<std::string>& command) {
    std::string line;
    for (const auto& word : command) line += "'" + word + "' ";
    auto* pipe = popen((line + "2>&1").c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("cannot start " + line);
    Finished finished;
    char part[65536];
    for (std::size_t size = 0; (size = fread(part, 1, sizeof part, pipe)) > 0;) finished.output.append(part, size);
    finished.status = pclose(pipe);
    return finished;
}

std::string content_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

PdfFile::PdfFile(std::string_view bytes) {
    std::string pattern = (std::filesystem::temp_directory_path() / "suoledger-pdf-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for a document");
    folder_ = pattern;
    std::ofstream(folder_ / "document.pdf", std::ios::binary) << bytes;
}

PdfFile::~PdfFile() { std::filesystem::remove_all(folder_); }

std::string PdfFile::output_of(const std::vector<std::string>& command) const {
    auto finished = run(command);
    if (finished.status != 0) throw std::runtime_error(command.front() + ": " + finished.output);
    return std::move(finished.output);
}

std::string PdfFile::complaints() const {
    auto checked = run({"qpdf", "--check", folder_ / "document.pdf"});
    const bool is_clean = checked.status == 0 && checked.output.find("WARNING") == std::string::npos &&
                          checked.output.find("No syntax or stream encoding errors found") != std::string::npos;
    return is_clean ? "" : std::move(checked.output);
}

std::string PdfFile::text() const {
    static_cast<void>(output_of({"pdftotext", "-q", "-layout", folder_ / "document.pdf", folder_ / "text"}));
    return content_of(folder_ / "text");
}

std::string PdfFile::objects() const {
    static_cast<void>(
        output_of({"qpdf", "--qdf", "--object-streams=disable", folder_ / "document.pdf", folder_ / "objects"}));
    return content_of(folder_ / "objects");
}

std::string PdfFile::properties() const { return output_of({"pdfinfo", folder_ / "document.pdf"}); }

PdfFile::Pixels PdfFile::pixels() const {
    static_cast<void>(
        output_of({"pdftoppm", "-q", "-r", "144", "-gray", "-singlefile", folder_ / "document.pdf", folder_ / "page"}));
    std::istringstream file(content_of(folder_ / "page.pgm"));
    std::string kind;
    std::size_t most = 0;
    Pixels pixels;
    file >> kind >> pixels.width >> pixels.height >> most;
    file.get();
    if (kind != "P5" || most != 255) throw std::runtime_error("pdftoppm wrote something else");
    pixels.grey.assign(std::istreambuf_iterator<char>(file), {});
    if (pixels.grey.size() != pixels.width * pixels.height) throw std::runtime_error("pdftoppm wrote half a page");
    return pixels;
}

}  // namespace suoledger::tests
