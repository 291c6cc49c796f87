// SPDX-License-Identifier: Apache-2.0
// Events by their number.
#include "tests/adapters/kafka/sample_log.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <utility>

#include "eventstore/leaf.hpp"

namespace suoledger::tests {
namespace {

using domain::StreamType;

struct Kind {
    StreamType type;
    std::string_view event_type;
    domain::Series series;
};
constexpr auto kinds = std::to_array<Kind>({{StreamType::invoice, "invoice_issued", domain::Series::invoice},
                                            {StreamType::payment, "payment_received", domain::Series::receipt},
                                            {StreamType::customer, "customer_renamed", domain::Series::none},
                                            {StreamType::business, "business_renamed", domain::Series::none}});
constexpr std::int64_t tenants = 2, streams_of_a_kind = 5;

domain::Uuid id_of(std::int64_t kind, std::int64_t number) {
    const eventstore::Hash hash = eventstore::sha256({eventstore::big_endian(kind), eventstore::big_endian(number)});
    return eventstore::uuid_v8_of(hash);
}

}  // namespace

std::vector<eventstore::RecordedEvent> sample_log(std::int64_t count) {
    std::vector<eventstore::RecordedEvent> log;
    std::map<domain::Uuid, std::int64_t> sequences;
    std::map<domain::StreamId, std::int64_t> versions;
    std::map<std::pair<domain::Uuid, domain::Series>, std::int64_t> numbers;
    for (std::int64_t position = 1; position <= count; ++position) {
        const Kind& kind = kinds.at(static_cast<std::size_t>(position) % kinds.size());
        eventstore::RecordedEvent& event = log.emplace_back();
        event.position = position;
        event.event_id = id_of(0, position);
        event.stream.tenant = id_of(1, position / 3 % tenants);
        event.stream.type = kind.type;
        event.stream.id =
            kind.type == StreamType::business ? event.stream.tenant : id_of(2, position / 4 % streams_of_a_kind);
        event.tenant_sequence = ++sequences[event.stream.tenant];
        event.stream_version = ++versions[event.stream];
        event.event_type = kind.event_type;
        event.recorded_at = {1'790'000'000'000'000 + position * 1001};
        event.effective_at = {event.recorded_at.microseconds - 60'000'000};
        event.series = kind.series;
        event.series_number = kind.series == domain::Series::none ? 0 : ++numbers[{event.stream.tenant, kind.series}];
        event.salt.fill(static_cast<std::uint8_t>(position));
        event.metadata = fmt::format(R"({{"actor":{{"kind":"system","id":"{}"}}}})", position);
        event.payload = payload_of_a_naira_invoice;
        event.leaf_hash = eventstore::leaf_hash_of(event);
    }
    return log;
}

adapters::LogEpoch sample_epoch(std::int64_t number) { return {number, id_of(3, number)}; }

}  // namespace suoledger::tests
