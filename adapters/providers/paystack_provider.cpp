// SPDX-License-Identifier: Apache-2.0
// The calls of Paystack's API that the ledger needs, and how its lists and ours differ.
#include "adapters/providers/paystack_provider.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <map>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "adapters/providers/paystack_pages.hpp"
#include "adapters/providers/paystack_reading.hpp"
#include "adapters/providers/wire_json.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;
using domain::Timestamp;
using Cursor = std::optional<std::string>;

/// How long a refund may wait for the payout that it is taken from.
constexpr std::int64_t longest_wait_for_settlement_us = std::int64_t{120} * 24 * 3600 * 1'000'000;

std::unexpected<ProviderError> garbled(std::string_view call, std::string_view what) {
    return std::unexpected(ProviderError{ProviderFault::garbled, fmt::format("{}: {}", call, what)});
}

std::string period(Timestamp from, Timestamp to) {
    return fmt::format("from={}&to={}&", percent_encoded(to_string(from)), percent_encoded(to_string(to)));
}

struct RawPage {
    json::array items;
    std::optional<PaystackPlace> next;
};

class Paystack final : public PaymentProvider {
public:
    Paystack(PaystackSettings settings, const ProviderSecrets& secrets, eventstore::Metrics& metrics,
             std::unique_ptr<HttpTransport> transport)
        : webhooks_(make_paystack_webhooks(secrets)),
          calls_(std::string{webhooks_->name()}, std::move(settings.base_url), secrets, metrics, std::move(transport),
                 settings.limits, std::move(settings.surroundings)) {}

    [[nodiscard]] std::string_view name() const override { return webhooks_->name(); }
    [[nodiscard]] bool is_left_alone() const override { return calls_.are_refused(); }
    [[nodiscard]] bool is_genuine(const HeaderLookup& headers, std::string_view body) const override {
        return webhooks_->is_genuine(headers, body);
    }
    [[nodiscard]] std::string event_key(std::string_view body) const override { return webhooks_->event_key(body); }
    [[nodiscard]] std::expected<Notice, Malformed> parse(std::string_view body) const override {
        return webhooks_->parse(body);
    }

    ProviderAnswer<Checkout> initialise(const CheckoutRequest& request) override;
    ProviderAnswer<Charge> verify(const std::string& reference) override;
    ProviderAnswer<ProviderPage<Charge>> list_charges(Timestamp from, Timestamp to, const Cursor& cursor) override;
    ProviderAnswer<ProviderPage<RefundNotice>> list_refunds(Timestamp from, Timestamp to,
                                                            const Cursor& cursor) override;
    ProviderAnswer<std::vector<RefundNotice>> refunds_of(const std::string& charge_reference) override;
    ProviderAnswer<ProviderPage<DisputeNotice>> list_disputes(Timestamp from, Timestamp to,
                                                              const Cursor& cursor) override;
    ProviderAnswer<RefundNotice> refund(const std::string& charge_reference, domain::Money amount) override;
    ProviderAnswer<ProviderPage<Payout>> list_payouts(Timestamp from, Timestamp to, const Cursor& cursor) override;
    ProviderAnswer<ProviderPage<PayoutLine>> list_payout_lines(const std::string& payout_id,
                                                               const Cursor& cursor) override;

private:
    using References = std::map<std::string, std::string>;  // of charges, by Paystack's number

    ProviderAnswer<json::object> data_of(const ApiCall& call);
    ProviderAnswer<RawPage> page(std::string_view name, const std::string& path, const PaystackPlace& place);
    /// "" when the provider does not know the number (any more).
    ProviderAnswer<std::string> reference_of(const std::string& transaction_id, References& known);
    /// With its charge's reference looked up; nullopt when there is none.
    ProviderAnswer<std::optional<RefundNotice>> with_reference(const ListedRefund& listed, References& known);
    ProviderAnswer<ProviderPage<PayoutLine>> charge_lines(const std::string& payout_id, const PaystackPlace& place);
    ProviderAnswer<ProviderPage<PayoutLine>> deduction_lines(const std::string& payout_id, const PaystackPlace& place);

    const std::unique_ptr<ProviderWebhooks> webhooks_;
    ProviderCalls calls_;
};

