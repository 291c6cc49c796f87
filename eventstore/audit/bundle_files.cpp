// SPDX-License-Identifier: Apache-2.0
// A tar file has no table of contents: each member that is asked for is looked for from the start.
#include "eventstore/audit/bundle_files.hpp"

#include <algorithm>
#include <fstream>
#include <utility>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

namespace suoledger::eventstore {
namespace {

namespace fs = std::filesystem;

/// A payload of 640 KiB and metadata of 8 KiB, every byte escaped as \u00xx.
constexpr std::size_t max_line_bytes = std::size_t{4} * 1024 * 1024;
constexpr std::size_t max_small_bytes = std::size_t{1} * 1024 * 1024;
constexpr std::size_t chunk_bytes = 64 * 1024;

class FileLines final : public BundleLines {
public:
    explicit FileLines(const fs::path& file) : stream_(file, std::ios::binary) {
        if (!stream_) throw BundleFault(fmt::format("{} cannot be read", file.string()));
    }

protected:
    std::size_t read(char* buffer, std::size_t size) override {
        stream_.read(buffer, static_cast<std::streamsize>(size));
        if (stream_.bad()) throw BundleFault("the bundle cannot be read");
        return static_cast<std::size_t>(stream_.gcount());
    }

private:
    std::ifstream stream_;
};

struct FreeArchive {
    void operator()(archive* handle) const { archive_read_free(handle); }
};
using Archive = std::unique_ptr<archive, FreeArchive>;

Archive open_tar(const fs::path& file) {
    Archive tar(archive_read_new());
    archive_read_support_filter_all(tar.get());
    archive_read_support_format_tar(tar.get());
    if (archive_read_open_filename(tar.get(), file.c_str(), chunk_bytes) != ARCHIVE_OK)
        throw BundleFault(fmt::format("{} is no bundle: {}", file.string(), archive_error_string(tar.get())));
    return tar;
}

class TarLines final : public BundleLines {
public:
    explicit TarLines(Archive tar) : tar_(std::move(tar)) {}

protected:
    std::size_t read(char* buffer, std::size_t size) override {
        const auto got = archive_read_data(tar_.get(), buffer, size);
        if (got < 0) throw BundleFault(fmt::format("the bundle is damaged: {}", archive_error_string(tar_.get())));
        return static_cast<std::size_t>(got);
    }

private:
    Archive tar_;
};

/// Stands at the member afterwards; false: there is none.
bool find_in(archive* tar, std::string_view name) {
    archive_entry* entry = nullptr;
    int status = ARCHIVE_OK;
    while ((status = archive_read_next_header(tar, &entry)) == ARCHIVE_OK) {
        std::string_view path = archive_entry_pathname(entry);
        if (path.starts_with("./")) path.remove_prefix(2);
        if (path == name && archive_entry_filetype(entry) == AE_IFREG) return true;
    }
    if (status != ARCHIVE_EOF) throw BundleFault(fmt::format("the bundle is damaged: {}", archive_error_string(tar)));
    return false;
}

}  // namespace

std::optional<std::string> BundleLines::next() {
    for (;;) {
        const auto end = buffer_.find('\n', used_);
        if (end != std::string::npos) {
            std::string line = buffer_.substr(used_, end - used_);
            used_ = end + 1;
            return line;
        }
        buffer_.erase(0, used_);
        used_ = 0;
        if (at_end_) {
            if (buffer_.empty()) return std::nullopt;
            return std::exchange(buffer_, {});
        }
        if (buffer_.size() > max_line_bytes) throw BundleFault("a line of the bundle is longer than any event");
        const std::size_t before = buffer_.size();
        buffer_.resize(before + chunk_bytes);
        const std::size_t got = read(buffer_.data() + before, chunk_bytes);
        buffer_.resize(before + got);
        at_end_ = got == 0;
    }
}

std::unique_ptr<BundleLines> open_member(const fs::path& bundle, std::string_view name) {
    std::error_code error;
    if (fs::is_directory(bundle, error)) {
        if (!fs::exists(bundle / name, error)) return nullptr;
        return std::make_unique<FileLines>(bundle / name);
    }
    Archive tar = open_tar(bundle);
    if (!find_in(tar.get(), name)) return nullptr;
    return std::make_unique<TarLines>(std::move(tar));
}

std::optional<std::string> read_member(const fs::path& bundle, std::string_view name) {
    const auto lines = open_member(bundle, name);
    if (!lines) return std::nullopt;
    std::string text;
    while (const auto line = lines->next()) {
        text += *line + "\n";
        if (text.size() > max_small_bytes) throw BundleFault(fmt::format("{} of the bundle is too large", name));
    }
    return text;
}

}  // namespace suoledger::eventstore
