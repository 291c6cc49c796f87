// SPDX-License-Identifier: Apache-2.0
// A customer as clients write it: contacts in one spelling, blind indexes beside them.
#pragma once

#include "domain/customer.hpp"
#include "http/request_body.hpp"
#include "http/route.hpp"

namespace suoledger::http {

/// Body of POST /v1/customers and the inline customer of an invoice; makes the ids of the customer and its two keys.
domain::RegisterCustomer read_new_customer(ObjectReader& reader, const Services& services, const domain::Uuid& tenant);
/// Body of PATCH /v1/customers/{id}: null clears, what is absent stays. Previous indexes are left to the caller.
domain::ChangeCustomerDetails read_customer_changes(ObjectReader& reader, const Services& services,
                                                    const domain::Uuid& tenant);

/// Of open contacts; others have none.
domain::ContactIndexes indexes_of(const Services& services, const domain::Uuid& tenant,
                                  const domain::PersonalText& phone, const domain::PersonalText& email);

}  // namespace suoledger::http
