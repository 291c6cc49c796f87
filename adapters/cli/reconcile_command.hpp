// SPDX-License-Identifier: Apache-2.0
// The command that reconciles with a provider.
#pragma once

#include "adapters/cli/commands.hpp"

namespace suoledger::adapters {

void add_reconcile(const Command& program, CommandLine& line);

}  // namespace suoledger::adapters
