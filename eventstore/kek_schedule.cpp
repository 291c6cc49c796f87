// SPDX-License-Identifier: Apache-2.0
// Reading the epochs and counting days.
#include "eventstore/kek_schedule.hpp"

#include "domain/decide.hpp"
#include "eventstore/codec.hpp"

namespace suoledger::eventstore {
namespace {

constexpr std::int64_t microseconds_per_day = 86'400LL * 1'000'000;
constexpr domain::StreamId platform_stream{domain::platform_tenant, domain::StreamType::platform,
                                           domain::platform_tenant};

}  // namespace

domain::Timestamp days_after(domain::Timestamp instant, std::int32_t days) {
    return {instant.microseconds + days * microseconds_per_day};
}

std::optional<domain::Timestamp> KekSchedule::rotation_due(const KekPolicy& policy) const {
    if (policy.rotate_after_days == 0) return std::nullopt;
    return days_after(newest_since, policy.rotate_after_days);
}

std::optional<domain::Date> KekSchedule::complete_on(const KekPolicy& policy, std::int64_t epoch) const {
    // An epoch without an event of its own goes with the next superseded one.
    const auto superseded = epochs.destroy_after.lower_bound(epoch);
    const auto rotation = rotation_due(policy);
    std::optional<domain::Timestamp> end;
    if (superseded != epochs.destroy_after.end())
        end = superseded->second;
    else if (rotation)
        end = days_after(*rotation, policy.destroy_after_days);
    if (!end) return std::nullopt;
    return domain::Date{domain::date_in(domain::Zone{}, *end).days + 1};  // in the course of the day before
}

KekSchedule read_kek_schedule(EventStore& store, domain::Timestamp now) {
    KekSchedule schedule;
    const auto first = store.read_log({.after_position = 0, .limit = 1, .with_metadata = false});
    schedule.newest_since = first.empty() ? now : first.front().recorded_at;
    domain::State state = domain::initial_state(platform_stream);
    StreamQuery query{platform_stream};
    for (;;) {
        const auto rows = store.read_stream(query);
        for (const auto& row : rows) {
            const auto event =
                decode(row.event_type, row.schema_version, row.payload, row.stream.tenant, row.event_id, nullptr);
            if (std::holds_alternative<domain::KekRotated>(event)) schedule.newest_since = row.recorded_at;
            domain::evolve(state, event);
            query.after_version = row.stream_version;
        }
        if (std::ssize(rows) < query.limit) break;
    }
    schedule.epochs = std::get<domain::PlatformState>(state).keks;
    return schedule;
}

}  // namespace suoledger::eventstore
