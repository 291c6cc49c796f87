// SPDX-License-Identifier: Apache-2.0
// Looking up whose charges a payout is of, and booking each share.
#include "adapters/reconciliation/payout_booking.hpp"

#include <fmt/format.h>

#include "domain/provider_reference.hpp"
#include "eventstore/codec.hpp"
#include "eventstore/provider_ids.hpp"
#include "eventstore/scheduled_command.hpp"

namespace suoledger::adapters {
namespace {

std::optional<domain::PaymentReceived> received_of(eventstore::EventStore& store, const domain::StreamId& stream) {
    for (const auto& event : store.read_stream({.stream = stream})) {
        if (event.event_type == domain::EventName<domain::PaymentReceived>::value) {
            return std::get<domain::PaymentReceived>(eventstore::decode(
                event.event_type, event.schema_version, event.payload, stream.tenant, event.event_id, nullptr));
        }
    }
    return std::nullopt;
}

}  // namespace

PayoutCounts PayoutBooking::run(const domain::Period& period, HeldLease& lease) {
    PayoutCounts counts;
    std::vector<Payout> payouts;
    each_page<Payout>(
        "payouts", lease, counts.refused,
        [&](const auto& cursor) { return parts_.provider.list_payouts(period.from, period.until, cursor); },
        [&](std::vector<Payout>& page) { payouts.insert(payouts.end(), page.begin(), page.end()); });
    counts.listed = payouts.size();
    for (const Payout& payout : payouts) {
        book(payout, lease, counts);
    }
    return counts;
}

std::vector<PayoutLine> PayoutBooking::lines_of(const Payout& payout, HeldLease& lease, PayoutCounts& counts) {
    std::vector<PayoutLine> lines;
    each_page<PayoutLine>(
        "payout " + payout.provider_payout_id, lease, counts.refused,
        [&](const auto& cursor) { return parts_.provider.list_payout_lines(payout.provider_payout_id, cursor); },
        [&](std::vector<PayoutLine>& page) { lines.insert(lines.end(), page.begin(), page.end()); });
    return lines;
}

std::optional<BookedLine> PayoutBooking::booked_line(const std::string& reference) {
    const std::string provider{parts_.provider.name()};
    const auto ours = domain::parse_provider_reference(reference);
    for (const auto& row : parts_.charges.list({.provider = provider, .reference = reference})) {
        if (!row.tenant) {
            continue;
        }
        const domain::Uuid payment =
            eventstore::payment_of_charge(parts_.store, *row.tenant, ours ? std::optional{ours->payment} : std::nullopt,
                                          provider, row.charge.provider_payment_id);
        const auto received = received_of(parts_.store, {*row.tenant, domain::StreamType::payment, payment});
        if (received && received->provider_payment_id == row.charge.provider_payment_id) {
            return BookedLine{*row.tenant, {received->amount, received->currency}, received->fee};
        }
    }
    return std::nullopt;
}

void PayoutBooking::book(const Payout& payout, HeldLease& lease, PayoutCounts& counts) {
    const std::string& id = payout.provider_payout_id;
    const std::vector<PayoutLine> lines = lines_of(payout, lease, counts);
    std::vector<std::optional<BookedLine>> booked;
    for (const PayoutLine& line : lines) {
        lease.keep();
        booked.push_back(booked_line(line.reference));
    }
    PayoutShares shares = split_payout(payout, lines, booked, parts_.account_business);
    if (!shares.unknown_references.empty()) {
        counts.refused.emplace_back(
            id, fmt::format("lines of charges that are in nobody's books: {}", shares.unknown_references.size()));
    }
    if (shares.unexplained != 0) {
        counts.refused.emplace_back(id, fmt::format("minor units that no line explains: {}", shares.unexplained));
    }
    for (const domain::Uuid& tenant : shares.waiting) {
        counts.refused.emplace_back(
            id, "its share waits for charges to be booked: " + domain::to_type_id(domain::business_prefix, tenant));
    }
    for (const domain::Uuid& tenant : shares.below_zero) {
        counts.refused.emplace_back(id,
                                    "its share is below zero: " + domain::to_type_id(domain::business_prefix, tenant));
    }
    for (auto& [tenant, command] : shares.by_business) {
        const std::string provider{parts_.provider.name()};
        command.payout_id = eventstore::provider_payout_uuid(tenant, provider, id);
        command.provider = provider;
        command.reference = domain::PersonalText(id);
        const auto outcome = eventstore::submit_scheduled(
            parts_.store, parts_.vault, parts_.now(),
            {.tenant = tenant, .name = "payout", .instance = provider + "/" + id, .command = command});
        if (const auto rejection = eventstore::refusal_in(outcome)) {
            if (rejection->code != domain::RejectionCode::version_conflict) {
                counts.refused.emplace_back(id, domain::to_string(rejection->code));
            }
        } else if (!std::get<eventstore::AppendedReply>(outcome).replayed) {
            ++counts.booked;
        }
    }
}

}  // namespace suoledger::adapters
