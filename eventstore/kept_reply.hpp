// SPDX-License-Identifier: Apache-2.0
// The reply that is kept with the idempotency record: sealed when stored, opened for a retry, a stub once erased.
#pragma once

#include <string>

#include "eventstore/log_transaction.hpp"
#include "eventstore/prepare.hpp"

namespace suoledger::eventstore {

/// Seals replies that concern no person and no business: those of the platform.
inline constexpr const char* platform_reply_key = "reply/platform";

StoredCommand keep_reply(const Submission& submission, const Prepared& prepared, const Reply& reply,
                         std::int64_t position, KeyVault& vault);

/// Byte-identical to what was kept while its key lives, afterwards {"id":…,"object":…,"erased":true} (AUDIT §4).
AppendedReply open_kept_reply(const StoredCommand& command, KeyVault& vault);

}  // namespace suoledger::eventstore
