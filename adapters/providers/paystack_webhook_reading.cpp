// SPDX-License-Identifier: Apache-2.0
// What Paystack posts. It names neither the event nor its time, so the fact itself must say whether it is another.
#include "adapters/providers/paystack_reading.hpp"
#include "adapters/providers/signatures.hpp"
#include "adapters/providers/wire_json.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;

/// Amounts are of no account here: what is booked is asked for.
std::expected<Notice, Malformed> read_charge_notice(std::string_view event, const json::object& data) {
    const std::string domain = text_member(data, "domain");
    ChargeNotice notice{id_member(data, "reference"), id_member(data, "id"),
                        event == "charge.success" ? ChargeStatus::success : ChargeStatus::failed, domain == "live"};
    if (notice.reference.empty()) return std::unexpected(Malformed{"a charge without a reference that we can keep"});
    if (notice.provider_payment_id.empty()) return std::unexpected(Malformed{"a charge without an id"});
    if (domain != "live" && domain != "test") return std::unexpected(Malformed{"a charge without its domain"});
    return notice;
}

template <class T>
std::expected<Notice, Malformed> as_notice(std::expected<T, Malformed> read) {
    if (!read) return std::unexpected(std::move(read.error()));
    return Notice{std::move(*read)};
}

/// "charge.success"; "" for what is no name of an event.
std::string event_name(const json::object& envelope) {
    constexpr std::size_t longest = 60;
    const std::string name = text_member(envelope, "event");
    const bool plain = name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") == std::string::npos;
    return plain && name.size() <= longest ? name : std::string{};
}

}  // namespace

std::expected<Notice, Malformed> read_paystack_webhook(std::string_view body) {
    const auto envelope = parse_object(body);
    if (!envelope) return std::unexpected(Malformed{"no JSON object"});
    const std::string event = event_name(*envelope);
    const json::object* data = object_member(*envelope, "data");
    if (event.empty()) return std::unexpected(Malformed{"no event is named"});
    if (data == nullptr) return std::unexpected(Malformed{event + ": no data"});
    if (event == "charge.success" || event == "charge.failed") return read_charge_notice(event, *data);
    if (event.starts_with("refund.")) return as_notice(read_paystack_refund(*data));
    if (event.starts_with("charge.dispute.")) return as_notice(read_paystack_dispute(*data));
    return OtherNotice{event};
}

std::string paystack_event_key(std::string_view body) {
    const auto envelope = parse_object(body);
    if (!envelope) return fact_key("unreadable", {body});
    const std::string event = event_name(*envelope);
    const json::object* data = object_member(*envelope, "data");
    if (data == nullptr || event.empty()) return fact_key("unreadable", {body});
    const std::string id = id_member(*data, "id"), status = text_member(*data, "status");
    // Two equal refunds of one charge look the same here; whoever handles one asks for all of that charge.
    const std::string charge = id_member(*data, "transaction_reference");
    if (event.starts_with("refund.") && !charge.empty()) {
        const auto amount = whole_member(*data, "amount");
        return fact_key(event,
                        {charge, id_member(*data, "refund_reference"), amount ? std::to_string(*amount) : "", status});
    }
    if (id.empty()) return fact_key(event, {body});
    return fact_key(event, {id, status, text_member(*data, "resolution")});
}

}  // namespace suoledger::adapters
