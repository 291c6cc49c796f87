// SPDX-License-Identifier: Apache-2.0
// Appends to the day's file, then replaces the newest; both reach the disk before the sink says so.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "adapters/checkpoint_sinks/sinks.hpp"
#include "eventstore/durable_files.hpp"

namespace suoledger::adapters {
namespace {

namespace fs = std::filesystem;

/// Whoever audits may read them; they hold hashes only.
constexpr ::mode_t file_mode = 0644;

[[noreturn]] void fail(const std::string& what) { throw std::system_error{errno, std::generic_category(), what}; }

void append_durably(const fs::path& file, std::string_view text) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, file_mode);
    if (descriptor < 0) {
        fail("cannot open " + file.string());
    }
    // One write, so that a killed process leaves all of a note or nothing of it.
    const bool is_written =
        ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(descriptor) == 0;
    const int why = errno;
    ::close(descriptor);
    if (!is_written) {
        errno = why;
        fail("cannot write " + file.string());
    }
}

class FolderSink final : public eventstore::CheckpointSink {
public:
    FolderSink(std::string name, fs::path folder, eventstore::Clock now)
        : name_(std::move(name)), folder_(std::move(folder)), now_(std::move(now)) {}

    [[nodiscard]] std::string_view name() const override { return name_; }

    void publish(const eventstore::SignedCheckpoint& checkpoint) override {
        fs::create_directories(folder_);
        const std::string day = domain::to_string(now_()).substr(0, 10);
        append_durably(folder_ / ("checkpoints-" + day), checkpoint.note);
        eventstore::replace_durably(folder_ / "checkpoint", checkpoint.note, file_mode);
    }

    void publish_loss(std::int64_t epoch, std::string_view declaration) override {
        fs::create_directories(folder_);
        eventstore::replace_durably(folder_ / fmt::format("loss-declaration-{}", epoch), declaration, file_mode);
    }

private:
    const std::string name_;
    const fs::path folder_;
    const eventstore::Clock now_;
};

}  // namespace

std::unique_ptr<eventstore::CheckpointSink> make_folder_sink(std::string name, fs::path folder, eventstore::Clock now) {
    return std::make_unique<FolderSink>(std::move(name), std::move(folder), std::move(now));
}

}  // namespace suoledger::adapters
