// SPDX-License-Identifier: Apache-2.0
// A difference between a provider's list and the books, as it is shown.
#pragma once

#include <boost/json/object.hpp>

#include "domain/provider_difference.hpp"

namespace suoledger::http {

boost::json::object difference_json(const domain::Difference& difference);

}  // namespace suoledger::http
