// SPDX-License-Identifier: Apache-2.0
// open, write, fsync, rename or link, fsync of the directory.
#include "eventstore/durable_files.hpp"

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "eventstore/crypto.hpp"

namespace suoledger::eventstore {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* what, const fs::path& file) {
    throw std::system_error(errno, std::generic_category(), what + file.string());
}

class Descriptor {
public:
    explicit Descriptor(int value) : value_(value) {}
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return value_; }

private:
    int value_;
};

Descriptor create(const fs::path& file, int flags, ::mode_t mode) {
    Descriptor opened(::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, mode));
    // The mode asked for, whatever the umask is.
    if (opened.get() < 0 || ::fchmod(opened.get(), mode) != 0) fail("cannot create ", file);
    return opened;
}

/// From `offset` on.
void write_all(const Descriptor& opened, const fs::path& file, std::string_view content, std::int64_t offset) {
    while (!content.empty()) {
        const ssize_t written = ::pwrite(opened.get(), content.data(), content.size(), offset);
        if (written < 0 && errno != EINTR) fail("cannot write ", file);
        if (written <= 0) continue;
        content.remove_prefix(static_cast<std::size_t>(written));
        offset += written;
    }
}

fs::path directory_of(const fs::path& file) { return file.has_parent_path() ? file.parent_path() : fs::path("."); }

}  // namespace

void write_and_sync(const fs::path& file, std::string_view content, ::mode_t mode) {
    const Descriptor opened = create(file, O_TRUNC, mode);
    write_all(opened, file, content, 0);
    if (::fsync(opened.get()) != 0) fail("cannot write ", file);
}

void sync_directory(const fs::path& directory) {
    const Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (opened.get() < 0 || ::fsync(opened.get()) != 0) fail("cannot sync ", directory);
}

void write_pieces(const fs::path& file, std::span<const Piece> pieces, ::mode_t mode) {
    const Descriptor opened = create(file, 0, mode);
    for (const Piece& piece : pieces) write_all(opened, file, piece.bytes, piece.offset);
}

void sync_content(const fs::path& file) {
    const Descriptor opened(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
    if (opened.get() < 0 || ::fdatasync(opened.get()) != 0) fail("cannot sync ", file);
}

void shorten(const fs::path& file, std::int64_t size) {
    std::error_code error;
    const auto length = fs::file_size(file, error);
    if (error == std::errc::no_such_file_or_directory) return;
    if (error) throw std::system_error(error, "cannot look at " + file.string());
    if (length > static_cast<std::uintmax_t>(size)) fs::resize_file(file, static_cast<std::uintmax_t>(size));
}

void replace_durably(const fs::path& file, std::string_view content, ::mode_t mode) {
    const fs::path beside = file.string() + ".new";
    write_and_sync(beside, content, mode);
    fs::rename(beside, file);
    sync_directory(directory_of(file));
}

bool create_durably(const fs::path& file, std::string_view content, ::mode_t mode) {
    std::array<std::uint8_t, 8> suffix{};
    fill_random(suffix);
    const fs::path beside = file.string() + "." + hex(suffix);
    write_and_sync(beside, content, mode);
    const bool is_linked = ::link(beside.c_str(), file.c_str()) == 0;
    const int why = errno;
    ::unlink(beside.c_str());
    errno = why;
    if (!is_linked && why != EEXIST) fail("cannot create ", file);
    sync_directory(directory_of(file));
    return is_linked;
}

}  // namespace suoledger::eventstore
