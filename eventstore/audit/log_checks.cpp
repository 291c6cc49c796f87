// SPDX-License-Identifier: Apache-2.0
// One event after the other, the cheapest question first.
#include "eventstore/audit/log_checks.hpp"

#include <cstddef>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "domain/journal.hpp"
#include "eventstore/codec.hpp"
#include "eventstore/leaf.hpp"

namespace suoledger::eventstore {
namespace {

namespace json = boost::json;

/// How far business time may run ahead of the appender's clock (docs/audit-format.md).
constexpr std::int64_t most_ahead_us = std::int64_t{5} * 60 * 1'000'000;
/// A range may begin in the middle of a command; no command has nearly so many events.
constexpr std::int64_t most_events_of_a_command = 1024;
constexpr std::size_t tree_buffer_bytes = 4 * 1024;

Finding at(const RecordedEvent& event, FindingCode code, std::string detail) {
    return {code, event.position, 0, std::move(detail)};
}

std::optional<domain::Uuid> command_id_in(std::string_view metadata) {
    alignas(std::max_align_t) unsigned char buffer[tree_buffer_bytes];
    json::monotonic_resource memory(buffer, sizeof buffer);
    boost::system::error_code error;
    const json::value tree = json::parse(json::string_view(metadata), error, &memory);
    const json::object* object = error ? nullptr : tree.if_object();
    const json::value* id = object == nullptr ? nullptr : object->if_contains("command_id");
    if (id == nullptr || !id->is_string()) return std::nullopt;
    return domain::parse_uuid(std::string_view(id->get_string()));
}

/// The sums may not even be representable in a forged payload.
bool is_balanced(const domain::JournalEntry& entry) {
    std::int64_t debits = 0, credits = 0;
    for (const domain::Posting& posting : entry.postings) {
        if (posting.debit < 0 || posting.credit < 0) return false;
        if (__builtin_add_overflow(debits, posting.debit, &debits)) return false;
        if (__builtin_add_overflow(credits, posting.credit, &credits)) return false;
    }
    return debits == credits;
}

std::optional<Finding> fault_of_books(const RecordedEvent& event) {
    std::optional<domain::Event> decoded;
    try {
        decoded =
            decode(event.event_type, event.schema_version, event.payload, event.stream.tenant, event.event_id, nullptr);
    } catch (const std::exception& fault) {
        return at(event, FindingCode::payload_unreadable, fault.what());
    }
    if (domain::series_of(*decoded) != event.series)
        return at(event, FindingCode::series_wrong,
                  fmt::format("{} takes a number of series \"{}\", not of \"{}\"", event.event_type,
                              domain::to_string(domain::series_of(*decoded)), domain::to_string(event.series)));
    try {
        if (is_balanced(domain::postings_of(*decoded))) return std::nullopt;
    } catch (const std::exception&) {
        // The domain refuses to make an entry that does not balance.
    }
    return at(event, FindingCode::postings_unbalanced,
              fmt::format("the debits of this {} do not equal its credits", event.event_type));
}

}  // namespace

bool LogChecks::check(const RecordedEvent& event) {
    if (finding_) return false;
    finding_ = fault_of(event);
    if (finding_) return false;
    ++events_;
    position_ = event.position;
    recorded_at_ = event.recorded_at;
    if (scope_.is_whole()) tree_.append(leaf_);
    return true;
}

std::optional<Finding> LogChecks::fault_of(const RecordedEvent& event) {
    if (scope_.all_positions && event.position != position_ + 1)
        return Finding{FindingCode::position_not_dense, position_ + 1, 0,
                       fmt::format("position {} follows {}", event.position, position_)};
    if (event.position <= position_)
        return at(event, FindingCode::position_not_dense,
                  fmt::format("position {} follows {}", event.position, position_));
    leaf_ = leaf_hash_of(event);
    if (leaf_ != event.leaf_hash)
        return at(event, FindingCode::leaf_hash_differs,
                  fmt::format("leaf_hash is {}, recomputed {}", hex(event.leaf_hash), hex(leaf_)));
    if (auto fault = fault_of_times(event)) return fault;
    if (auto fault = numbers_.take(event)) return fault;
    if (auto fault = fault_of_id(event)) return fault;
    return depth_ == AuditDepth::double_entry ? fault_of_books(event) : std::nullopt;
}

std::optional<Finding> LogChecks::fault_of_times(const RecordedEvent& event) const {
    if (event.recorded_at < recorded_at_)
        return at(event, FindingCode::recorded_at_falls,
                  fmt::format("recorded at {}, the event before it at {}", domain::to_string(event.recorded_at),
                              domain::to_string(recorded_at_)));
    std::int64_t latest = 0;
    const bool unbounded = __builtin_add_overflow(event.recorded_at.microseconds, most_ahead_us, &latest);
    if (!unbounded && event.effective_at.microseconds > latest)
        return at(event, FindingCode::effective_at_ahead,
                  fmt::format("effective at {}, recorded at {}", domain::to_string(event.effective_at),
                              domain::to_string(event.recorded_at)));
    return std::nullopt;
}

std::optional<Finding> LogChecks::fault_of_id(const RecordedEvent& event) {
    const bool first = events_ == 0;
    domain::Uuid id = command_id_;
    if (first || event.metadata != metadata_) {
        const auto found = command_id_in(event.metadata);
        if (!found)
            return at(event, FindingCode::metadata_unreadable, "the metadata is no JSON object that names its command");
        metadata_ = event.metadata;
        id = *found;
    }
    const bool continues = !first && id == command_id_ && event.stream.tenant == command_tenant_;
    std::int64_t index = continues ? command_index_ + 1 : 0;
    if (first && !scope_.from_the_start())
        while (index < most_events_of_a_command && event_id_of(event.stream.tenant, id, index) != event.event_id)
            ++index;
    if (event_id_of(event.stream.tenant, id, index) != event.event_id)
        return at(event, FindingCode::event_id_wrong,
                  fmt::format("the event id is not that of event {} of command {}", index, domain::to_string(id)));
    command_tenant_ = event.stream.tenant;
    command_id_ = id;
    command_index_ = index;
    return std::nullopt;
}

}  // namespace suoledger::eventstore
