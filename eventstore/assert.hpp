// SPDX-License-Identifier: Apache-2.0
// LEDGER_ASSERT: an invariant that must hold in production too; breaking it stops the process before it writes more.
#pragma once

namespace suoledger::eventstore {

[[noreturn]] void invariant_broken(const char* expression, const char* file, int line);

}  // namespace suoledger::eventstore

#define LEDGER_ASSERT(expression) \
    ((expression) ? static_cast<void>(0) : ::suoledger::eventstore::invariant_broken(#expression, __FILE__, __LINE__))
