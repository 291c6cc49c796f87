// SPDX-License-Identifier: Apache-2.0
// How a command ends when it cannot do what was asked: sysexits, so that scripts can tell the reasons apart.
#pragma once

#include <sysexits.h>

#include <stdexcept>
#include <string>

namespace suoledger::adapters {

/// The message is for the person who typed the command.
struct CommandFault : std::runtime_error {
    CommandFault(int code, const std::string& message) : std::runtime_error(message), exit_code(code) {}
    int exit_code;  // EX_…
};

/// The exit code for the fault being handled; prints what went wrong on stderr. Call it inside a catch block.
int explain_current_fault();

}  // namespace suoledger::adapters
