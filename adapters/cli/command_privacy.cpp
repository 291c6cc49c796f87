// SPDX-License-Identifier: Apache-2.0
// The parts of a command's privacy duties.
#include "adapters/cli/command_privacy.hpp"

namespace suoledger::adapters {

CommandPrivacy::CommandPrivacy(CommandStart& start, CommandStore& store)
    : checkpoint_keys_(checkpoint_keys_of(start)),
      duties_({.store = store.log(),
               .keys = store.keys(),
               .vault = store.vault(),
               .ring = store.ring_file(),
               .checkpoint_keys = checkpoint_keys_,
               .database_url = store.database().url(),
               .data_dir = start.config.data_dir,
               .policy = start.config.kek_policy,
               .forget_states = [] {},
               .log = start.log}) {}

}  // namespace suoledger::adapters
