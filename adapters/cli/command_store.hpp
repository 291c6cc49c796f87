// SPDX-License-Identifier: Apache-2.0
// The log as a command sees it: beside a running service, or with the private PostgreSQL started for the command.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "adapters/cli/config.hpp"
#include "adapters/embedded_postgres/cluster.hpp"
#include "adapters/process/owner_lock.hpp"
#include "adapters/service/checkpoint_keys_file.hpp"
#include "adapters/service/key_ring.hpp"
#include "adapters/service/read_models_gate.hpp"
#include "eventstore/kek_ring_file.hpp"
#include "eventstore/postgres/head_channel.hpp"
#include "eventstore/postgres/postgres_store.hpp"
#include "http/route.hpp"

namespace suoledger::adapters {

/// Privileges, key ring and log of a command, in the order that root needs.
struct CommandStart {
    /// Commands report on stderr only what goes wrong, unless a level was asked for.
    explicit CommandStart(const LoadedConfig& loaded);

    Config config;  // its data directory is entered
    Log log;
    std::optional<OpenedRing> named_ring;
    std::optional<OpenedCheckpointKeys> named_checkpoint_keys;
};

/// A service holds the owner lock of this directory.
bool served_by_another(const std::filesystem::path& data_dir);

/// A database that answers, for as long as this lives.
class CommandDatabase {
public:
    /// Waits for another command on the same data directory. Throws CommandFault when it takes too long.
    explicit CommandDatabase(CommandStart& start);

    [[nodiscard]] const std::string& url() const { return url_; }
    /// Takes the owner lock where no service holds it; false when a service does.
    bool own_data_dir(CommandStart& start);

private:
    std::optional<OwnerLock> owner_;
    std::optional<EmbeddedPostgres> embedded_;
    std::string url_;
};

/// The keys of checkpoints sign the list of destroyed keys too.
eventstore::CheckpointKeys checkpoint_keys_of(const CommandStart& start);

/// Keys that the list of destroyed keys names open nothing, unless the list itself is to be mended.
enum class DestroyedKeysUse : std::uint8_t { refused, ignored };

/// The log with its schema up to date, and keys that open it.
class CommandStore {
public:
    /// Throws DestroyedKeysFault, unless the list is ignored.
    explicit CommandStore(CommandStart& start, DestroyedKeysUse use = DestroyedKeysUse::refused);

    [[nodiscard]] eventstore::EventStore& log() { return store_; }
    [[nodiscard]] eventstore::KeyVault& vault() { return vault_; }
    /// Handlers that ask the read models get a 503: commands read the log.
    [[nodiscard]] http::Services services();
    /// Returns when the service that runs on this data directory, if any, shows what was appended up to here.
    void wait_until_served(std::int64_t position);
    [[nodiscard]] CommandDatabase& database() { return database_; }
    [[nodiscard]] eventstore::KekRingFile& ring_file() { return ring_file_; }
    [[nodiscard]] eventstore::WrappedKeySource& keys() { return keys_; }

private:
    void refuse_destroyed_keys();

    CommandStart& start_;
    CommandDatabase database_;
    OpenedRing ring_;
    eventstore::KekRingFile ring_file_;
    eventstore::ReadPool pool_;
    eventstore::PostgresKeys keys_;
    eventstore::KeyVault vault_;
    eventstore::NullMetrics metrics_;
    ReadModelsGate no_read_models_;
    eventstore::HeadAnnouncer announcer_;
    eventstore::PostgresStore store_;  // last: its threads use the rest
};

}  // namespace suoledger::adapters
