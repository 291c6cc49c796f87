// SPDX-License-Identifier: Apache-2.0
// Named places where a test makes the process die, wait or fail; without SUOLEDGER_WITH_FAILPOINTS they compile to
// nothing.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string_view>

namespace suoledger::eventstore {

/// `kill`, `throw_fault` and `hold` happen inside failpoint(); the place itself acts on the other two.
enum class FailpointAction : std::uint8_t { off, kill, throw_fault, hold, sql_error, cut_connection };

struct InjectedFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

#ifdef SUOLEDGER_WITH_FAILPOINTS

FailpointAction failpoint(std::string_view name);

namespace failpoints {
inline constexpr int always = -1;
/// `times`: how often it acts before it turns itself off. Setting a held failpoint to anything else lets it go.
/// SUOLEDGER_FAILPOINTS="name=action;name=action*times" sets them at start (off, kill, throw, hold, sql_error,
/// cut_connection).
void set(std::string_view name, FailpointAction action, int times = always);
/// Returns once a thread is held there; false after a safety net of 30 s.
bool wait_until_held(std::string_view name);
void clear();
}  // namespace failpoints

#else

inline FailpointAction failpoint(std::string_view) { return FailpointAction::off; }

#endif

}  // namespace suoledger::eventstore
