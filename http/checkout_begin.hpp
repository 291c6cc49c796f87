// SPDX-License-Identifier: Apache-2.0
// Beginning to pay an invoice online, whoever asks for it: the business with its key, a payer with the link.
#pragma once

#include <boost/json/object.hpp>
#include <optional>

#include "http/route.hpp"

namespace suoledger::http {

struct CheckoutOf {
    domain::Uuid tenant, invoice;
    bool livemode = true;                  // of the business
    std::optional<std::int64_t> revision;  // that a payer saw: invoice_changed if it is not so any more
};
/// `body`: {"email": …}; without it the customer's own. Everything else is refused.
Handled begin_checkout(const Services& services, const Request& request, const CheckoutOf& of,
                       const boost::json::object& body);

}  // namespace suoledger::http
