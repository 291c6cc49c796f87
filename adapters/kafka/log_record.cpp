// SPDX-License-Identifier: Apache-2.0
// To headers, and strictly back: what was not written by `to_log_record` is no record of ours.
#include "adapters/kafka/log_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <concepts>
#include <utility>

#include "eventstore/crypto.hpp"

namespace suoledger::adapters {
namespace {

constexpr std::string_view content_type = "application/json", spec_version = "1.0", source_prefix = "/suoledger/log/";

/// Reads headers by name and remembers the first that is wrong.
class HeaderReader {
public:
    explicit HeaderReader(const KafkaMessage& message) : message_(message) {}

    std::string text(std::string_view name) {
        const std::string* found = nullptr;
        for (const KafkaHeader& header : message_.headers) {
            if (header.name != name) continue;
            if (found != nullptr) fail(name, "is there twice");
            found = &header.value;
        }
        if (found == nullptr) fail(name, "is missing");
        return found == nullptr ? std::string{} : *found;
    }
    /// What `parse` makes of it.
    template <class Parse>
    auto parsed(std::string_view name, Parse parse) {
        auto value = parse(text(name));
        if (!value) fail(name, "is malformed");
        using Value = typename decltype(value)::value_type;
        return value ? *std::move(value) : Value{};
    }
    /// As this writes it: no sign, no zeros before it. At least `least`.
    template <std::integral Number>
    Number number(std::string_view name, Number least) {
        return parsed(name, [&](const std::string& digits) -> std::optional<Number> {
            Number value = 0;
            const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
            const bool is_exact = error == std::errc{} && end == digits.data() + digits.size() &&
                                  digits == fmt::to_string(value) && value >= least;
            return is_exact ? std::optional{value} : std::nullopt;
        });
    }
    template <std::size_t Size>
    std::array<std::uint8_t, Size> bytes(std::string_view name) {
        return parsed(name, [](const std::string& digits) -> std::optional<std::array<std::uint8_t, Size>> {
            const auto raw = eventstore::from_hex(digits);
            if (!raw || raw->size() != Size) return std::nullopt;
            std::array<std::uint8_t, Size> value{};
            std::ranges::copy(eventstore::bytes_of(*raw), value.begin());
            return value;
        });
    }
    void require(std::string_view name, std::string_view expected) {
        if (text(name) != expected) fail(name, fmt::format("is not `{}`", expected));
    }
    [[nodiscard]] const std::string& problem() const { return problem_; }

private:
    void fail(std::string_view name, std::string_view what) {
        if (problem_.empty()) problem_ = fmt::format("header {} {}", name, what);
    }

    const KafkaMessage& message_;
    std::string problem_;
};

std::optional<domain::Uuid> parse_event_id(std::string_view text) {
    return domain::parse_type_id(domain::event_prefix, text);
}

}  // namespace

KafkaMessage to_log_record(const eventstore::RecordedEvent& event, const LogEpoch& epoch) {
    using domain::to_string;
    KafkaMessage message;
    message.headers = {
        {"content-type", std::string{content_type}},
        {"ce_specversion", std::string{spec_version}},
        {"ce_id", domain::to_type_id(domain::event_prefix, event.event_id)},
        {"ce_source", fmt::format("{}{}", source_prefix, epoch.number)},
        {"ce_type", event.event_type},
        {"ce_time", to_string(event.recorded_at)},
        {std::string{subject_header}, domain::to_type_id(event.stream)},
        {"ce_position", fmt::to_string(event.position)},
        {"ce_epoch", fmt::to_string(epoch.number)},
        {"ce_epochid", to_string(epoch.id)},
        {"ce_tenant", to_string(event.stream.tenant)},
        {"ce_tenantsequence", fmt::to_string(event.tenant_sequence)},
        {std::string{stream_type_header}, std::string{to_string(event.stream.type)}},
        {"ce_streamid", to_string(event.stream.id)},
        {"ce_streamversion", fmt::to_string(event.stream_version)},
        {"ce_schemaversion", fmt::to_string(event.schema_version)},
        {"ce_effectiveat", to_string(event.effective_at)},
        {"ce_series", std::string{to_string(event.series)}},
        {"ce_seriesnumber", fmt::to_string(event.series_number)},
        {"ce_salt", eventstore::hex(event.salt)},
        {"ce_leafhash", eventstore::hex(event.leaf_hash)},
        {"ce_metadata", event.metadata},
    };
    message.value = event.payload;
    message.timestamp_ms = record_time_of(event.recorded_at);
    return message;
}

std::expected<LogRecord, std::string> read_log_record(const KafkaMessage& message) {
    HeaderReader headers{message};
    LogRecord record;
    record.epoch.number = headers.number("ce_epoch", std::int64_t{1});
    record.epoch.id = headers.parsed("ce_epochid", domain::parse_uuid);
    eventstore::RecordedEvent& event = record.event;
    headers.require("content-type", content_type);
    headers.require("ce_specversion", spec_version);
    headers.require("ce_source", fmt::format("{}{}", source_prefix, record.epoch.number));
    event.event_id = headers.parsed("ce_id", parse_event_id);
    event.event_type = headers.text("ce_type");
    event.recorded_at = headers.parsed("ce_time", domain::parse_timestamp);
    event.position = headers.number("ce_position", std::int64_t{1});
    event.stream.tenant = headers.parsed("ce_tenant", domain::parse_uuid);
    event.stream.type = headers.parsed(stream_type_header, domain::parse_stream_type);
    event.stream.id = headers.parsed("ce_streamid", domain::parse_uuid);
    event.tenant_sequence = headers.number("ce_tenantsequence", std::int64_t{1});
    event.stream_version = headers.number("ce_streamversion", std::int64_t{1});
    event.schema_version = headers.number("ce_schemaversion", std::int32_t{1});
    event.effective_at = headers.parsed("ce_effectiveat", domain::parse_timestamp);
    event.series = headers.parsed("ce_series", domain::parse_series);
    event.series_number = headers.number("ce_seriesnumber", std::int64_t{0});
    event.salt = headers.bytes<std::tuple_size_v<eventstore::Salt>>("ce_salt");
    event.leaf_hash = headers.bytes<std::tuple_size_v<eventstore::Hash>>("ce_leafhash");
    event.metadata = headers.text("ce_metadata");
    headers.require(subject_header, domain::to_type_id(event.stream));
    if (!headers.problem().empty()) return std::unexpected(headers.problem());
    event.payload = message.value;
    return record;
}

const std::string* find_header(const KafkaMessage& message, std::string_view name) {
    const auto found = std::ranges::find(message.headers, name, &KafkaHeader::name);
    return found == message.headers.end() ? nullptr : &found->value;
}

}  // namespace suoledger::adapters
