// SPDX-License-Identifier: Apache-2.0
// Over files that are whole or absent, and with an eye on who else may read them.
#include "adapters/process/private_files.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <vector>

#include "adapters/process/descriptor.hpp"
#include "eventstore/durable_files.hpp"

namespace suoledger::adapters {
namespace {

namespace fs = std::filesystem;

}  // namespace

void write_private_file(const fs::path& path, std::string_view content) {
    eventstore::replace_durably(path, content, 0600);
}
void write_public_file(const fs::path& path, std::string_view content) {
    eventstore::replace_durably(path, content, 0644);
}

std::optional<std::string> read_small_file(const fs::path& path) {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (file.get() < 0 && errno == ENOENT) {
        return std::nullopt;
    }
    if (file.get() < 0) {
        throw_errno("cannot read " + path.string());
    }
    std::string content;
    char buffer[4096];
    while (true) {
        const ssize_t count = ::read(file.get(), buffer, sizeof buffer);
        if (count == 0) {
            return content;
        }
        if (count < 0 && errno != EINTR) {
            throw_errno("cannot read " + path.string());
        }
        content.append(buffer, count > 0 ? static_cast<std::size_t>(count) : 0);
    }
}

std::optional<std::string> read_secret_file(const fs::path& path) {
    std::optional<std::string> content = read_small_file(path);
    while (content && !content->empty() && (content->back() == '\n' || content->back() == '\r')) {
        content->pop_back();
    }
    return content;
}

void ensure_private_directory(const fs::path& directory) {
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
        throw_errno("cannot create " + directory.string());
    }
    struct stat found{};
    if (::lstat(directory.c_str(), &found) != 0) {
        throw_errno("cannot look at " + directory.string());
    }
    // A directory in /tmp may have been put there by somebody else to get at our socket.
    if (!S_ISDIR(found.st_mode) || found.st_uid != ::geteuid()) {
        throw std::runtime_error{directory.string() + " is not a directory of this user; remove it"};
    }
    if ((found.st_mode & 0077) != 0 && ::chmod(directory.c_str(), 0700) != 0) {
        throw_errno("cannot make private: " + directory.string());
    }
}

std::string random_hex(std::size_t byte_count) {
    std::vector<unsigned char> bytes(byte_count);
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
        throw_errno("getrandom");
    }
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

}  // namespace suoledger::adapters
