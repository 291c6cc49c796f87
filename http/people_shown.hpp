// SPDX-License-Identifier: Apache-2.0
// Whether an answer shows something of a person in clear: what the access log counts.
#pragma once

#include <optional>
#include <vector>

#include "http/representations.hpp"

namespace suoledger::http {

bool shows_person(const domain::CustomerDetails& details);
/// The buyer, or words in the document about what was bought.
bool shows_person(const domain::InvoiceIssued& document);
bool shows_person(const PaymentView& payment);

/// Each person once, in the order of the answer.
class PeopleShown {
public:
    void add(const domain::Uuid& person);
    void add(const std::optional<domain::Uuid>& person) {
        if (person) add(*person);
    }
    [[nodiscard]] std::vector<domain::Uuid> take() { return std::move(people_); }

private:
    std::vector<domain::Uuid> people_;
};

}  // namespace suoledger::http
