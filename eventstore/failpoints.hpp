// SPDX-License-Identifier: Apache-2.0
// Named places where a test makes the process die, wait or fail; without SUOLEDGER_WITH_FAILPOINTS they compile to
// nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string_view>

namespace suoledger::eventstore {

/// `kill`, `throw_fault` and `hold` happen inside failpoint(); the place itself acts on the others. `number` carries a
/// value for failpoint_number().
enum class FailpointAction : std::uint8_t { off, kill, throw_fault, hold, sql_error, cut_connection, number };

struct InjectedFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

#ifdef SUOLEDGER_WITH_FAILPOINTS

FailpointAction failpoint(std::string_view name);
/// What the failpoint is set to; 0 while it is not.
std::size_t failpoint_number(std::string_view name);

/// How a process is told from outside, by SUOLEDGER_FAILPOINTS: docs/failpoints.md.
namespace failpoints {
inline constexpr int always = -1;
/// `times`: how often it acts before it turns itself off. Setting a held failpoint to anything else lets it go.
void set(std::string_view name, FailpointAction action, int times = always);
void set_number(std::string_view name, std::size_t number, int times = always);
/// Returns once a thread is held there; false after a safety net of 30 s.
bool wait_until_held(std::string_view name);
void clear();
}  // namespace failpoints

#else

inline FailpointAction failpoint(std::string_view) { return FailpointAction::off; }
inline std::size_t failpoint_number(std::string_view) { return 0; }

#endif

}  // namespace suoledger::eventstore
