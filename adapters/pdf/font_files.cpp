// SPDX-License-Identifier: Apache-2.0
// Sealed memfds, opened through /proc.
#include "adapters/pdf/font_files.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <span>
#include <system_error>

namespace suoledger::adapters {
namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

int sealed_file(const char* name, std::span<const unsigned char> content) {
    const int descriptor = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (descriptor < 0) fail("memfd_create");
    for (std::size_t written = 0; written < content.size();) {
        const auto part = write(descriptor, content.data() + written, content.size() - written);
        if (part < 0 && errno == EINTR) continue;
        if (part < 0) fail("writing a font into memory");
        written += static_cast<std::size_t>(part);
    }
    if (fcntl(descriptor, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) != 0) {
        fail("sealing a font in memory");
    }
    return descriptor;
}

}  // namespace

FontFiles::FontFiles()
    : regular_(sealed_file("document-font", embedded_font(Face::regular).file)),
      bold_(sealed_file("document-font-bold", embedded_font(Face::bold).file)) {}

FontFiles::~FontFiles() {
    close(regular_);
    close(bold_);
}

std::string FontFiles::path_of(Face face) const {
    return "/proc/self/fd/" + std::to_string(face == Face::bold ? bold_ : regular_);
}

}  // namespace suoledger::adapters
