// SPDX-License-Identifier: Apache-2.0
// Counting, flushing, forgetting.
#include "eventstore/access_log.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "eventstore/thread_name.hpp"

namespace suoledger::eventstore {
namespace {

constexpr std::int64_t microseconds_per_hour = 3'600'000'000LL;
constexpr std::int64_t microseconds_per_day = 24 * microseconds_per_hour;

domain::Timestamp hour_of(domain::Timestamp at) { return {at.microseconds - at.microseconds % microseconds_per_hour}; }

bool is_asked_for(const AccessRow& row, const AccessQuery& query) {
    const AccessPlace& place = row.count.place;
    return place.tenant == query.tenant && (!query.actor || place.actor == *query.actor) &&
           (!query.person || place.person == *query.person) && (!query.from || place.hour >= *query.from) &&
           (!query.before || place.hour < *query.before) && (!query.before_entry || row.entry < *query.before_entry);
}

}  // namespace

AccessLog::AccessLog(AccessTable& table, Metrics& metrics, std::function<domain::Timestamp()> now,
                     std::function<void(std::string_view)> log)
    : table_(table), metrics_(metrics), now_(std::move(now)), log_(std::move(log)), thread_([this] { run(); }) {}

AccessLog::~AccessLog() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void AccessLog::count(const domain::Uuid& tenant, std::string_view actor, std::span<const domain::Uuid> people,
                      domain::Timestamp at) {
    if (people.empty()) return;
    std::size_t dropped = 0;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& person : people) {
            AccessPlace place{tenant, hour_of(at), std::string(actor), person};
            const auto known = waiting_.find(place);
            if (known != waiting_.end()) {
                ++known->second;
            } else if (waiting_.size() < max_waiting_accesses) {
                waiting_.emplace(std::move(place), 1);
            } else {
                ++dropped;
            }
        }
    }
    if (dropped > 0) metrics_.add(metric::access_log_dropped, static_cast<double>(dropped));
}

std::vector<AccessCount> AccessLog::take() {
    const std::lock_guard lock(mutex_);
    std::vector<AccessCount> taken;
    taken.reserve(std::min(waiting_.size(), accesses_at_a_time));
    // In the order of the table's key: two nodes that add to the same rows lock them in the same order.
    while (!waiting_.empty() && taken.size() < accesses_at_a_time) {
        auto first = waiting_.extract(waiting_.begin());
        taken.push_back({std::move(first.key()), first.mapped()});
    }
    return taken;
}

void AccessLog::put_back(std::span<const AccessCount> counts) {
    const std::lock_guard lock(mutex_);
    for (const auto& count : counts) waiting_[count.place] += count.reads;
}

void AccessLog::write_all() {
    const std::lock_guard one_at_a_time(writing_);
    for (auto counts = take(); !counts.empty(); counts = take()) {
        try {
            table_.add(counts);
        } catch (...) {
            put_back(counts);
            throw;
        }
    }
}

void AccessLog::flush() { write_all(); }

void AccessLog::run() {
    name_this_thread("access-log");
    domain::Timestamp forgotten_in{};  // the hour in which old rows were last looked for
    for (bool stopping = false; !stopping;) {
        {
            std::unique_lock lock(mutex_);
            stopping = wake_.wait_for(lock, access_flush_pause, [this] { return stopping_; });
        }
        try {
            write_all();
            const domain::Timestamp now = now_();
            if (!stopping && hour_of(now) != forgotten_in) {
                table_.forget_before({now.microseconds - access_log_kept_days * microseconds_per_day});
                forgotten_in = hour_of(now);
            }
        } catch (const std::exception& fault) {
            // The database is away, and whoever watches it says so; what waits is written when it is back.
            if (stopping) log_(std::string("counts of the access log are lost: ") + fault.what());
        }
    }
}

void MemoryAccessTable::add(std::span<const AccessCount> counts) {
    const std::lock_guard lock(mutex_);
    for (const auto& count : counts) {
        const auto known = std::ranges::find(rows_, count.place, [](const AccessRow& row) { return row.count.place; });
        if (known != rows_.end()) {
            known->count.reads += count.reads;
        } else {
            rows_.push_back({++last_entry_, count});
        }
    }
}

std::vector<AccessRow> MemoryAccessTable::read(const AccessQuery& query) {
    const std::lock_guard lock(mutex_);
    std::vector<AccessRow> found;
    for (auto row = rows_.rbegin(); row != rows_.rend() && found.size() < query.limit; ++row)
        if (is_asked_for(*row, query)) found.push_back(*row);
    return found;
}

void MemoryAccessTable::forget_before(domain::Timestamp hour) {
    const std::lock_guard lock(mutex_);
    std::erase_if(rows_, [hour](const AccessRow& row) { return row.count.place.hour < hour; });
}

}  // namespace suoledger::eventstore
