// SPDX-License-Identifier: Apache-2.0
// The privacy duties of a command, which does at once what a service does by itself.
#pragma once

#include "adapters/cli/command_store.hpp"
#include "adapters/service/privacy_duties.hpp"

namespace suoledger::adapters {

class CommandPrivacy {
public:
    /// Both outlive it. Throws DestroyedKeysFault.
    CommandPrivacy(CommandStart& start, CommandStore& store);
    PrivacyDuties& duties() { return duties_; }

private:
    const eventstore::CheckpointKeys checkpoint_keys_;
    PrivacyDuties duties_;
};

}  // namespace suoledger::adapters
