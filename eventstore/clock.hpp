// SPDX-License-Identifier: Apache-2.0
// The appender's clock, passed in so that tests can move it.
#pragma once

#include <chrono>
#include <functional>

#include "domain/time.hpp"

namespace suoledger::eventstore {

using Clock = std::function<domain::Timestamp()>;

inline domain::Timestamp system_now() {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count()};
}

}  // namespace suoledger::eventstore
