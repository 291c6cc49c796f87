// SPDX-License-Identifier: Apache-2.0
#include "adapters/embedded_postgres/write_behind.hpp"

#include <fcntl.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <system_error>

#include "adapters/process/descriptor.hpp"
#include "eventstore/thread_name.hpp"
#include "eventstore/thread_priority.hpp"

namespace suoledger::adapters {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// Little is sent in one step.
constexpr std::int64_t smallest_piece = std::int64_t{1} << 20;
/// The system says when a file changed to its last tick only.
constexpr std::chrono::milliseconds longest_tick{20};

/// Databases and what lies in them have numbers; temporary files do not.
bool has_number(const fs::path& path) {
    const std::string name = path.filename().string();
    return !name.empty() && name.front() >= '0' && name.front() <= '9';
}

}  // namespace

void WrittenFiles::look() {
    const auto since = looked_at_;
    looked_at_ = fs::file_time_type::clock::now() - longest_tick;
    files_.clear();
    std::error_code ignored;
    for (fs::directory_iterator each(databases_, ignored); each != fs::directory_iterator(); each.increment(ignored))
        if (has_number(each->path())) look_into(each->path(), since);
}

void WrittenFiles::look_into(const fs::path& database, fs::file_time_type since) {
    std::error_code ignored;
    for (fs::directory_iterator each(database, ignored); each != fs::directory_iterator(); each.increment(ignored)) {
        std::error_code gone;
        const auto changed_at = each->last_write_time(gone);
        if (gone || changed_at < since || !has_number(each->path())) continue;
        const auto size = static_cast<std::int64_t>(each->file_size(gone));
        if (!gone && size > 0) files_.push_back({each->path(), size});
    }
}

std::int64_t WrittenFiles::bytes() const {
    return std::accumulate(files_.begin(), files_.end(), std::int64_t{0},
                           [](std::int64_t sum, const File& file) { return sum + file.size - file.sent; });
}

void WrittenFiles::send_next(std::int64_t bytes) {
    constexpr std::int64_t to_the_end = 0;  // which may have moved on
    while (bytes > 0 && !files_.empty()) {
        auto& file = files_.front();
        const auto some = std::min(bytes, file.size - file.sent);
        const bool is_last = file.sent + some == file.size;
        const Descriptor opened(::open(file.path.c_str(), O_RDONLY | O_CLOEXEC));
        // Refused, or gone: then there is nothing to send, or the checkpoint has more to do.
        const int refused =
            ::sync_file_range(opened.get(), file.sent, is_last ? to_the_end : some, SYNC_FILE_RANGE_WRITE);
        static_cast<void>(refused);
        file.sent += some;
        bytes -= some;
        if (is_last) files_.pop_front();
    }
}

WriteBehind::WriteBehind(const fs::path& pgdata, WriteBehindPace pace)
    : pace_(pace), files_(pgdata / "base"), thread_([this] { run(); }) {}

WriteBehind::~WriteBehind() {
    {
        const std::scoped_lock lock{mutex_};
        stopping_ = true;
    }
    stop_requested_.notify_all();
    thread_.join();
}

void WriteBehind::run() {
    eventstore::name_this_thread("write-behind");
    eventstore::set_priority_of_this_thread(eventstore::ThreadPriority::background);
    std::unique_lock lock{mutex_};
    const auto rest_until = [&](Clock::time_point end) {
        stop_requested_.wait_until(lock, end, [this] { return stopping_; });
    };
    while (!stopping_) {
        const auto next_round = Clock::now() + pace_.round;
        files_.look();
        const auto piece = std::max<std::int64_t>(files_.bytes() * pace_.step / pace_.round, smallest_piece);
        while (!stopping_ && files_.bytes() > 0) {
            lock.unlock();
            files_.send_next(piece);
            lock.lock();
            rest_until(Clock::now() + pace_.step);
        }
        rest_until(next_round);
    }
}

}  // namespace suoledger::adapters
