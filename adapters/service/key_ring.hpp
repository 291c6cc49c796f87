// SPDX-License-Identifier: Apache-2.0
// The ring of key-encryption keys of a process, and the proof that it is the one this database was used with.
#pragma once

#include <filesystem>

#include "adapters/cli/config.hpp"
#include "eventstore/key_vault.hpp"

namespace suoledger::adapters {

struct OpenedRing {
    eventstore::KekRing ring;
    std::filesystem::path file;
    bool is_new = false;  // made just now: no database can depend on it
};

/// What `--kek-file` names, else nothing. Call it while still root, as which such files are often kept.
std::optional<OpenedRing> open_named_ring(const Config& config);
/// <data-dir>/kek.json, made when absent.
OpenedRing open_own_ring(const std::filesystem::path& data_dir);

/// Throws KekFault when the ring does not open what the database keeps (a ring made just now is removed again), and
/// StoreUnavailable.
void prove_ring(const OpenedRing& opened, eventstore::KeyVault& vault);

}  // namespace suoledger::adapters
