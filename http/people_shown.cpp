// SPDX-License-Identifier: Apache-2.0
// Looking for open words.
#include "http/people_shown.hpp"

#include <algorithm>

namespace suoledger::http {

bool shows_person(const domain::CustomerDetails& details) {
    return details.name.is_open() || details.phone.is_open() || details.email.is_open() || details.address.is_open() ||
           details.tax_id.is_open();
}

bool shows_person(const domain::InvoiceIssued& document) {
    const auto& buyer = document.buyer;
    if (buyer.name.is_open() || buyer.address.is_open() || buyer.tax_id.is_open() || document.notes.is_open())
        return true;
    return std::ranges::any_of(document.lines, [](const auto& line) { return line.description.is_open(); }) ||
           std::ranges::any_of(document.metadata, [](const auto& pair) { return pair.second.is_open(); });
}

bool shows_person(const PaymentView& payment) {
    return payment.received.reference.is_open() ||
           std::ranges::any_of(
               payment.refunds,
               [](const auto& refund) { return refund.reason.is_open() || refund.failure_reason.is_open(); }) ||
           std::ranges::any_of(payment.chargebacks, [](const auto& one) { return one.reason.is_open(); });
}

void PeopleShown::add(const domain::Uuid& person) {
    // A page has at most 200 rows, and lists of one person's documents are the usual long ones.
    if (std::ranges::find(people_, person) == people_.end()) people_.push_back(person);
}

}  // namespace suoledger::http
