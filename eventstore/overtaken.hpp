// SPDX-License-Identifier: Apache-2.0
// What a RenderReply may throw: its reply speaks of something that another command changed after it was read.
#pragma once

#include <stdexcept>

namespace suoledger::eventstore {

/// Nothing is written: the outcome is Unavailable{"overtaken"}, and the next attempt reads anew.
struct Overtaken : std::runtime_error {
    Overtaken() : std::runtime_error("another command changed what the reply shows") {}
};

}  // namespace suoledger::eventstore
