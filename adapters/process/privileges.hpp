// SPDX-License-Identifier: Apache-2.0
// PostgreSQL refuses to run as root, so a process started as root becomes the data directory's user.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace suoledger::adapters {

/// The message names the command that mends it.
struct PrivilegeFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// /var/lib/suoledger for root and the user `suoledger`, else $XDG_DATA_HOME/suoledger or ~/.local/share/suoledger.
std::filesystem::path default_data_dir();

/// Makes the directory (mode 0700) and returns its canonical path. As root: gives a new one to `suoledger` (or
/// `postgres`) and turns the whole process into the directory's owner, for good. Call it before any thread is started.
std::filesystem::path enter_data_dir(const std::filesystem::path& data_dir);

}  // namespace suoledger::adapters
