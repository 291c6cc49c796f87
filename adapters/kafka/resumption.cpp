// SPDX-License-Identifier: Apache-2.0
// The last record is compared with the log before anything is put behind it.
#include "adapters/kafka/resumption.hpp"

#include <fmt/format.h>

namespace suoledger::adapters {
namespace {

eventstore::Hash leaf_at(std::int64_t position, eventstore::EventStore& log) {
    const auto events =
        log.read_log({.after_position = position - 1, .limit = 1, .with_metadata = false, .with_payload = false});
    if (events.size() != 1 || events.front().position != position)
        throw eventstore::StoreUnavailable{"the event that was published last cannot be read"};
    return events.front().leaf_hash;
}

}  // namespace

std::int64_t resume_after(const std::optional<KafkaMessage>& last, const eventstore::LogHead& head,
                          eventstore::EventStore& log) {
    if (!last) return 0;
    const auto record = read_log_record(*last);
    if (!record) throw TopicContradiction{fmt::format("the topic's last record is none of ours: {}", record.error())};
    if (record->epoch.number < head.epoch) return 0;
    if (record->epoch != LogEpoch{head.epoch, head.epoch_id})
        throw TopicContradiction{fmt::format("the topic is of epoch {} ({}), the log of epoch {} ({})",
                                             record->epoch.number, domain::to_string(record->epoch.id), head.epoch,
                                             domain::to_string(head.epoch_id))};
    const std::int64_t position = record->event.position;
    if (position > head.position)
        throw TopicContradiction{
            fmt::format("the topic reaches position {}, the log only {}: it lost events", position, head.position)};
    if (record->event.leaf_hash != leaf_at(position, log))
        throw TopicContradiction{fmt::format("the topic has another event at position {}", position)};
    return position;
}

}  // namespace suoledger::adapters
