// SPDX-License-Identifier: Apache-2.0
// One reader at a time; when anything is wrong with it the next one begins where the kept log ends.
#include "adapters/read_node/topic_follower.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include "adapters/kafka/log_topic_reader.hpp"
#include "eventstore/thread_name.hpp"

namespace suoledger::adapters {
namespace {

/// Bounds what is held at once: an event has at most 648 KiB.
constexpr std::size_t records_at_a_time = 200;
/// Whether it shall stop is asked between them.
constexpr std::chrono::milliseconds longest_read{250};

}  // namespace

TopicFollower::~TopicFollower() {
    {
        const std::scoped_lock lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void TopicFollower::start() {
    thread_ = std::thread{[this] { run(); }};
}

std::string TopicFollower::bad_record() const {
    const std::scoped_lock lock{mutex_};
    return bad_record_;
}

void TopicFollower::run() {
    eventstore::name_this_thread("read-node");
    for (std::chrono::milliseconds rest{0};;) {
        {
            std::unique_lock lock{mutex_};
            if (wake_.wait_for(lock, rest, [this] { return stopping_.load(); })) return;
        }
        rest = round();
    }
}

std::chrono::milliseconds TopicFollower::round() {
    try {
        follow();
        return {};
    } catch (const BadRecord& bad) {
        note_bad_record(bad.what());
        return parts_.pauses.contradiction;
    } catch (const std::exception& fault) {
        parts_.metrics.set(read_node_metric::reads_topic, 0, {});
        if (retries_.is_news(fault.what()))
            parts_.tell("warning", "the log's topic cannot be followed; it is tried again", {{"reason", fault.what()}});
        return retries_.next_pause();
    }
}

/// A record that was mended, or an epoch that was published again, may lie there by the next look.
void TopicFollower::note_bad_record(const std::string& what) {
    parts_.metrics.set(read_node_metric::bad_record, 1, {});
    if (retries_.is_news(what))
        parts_.tell("error", "the log's topic is not believed; what was kept is served on", {{"reason", what}});
    const std::scoped_lock lock{mutex_};
    bad_record_ = what;
}

void TopicFollower::follow() {
    const eventstore::LogHead head = parts_.log.head();
    const bool has_any = head.position > 0;
    LogTopicReader reader{parts_.settings, parts_.log.reached(),
                          has_any ? std::optional{head.recorded_at} : std::nullopt};
    while (!stopping_) {
        const auto records = reader.read(records_at_a_time, longest_read);
        keep(records);
        if (!records.empty() || reader.is_at_end()) {
            parts_.metrics.set(read_node_metric::reads_topic, 1, {});
            parts_.metrics.set(read_node_metric::bad_record, 0, {});
            retries_.went_well();
            const std::scoped_lock lock{mutex_};
            bad_record_.clear();
        }
        if (reader.is_at_end()) caught_up_ = true;
    }
}

void TopicFollower::keep(const std::vector<CheckedRecord>& records) {
    if (records.empty()) return;
    parts_.log.append(records);
    const LogRecord& last = records.back().record;
    const auto anew = std::ranges::count(records, RecordVerdict::starts_over, &CheckedRecord::verdict);
    if (anew > 0) {
        parts_.metrics.add(read_node_metric::starts_over, static_cast<double>(anew), {});
        parts_.tell("warning", "a later epoch of the log began; everything is folded anew",
                    {{"epoch", std::to_string(last.epoch.number)}});
    }
    parts_.metrics.set(read_node_metric::position, static_cast<double>(last.event.position), {});
    parts_.metrics.set(read_node_metric::epoch, static_cast<double>(last.epoch.number), {});
    parts_.on_kept(records);
}

}  // namespace suoledger::adapters
