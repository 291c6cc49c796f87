// SPDX-License-Identifier: Apache-2.0
// The stored fields of the figures' rows. Changing one of these is a new version of that projection.
//
// Rows under tenant: 'z' the zone · 'i' invoice: InvoiceFacts · 'p' payment: PaymentFacts ·
// 'd' currency figure day dimension customer: sum of a day · 'c' currency issued_on invoice: CohortInvoice ·
// 'a' currency account day: sum of a day · 'e' currency day position: what one event posted, by account ·
// of invoices that are not cancelled, by the first day of the month of issue: 'q' currency month: CohortMonth ·
// 'u' currency month customer: how many · 'h' currency month days_to_pay: how many ·
// 's' currency (0, or 1 and due_on): OwedSum while something is due.
#pragma once

#include "projections/keys.hpp"
#include "projections/row_fields.hpp"

namespace suoledger::domain {

template <class Archive>
void fields(Archive& a, projections::Like<Archive, NetAndVat>& v) {
    a(v.net, v.vat);
}
template <class Archive>
void fields(Archive& a, projections::Like<Archive, InvoiceFacts>& v) {
    a(v.customer, v.currency, v.prices_include_vat, v.line_treatments);
    for (auto& sums : v.by_treatment) a(sums);
    a(v.figures, v.issued_on, v.due_on, v.settled_on);
}
template <class Archive>
void fields(Archive& a, projections::Like<Archive, PaymentFacts>& v) {
    a(v.currency, v.received_on);
}
template <class Archive>
void fields(Archive& a, projections::Like<Archive, CohortSums>& v) {
    a(v.invoices, v.settled, v.invoiced, v.collected);
}
template <class Archive>
void fields(Archive& a, projections::Like<Archive, CohortInvoice>& v) {
    a(v.customer, v.figures, v.issued_on, v.settled_on);
}
}  // namespace suoledger::domain

namespace suoledger::projections {

/// Day, dimension and customer are in the key.
template <class Archive>
void fields(Archive& a, Like<Archive, DaySum>& v) {
    a(v.amount, v.count);
}
template <class Archive>
void fields(Archive& a, Like<Archive, OwedSum>& v) {
    a(v.due_on, v.amount, v.count);
}
/// Invoices of one month of issue.
struct CohortMonth {
    domain::CohortSums sums;
    std::int64_t customers = 0, repeat_customers = 0;
};
template <class Archive>
void fields(Archive& a, Like<Archive, CohortMonth>& v) {
    a(v.sums, v.customers, v.repeat_customers);
}
/// What was posted to an account on a day.
struct Posted {
    std::int64_t debit = 0, credit = 0, count = 0;
};
template <class Archive>
void fields(Archive& a, Like<Archive, Posted>& v) {
    a(v.debit, v.credit, v.count);
}

/// [first key of `from`, first key after `to`) below a prefix.
struct DayRange {
    std::string from, until;
};
inline DayRange days_below(const Key& prefix, const std::optional<domain::Date>& from, const domain::Date& to) {
    Key first(prefix), last(prefix);
    if (from) first.with(*from);
    last.with(to);
    return {first, end_of_prefix(last)};
}

inline Key figure_prefix(const domain::Uuid& tenant, domain::Currency currency, domain::Figure figure) {
    Key key(tenant, 'd');
    key.with_byte(static_cast<std::uint8_t>(currency)).with_byte(static_cast<std::uint8_t>(figure));
    return key;
}
inline Key currency_prefix(const domain::Uuid& tenant, char kind, domain::Currency currency) {
    Key key(tenant, kind);
    key.with_byte(static_cast<std::uint8_t>(currency));
    return key;
}
inline Key account_prefix(const domain::Uuid& tenant, domain::Currency currency, domain::AccountCode account) {
    Key key = currency_prefix(tenant, 'a', currency);
    key.with(std::int64_t{account});
    return key;
}

}  // namespace suoledger::projections
