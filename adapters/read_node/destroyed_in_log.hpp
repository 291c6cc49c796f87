// SPDX-License-Identifier: Apache-2.0
// What the log says of destroyed keys, so that a read node need not be told by the primary that somebody is erased.
#pragma once

#include <optional>

#include "adapters/read_node/kept_log.hpp"
#include "eventstore/key_vault.hpp"

namespace suoledger::adapters {

/// Throws CodecFault: of a later version of the software.
std::optional<domain::Uuid> key_destroyed_by(const eventstore::RecordedEvent& event);
/// All that the kept log names. Throws StoreUnavailable as well.
void destroy_keys_named_in(KeptLog& log, eventstore::KeyVault& vault);

}  // namespace suoledger::adapters
