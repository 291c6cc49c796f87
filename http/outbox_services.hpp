// SPDX-License-Identifier: Apache-2.0
// What handlers need to show effects that could not be performed.
#pragma once

#include <functional>

#include "eventstore/outbox.hpp"

namespace suoledger::http {

struct OutboxServices {
    eventstore::OutboxLetters& letters;
    std::function<void()> on_requeued = [] {};
};

}  // namespace suoledger::http
