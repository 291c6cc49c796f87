// SPDX-License-Identifier: Apache-2.0
// What may be missing, as JSON: null then.
#pragma once

#include <boost/json/value.hpp>
#include <optional>

#include "domain/time.hpp"

namespace suoledger::http {

inline boost::json::value date_or_null(const std::optional<domain::Date>& date) {
    return date ? boost::json::value(domain::to_string(*date)) : boost::json::value(nullptr);
}

}  // namespace suoledger::http
