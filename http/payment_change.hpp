// SPDX-License-Identifier: Apache-2.0
// What all commands on a recorded payment have in common.
#pragma once

#include "http/route.hpp"

namespace suoledger::http {

/// Answers the whole payment as it stands afterwards; 404 when it was never received.
Handled change_payment(const Services& services, const domain::Uuid& tenant, const domain::Uuid& payment,
                       domain::Command command, int status = 200);

}  // namespace suoledger::http