ProviderAnswer<json::object> Paystack::data_of(const ApiCall& call) {
    auto envelope = calls_.call(call);
    if (!envelope) return envelope;
    json::value* data = envelope->if_contains("data");
    if (data == nullptr || !data->is_object()) return garbled(call.name, "an answer without its data");
    return std::move(data->as_object());
}

ProviderAnswer<RawPage> Paystack::page(std::string_view name, const std::string& path, const PaystackPlace& place) {
    auto envelope = calls_.call({name, path + query_of(place), {}, true});
    if (!envelope) return std::unexpected(std::move(envelope.error()));
    json::value* data = envelope->if_contains("data");
    if (data == nullptr || !data->is_array()) return garbled(name, "an answer without its list");
    auto next = place_after(place, *envelope, data->as_array());
    return RawPage{std::move(data->as_array()), std::move(next)};
}

/// The page that a cursor means, the first without one.
ProviderAnswer<PaystackPlace> place_of(const Cursor& cursor, PaystackPlace first) {
    if (!cursor) return first;
    if (auto place = parse_cursor(*cursor)) return std::move(*place);
    return std::unexpected(ProviderError{ProviderFault::refused, "no cursor of this list"});
}

template <class T>
void set_next(ProviderPage<T>& page, const std::optional<PaystackPlace>& next) {
    if (next) page.next = to_cursor(*next);
}

/// Reads every item; what cannot be read is told beside the others, so that one odd item hides no page.
template <class T>
ProviderPage<T> read_all(const RawPage& raw, std::expected<T, Malformed> (*read)(const json::object&)) {
    ProviderPage<T> page;
    for (const json::value& item : raw.items) {
        const json::object* object = item.if_object();
        auto one = object == nullptr ? std::unexpected(Malformed{"an item that is no object"}) : read(*object);
        if (one)
            page.items.push_back(std::move(*one));
        else
            page.unreadable.push_back(std::move(one.error()));
    }
    set_next(page, raw.next);
    return page;
}

ProviderAnswer<Checkout> Paystack::initialise(const CheckoutRequest& request) {
    json::object body{{"email", request.email},
                      {"amount", std::to_string(request.amount.minor_units)},
                      {"currency", domain::to_string(request.amount.currency)},
                      {"reference", request.reference}};
    if (!request.callback_url.empty()) body["callback_url"] = request.callback_url;  // else its dashboard's
    // Not twice: Paystack refuses a reference that it knows, and the first answer had what the payer needs.
    const auto data = data_of({"initialise", "/transaction/initialize", json::serialize(body), false});
    if (!data) return std::unexpected(data.error());
    Checkout checkout{text_member(*data, "authorization_url"), text_member(*data, "access_code")};
    const bool whole = checkout.url.starts_with("http") && !checkout.access_code.empty();
    if (!whole || text_member(*data, "reference") != request.reference) return garbled("initialise", "no checkout");
    return checkout;
}

ProviderAnswer<Charge> Paystack::verify(const std::string& reference) {
    const auto data = data_of({"verify", "/transaction/verify/" + percent_encoded(reference), {}, true});
    if (!data) return std::unexpected(data.error());
    auto charge = read_paystack_charge(*data);
    if (!charge) return garbled("verify", charge.error().why);
    if (charge->reference != reference) return garbled("verify", "told of another charge");
    return std::move(*charge);
}

ProviderAnswer<ProviderPage<Charge>> Paystack::list_charges(Timestamp from, Timestamp to, const Cursor& cursor) {
    const auto place = place_of(cursor, {'t', "1", false, {}});
    if (!place) return std::unexpected(place.error());
    // By cursor: pages shift while charges come in.
    const auto raw = page("list_charges", "/transaction?use_cursor=true&" + period(from, to), *place);
    if (!raw) return std::unexpected(raw.error());
    return read_all(*raw, &read_paystack_charge);
}

