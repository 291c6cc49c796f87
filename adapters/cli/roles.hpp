// SPDX-License-Identifier: Apache-2.0
// What a process does of what the service does.
#pragma once

#include <string>

namespace suoledger::adapters {

struct Config;

struct Roles {
    bool api = true;        // answers requests; without it the main listener has /live and /ready only
    bool projector = true;  // folds the log; what is answered and what is sent is read from there
    bool worker = true;     // works off inbox and outbox, and what is due by the clock
    bool publisher = true;  // hands the log on
};
/// "api,projector,worker,publisher"
std::string to_string(const Roles& roles);
/// Returns what is wrong with the value, or an empty text.
std::string apply_roles(Config& config, const std::string& value);
std::string apply_outbox_claim_seconds(Config& config, const std::string& value);

}  // namespace suoledger::adapters
