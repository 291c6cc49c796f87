// SPDX-License-Identifier: Apache-2.0
// Which threads let others go first: commands are answered before all else.
#pragma once

namespace suoledger::eventstore {

enum class ThreadPriority {
    usual,
    reads,       // a third of a core when commands could use all of them
    background,  // about a tenth
    idle,        // whatever else wants the core interrupts it at once, and leaves it a few thousandths
};

/// For good: a process without privileges cannot raise it again. Where the system refuses, the thread keeps what it
/// has.
void set_priority_of_this_thread(ThreadPriority priority);

}  // namespace suoledger::eventstore