ProviderAnswer<std::string> Paystack::reference_of(const std::string& transaction_id, References& known) {
    if (const auto found = known.find(transaction_id); found != known.end()) return found->second;
    const auto data = data_of({"fetch", "/transaction/" + percent_encoded(transaction_id), {}, true});
    if (!data && data.error().fault != ProviderFault::not_found) return std::unexpected(data.error());
    return known[transaction_id] = data ? id_member(*data, "reference") : std::string{};
}

ProviderAnswer<std::optional<RefundNotice>> Paystack::with_reference(const ListedRefund& listed, References& known) {
    RefundNotice notice = listed.notice;
    if (notice.charge_reference.empty()) {
        auto reference = reference_of(listed.transaction_id, known);
        if (!reference) return std::unexpected(std::move(reference.error()));
        notice.charge_reference = std::move(*reference);
    }
    if (notice.charge_reference.empty()) return std::nullopt;
    return notice;
}

Malformed without_charge(const ListedRefund& listed) {
    return {
        fmt::format("refund {}: its charge {} is not known", listed.notice.provider_refund_id, listed.transaction_id)};
}

ProviderAnswer<ProviderPage<RefundNotice>> Paystack::list_refunds(Timestamp from, Timestamp to, const Cursor& cursor) {
    const auto place = place_of(cursor, {'r', "1", false, {}});
    if (!place) return std::unexpected(place.error());
    const auto raw = page("list_refunds", "/refund?" + period(from, to), *place);
    if (!raw) return std::unexpected(raw.error());
    auto read = read_all(*raw, &read_paystack_listed_refund);
    ProviderPage<RefundNotice> refunds{{}, std::move(read.next), std::move(read.unreadable)};
    References known;
    for (const ListedRefund& listed : read.items) {
        if (listed.took_for_dispute) continue;
        auto notice = with_reference(listed, known);
        if (!notice) return std::unexpected(std::move(notice.error()));
        if (*notice)
            refunds.items.push_back(std::move(**notice));
        else
            refunds.unreadable.push_back(without_charge(listed));
    }
    return refunds;
}

ProviderAnswer<std::vector<RefundNotice>> Paystack::refunds_of(const std::string& charge_reference) {
    const auto charge = verify(charge_reference);
    if (!charge) return std::unexpected(charge.error());
    const std::string path = "/refund?transaction=" + percent_encoded(charge->provider_payment_id) + "&";
    std::vector<RefundNotice> refunds;
    constexpr int most_pages = 50;
    std::optional<PaystackPlace> place = PaystackPlace{'r', "1", false, {}};
    for (int number = 0; place && number < most_pages; ++number) {
        const auto raw = page("refunds_of", path, *place);
        if (!raw) return std::unexpected(raw.error());
        const auto read = read_all(*raw, &read_paystack_listed_refund);
        if (!read.unreadable.empty()) return garbled("refunds_of", read.unreadable.front().why);
        for (const ListedRefund& listed : read.items) {
            // Whether the list was narrowed as we asked is seen here.
            if (listed.took_for_dispute || listed.transaction_id != charge->provider_payment_id) continue;
            refunds.push_back(listed.notice);
            refunds.back().charge_reference = charge_reference;
        }
        place = raw->next;
    }
    if (place) return garbled("refunds_of", "a list without an end");
    return refunds;
}

ProviderAnswer<ProviderPage<DisputeNotice>> Paystack::list_disputes(Timestamp from, Timestamp to,
                                                                    const Cursor& cursor) {
    const auto place = place_of(cursor, {'d', "1", false, {}});
    if (!place) return std::unexpected(place.error());
    auto raw = page("list_disputes", "/dispute?" + period(from, to), *place);
    if (!raw) return std::unexpected(raw.error());
    // Put away without an outcome: nothing was taken, and nothing will be.
    const auto is_archived = [](const json::value& item) {
        const json::object* object = item.if_object();
        return object != nullptr && text_member(*object, "status") == "archived";
    };
    raw->items.erase(std::remove_if(raw->items.begin(), raw->items.end(), is_archived), raw->items.end());
    return read_all(*raw, &read_paystack_dispute);
}

