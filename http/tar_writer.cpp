// SPDX-License-Identifier: Apache-2.0
// libarchive, writing into a string.
#include "http/tar_writer.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <cstddef>
#include <utility>

namespace suoledger::http {
namespace {

constexpr int file_mode = 0644;
constexpr std::int64_t microseconds_per_second = 1'000'000;

la_ssize_t append(archive*, void* out, const void* data, std::size_t size) {
    try {
        static_cast<std::string*>(out)->append(static_cast<const char*>(data), size);
        return static_cast<la_ssize_t>(size);
    } catch (const std::bad_alloc&) {
        return -1;  // through C no exception goes
    }
}

struct FreeEntry {
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

}  // namespace

struct TarWriter::Archive {
    Archive() : writer(archive_write_new()) {
        if (writer == nullptr) throw std::bad_alloc();
    }
    ~Archive() { archive_write_free(writer); }
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;

    void check(int result) const {
        if (result != ARCHIVE_OK) throw TarFault(std::string("tar: ") + archive_error_string(writer));
    }
    archive* writer;
    std::string out;
};

TarWriter::TarWriter(domain::Timestamp made_at) : archive_(std::make_unique<Archive>()), made_at_(made_at) {
    // Plain ustar; what is beyond it (a file above 8 GiB) gets pax headers.
    archive_->check(archive_write_set_format_pax_restricted(archive_->writer));
    archive_->check(archive_write_set_bytes_per_block(archive_->writer, 0));  // passed on as it comes
    archive_->check(archive_write_open(archive_->writer, &archive_->out, nullptr, append, nullptr));
}

TarWriter::~TarWriter() = default;

void TarWriter::begin_file(const std::string& name, std::int64_t size) {
    const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_size(entry.get(), size);
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), file_mode);
    archive_entry_set_mtime(entry.get(), made_at_.microseconds / microseconds_per_second, 0);
    archive_->check(archive_write_header(archive_->writer, entry.get()));
    left_ = size;
}

void TarWriter::write(std::string_view data) {
    // The library would cut what is too much, silently.
    if (static_cast<std::int64_t>(data.size()) > left_) throw TarFault("tar: a file is larger than was said");
    const auto written = archive_write_data(archive_->writer, data.data(), data.size());
    if (written != static_cast<la_ssize_t>(data.size())) throw TarFault("tar: a file was not written");
    left_ -= static_cast<std::int64_t>(data.size());
}

void TarWriter::end_file() {
    if (left_ != 0) throw TarFault("tar: a file is smaller than was said");
    archive_->check(archive_write_finish_entry(archive_->writer));
}

void TarWriter::add_file(const std::string& name, std::string_view content) {
    begin_file(name, static_cast<std::int64_t>(content.size()));
    write(content);
    end_file();
}

void TarWriter::finish() { archive_->check(archive_write_close(archive_->writer)); }

std::string TarWriter::take() { return std::exchange(archive_->out, {}); }

}  // namespace suoledger::http
