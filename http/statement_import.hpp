// SPDX-License-Identifier: Apache-2.0
// A read statement against what is open and what is booked; nothing is booked by itself.
#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <optional>
#include <string_view>

#include "http/bank_statement.hpp"
#include "http/route.hpp"

namespace suoledger::http {

/// As bodies are.
inline constexpr std::size_t max_statement_bytes = std::size_t{1} << 20;

std::optional<DateOrder> parse_date_order(std::string_view text);

/// For each row what it could be, and for money in the body of the `POST /v1/payments` that books it with a key under
/// which it is booked once, however often the statement is imported.
boost::json::object statement_import_json(const Services& services, const projections::ReadSnapshot& snapshot,
                                          const domain::Uuid& tenant, domain::Currency currency,
                                          const BankStatement& statement);

}  // namespace suoledger::http