ProviderAnswer<RefundNotice> Paystack::refund(const std::string& charge_reference, domain::Money amount) {
    const json::object body{{"transaction", charge_reference},
                            {"amount", amount.minor_units},
                            {"currency", domain::to_string(amount.currency)}};
    const auto data = data_of({"refund", "/refund", json::serialize(body), false});
    if (!data) return std::unexpected(data.error());
    auto notice = read_paystack_refund(*data);
    if (!notice) return garbled("refund", notice.error().why);
    if (notice->charge_reference != charge_reference || notice->provider_refund_id.empty())
        return garbled("refund", "told of another refund");
    return std::move(*notice);
}

ProviderAnswer<ProviderPage<Payout>> Paystack::list_payouts(Timestamp from, Timestamp to, const Cursor& cursor) {
    const auto place = place_of(cursor, {'s', "1", false, {}});
    if (!place) return std::unexpected(place.error());
    // Others are on their way or failed: no money has arrived.
    const auto raw = page("list_payouts", "/settlement?status=success&" + period(from, to), *place);
    if (!raw) return std::unexpected(raw.error());
    return read_all(*raw, &read_paystack_payout);
}

/// Paystack lists the charges of a settlement, and names the settlement in its list of refunds: first the one, then the
/// other.
ProviderAnswer<ProviderPage<PayoutLine>> Paystack::list_payout_lines(const std::string& payout_id,
                                                                     const Cursor& cursor) {
    const auto place = place_of(cursor, {'t', "1", false, {}});
    if (!place) return std::unexpected(place.error());
    return place->list == 'r' ? deduction_lines(payout_id, *place) : charge_lines(payout_id, *place);
}

ProviderAnswer<ProviderPage<PayoutLine>> Paystack::charge_lines(const std::string& payout_id,
                                                                const PaystackPlace& place) {
    const auto raw = page("payout_lines", "/settlement/" + percent_encoded(payout_id) + "/transactions?", place);
    if (!raw) return std::unexpected(raw.error());
    auto read = read_all(*raw, &read_paystack_charge);
    ProviderPage<PayoutLine> lines{{}, {}, std::move(read.unreadable)};
    Timestamp newest = place.since;
    for (const Charge& charge : read.items) {
        newest = std::max(newest, charge.paid_at.value_or(Timestamp{}));
        lines.items.push_back({PayoutLine::Kind::charge, charge.reference, charge.amount.minor_units, charge.fee});
    }
    auto next = raw->next.value_or(PaystackPlace{'r', "1", false, {}});
    next.since = newest;
    lines.next = to_cursor(next);
    return lines;
}

ProviderAnswer<ProviderPage<PayoutLine>> Paystack::deduction_lines(const std::string& payout_id,
                                                                   const PaystackPlace& place) {
    const Timestamp since{std::max<std::int64_t>(place.since.microseconds - longest_wait_for_settlement_us, 0)};
    const auto raw = page("payout_lines", "/refund?from=" + percent_encoded(to_string(since)) + "&", place);
    if (!raw) return std::unexpected(raw.error());
    auto read = read_all(*raw, &read_paystack_listed_refund);
    ProviderPage<PayoutLine> lines{{}, std::move(read.next), std::move(read.unreadable)};
    References known;
    for (const ListedRefund& listed : read.items) {
        if (listed.settlement_id != payout_id) continue;
        const auto notice = with_reference(listed, known);
        if (!notice) return std::unexpected(notice.error());
        const auto kind = listed.took_for_dispute ? PayoutLine::Kind::dispute : PayoutLine::Kind::refund;
        if (*notice)
            lines.items.push_back({kind, (*notice)->charge_reference, (*notice)->amount.minor_units, 0});
        else
            lines.unreadable.push_back(without_charge(listed));
    }
    return lines;
}

}  // namespace

std::unique_ptr<PaymentProvider> make_paystack(PaystackSettings settings, const ProviderSecrets& secrets,
                                               eventstore::Metrics& metrics, std::unique_ptr<HttpTransport> transport) {
    if (const auto wrong = wrong_with_base_url(settings.base_url))
        throw std::invalid_argument{"the address of Paystack's API " + *wrong};
    while (settings.base_url.ends_with('/')) settings.base_url.pop_back();
    return std::make_unique<Paystack>(std::move(settings), secrets, metrics, std::move(transport));
}

}  // namespace suoledger::adapters
