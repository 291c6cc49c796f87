// SPDX-License-Identifier: Apache-2.0
// What `top -H` and a profile call a thread.
#pragma once

#include <pthread.h>

namespace suoledger::eventstore {

/// At most 15 characters: what Linux has room for.
inline void name_this_thread(const char* name) { pthread_setname_np(pthread_self(), name); }

}  // namespace suoledger::eventstore
