// SPDX-License-Identifier: Apache-2.0
// States from the log itself, which no node sees late; for the few handlers whose work rests on them before a decision.
#pragma once

#include <memory>

#include "http/route.hpp"

namespace suoledger::http {

/// nullptr: no such stream. Personal fields are open as far as their keys are there. Throws StoreUnavailable.
std::shared_ptr<const domain::State> state_in_log(const Services& services, const domain::StreamId& stream);

}  // namespace suoledger::http
