// SPDX-License-Identifier: Apache-2.0
// The plain functions behind the routes of reconciliation.
#pragma once

#include "http/route.hpp"

namespace suoledger::http {

Handled list_differences(const Services& services, const Request& request);
Handled import_statement(const Services& services, const Request& request);

}  // namespace suoledger::http
