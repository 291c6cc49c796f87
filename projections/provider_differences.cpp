// SPDX-License-Identifier: Apache-2.0
// Gathering both sides of a report.
#include "projections/provider_differences.hpp"

#include <algorithm>
#include <utility>

namespace suoledger::projections {
namespace {

/// How far the two sides' clocks may be apart on one charge: one reads the moment of payment, the other may have to
/// take the moment at which it heard of it.
constexpr std::int64_t margin_microseconds = 7LL * 86'400 * 1'000'000;
constexpr std::size_t payments_at_a_time = 1000;

domain::Period widened(const domain::Period& period) {
    return {{std::max<std::int64_t>(period.from.microseconds - margin_microseconds, 0)},
            {period.until.microseconds + margin_microseconds}};
}

}  // namespace

std::string sweep_of(std::string_view provider) { return "sweep/" + std::string(provider); }

std::vector<domain::BookedCharge> booked_charges(const ReadSnapshot& snapshot, const domain::Uuid& tenant,
                                                 const std::string& provider, const domain::Period& period) {
    PaymentFilter filter;
    filter.method = domain::PaymentMethod::provider;
    filter.received_from = period.from;
    filter.received_before = period.until;
    std::vector<domain::BookedCharge> charges;
    Page page{.before = std::nullopt, .limit = payments_at_a_time};
    do {
        const auto slice = snapshot.payments(tenant, filter, page);
        for (const PaymentRow& row : slice.rows) {
            if (!row.received || row.provider != provider) continue;  // without it it is an attempt
            charges.push_back({.payment = row.id,
                               .provider_payment_id = row.provider_payment_id,
                               .reference = row.provider_reference,
                               .amount = {row.amount, row.currency},
                               .fee = row.fee,
                               .refunded = row.refunded,
                               .charged_back = row.charged_back,
                               .at = row.received_at,
                               .changed_at = row.updated_at});
        }
        page.before = slice.next_before;
    } while (page.before);
    return charges;
}

ProviderReport report_differences(const ReadSnapshot& snapshot, eventstore::ProviderCharges& charges,
                                  const domain::Uuid& tenant, const std::string& provider,
                                  const domain::Period& period) {
    const domain::Period wide = widened(period);
    std::vector<domain::ListedCharge> listed;
    for (auto& row : charges.list({.provider = provider, .tenant = tenant, .from = wide.from, .until = wide.until}))
        listed.push_back(std::move(row.charge));
    const auto booked = booked_charges(snapshot, tenant, provider, wide);
    const auto in_period = [&](const auto& charge) { return period.holds(charge.at); };
    return {domain::find_differences(listed, booked, period),
            static_cast<std::size_t>(std::ranges::count_if(listed, in_period)),
            static_cast<std::size_t>(std::ranges::count_if(booked, in_period))};
}

}  // namespace suoledger::projections
