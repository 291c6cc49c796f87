// SPDX-License-Identifier: Apache-2.0
// Attach to what runs, or start it under the owner lock and stop it again.
#include "adapters/cli/command_store.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <chrono>
#include <thread>

#include "adapters/cli/exit_codes.hpp"
#include "adapters/process/control_socket.hpp"
#include "adapters/process/ending.hpp"
#include "adapters/process/privileges.hpp"
#include "adapters/service/control_commands.hpp"
#include "adapters/software.hpp"
#include "eventstore/clock.hpp"
#include "eventstore/destroyed_keys.hpp"
#include "eventstore/postgres/durability.hpp"
#include "eventstore/postgres/migrations.hpp"

namespace suoledger::adapters {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// Another command may be making a cluster, a service may be recovering one.
constexpr std::chrono::seconds database_limit{120};
constexpr std::chrono::milliseconds poll{100};
/// Services find out by themselves a second later.
constexpr std::chrono::milliseconds announce_limit{1000};

[[noreturn]] void give_up(const Config& config, const OtherOwner& other) {
    throw CommandFault{EX_TEMPFAIL, fmt::format("process {} keeps {} busy and its database does not answer", other.pid,
                                                config.data_dir.string())};
}

OpenedRing ring_of(CommandStart& start) {
    return start.named_ring ? *start.named_ring : open_own_ring(start.config.data_dir);
}

/// Before anything is read: that nothing written is forgotten, and the schema.
std::string brought_up_to_date(const std::string& url) {
    eventstore::require_durable(url);
    eventstore::migrate_up(url);
    return url;
}

eventstore::AppendPathOptions append_options() {
    eventstore::AppendPathOptions options;
    options.software_version = software_version();
    options.preparing_threads = 1;
    return options;
}

}  // namespace

CommandStart::CommandStart(const LoadedConfig& loaded)
    : config(loaded.config),
      log(config.log_format, loaded.sources.at("log-level") == "default" ? LogLevel::warning : config.log_level),
      named_ring(open_named_ring(config)),
      named_checkpoint_keys(open_named_checkpoint_keys(config)) {
    block_broken_pipes();
    config.data_dir = enter_data_dir(config.data_dir);
    ::umask(0077);
}

bool served_by_another(const std::filesystem::path& data_dir) {
    const auto lock = OwnerLock::try_take(data_dir, OwnerRole::command);
    return !lock && lock.error().role == OwnerRole::service;
}

CommandDatabase::CommandDatabase(CommandStart& start) {
    const Config& config = start.config;
    if (!config.database_url.empty()) {
        url_ = config.database_url;
        return;
    }
    const Clock::time_point limit = Clock::now() + database_limit;
    while (true) {
        auto lock = OwnerLock::try_take(config.data_dir, OwnerRole::command);
        if (lock) {
            owner_.emplace(*std::move(lock));
            url_ = embedded_.emplace(config.data_dir, *owner_, start.log).connection();
            return;
        }
        if (lock.error().role == OwnerRole::service) {
            if (std::optional<std::string> running = find_running_server(config.data_dir)) {
                url_ = *std::move(running);
                return;
            }
        }
        if (Clock::now() > limit) {
            give_up(config, lock.error());
        }
        std::this_thread::sleep_for(poll);
    }
}

bool CommandDatabase::own_data_dir(CommandStart& start) {
    const Clock::time_point limit = Clock::now() + database_limit;
    while (!owner_) {
        auto lock = OwnerLock::try_take(start.config.data_dir, OwnerRole::command);
        if (lock) {
            owner_.emplace(*std::move(lock));
        } else if (lock.error().role == OwnerRole::service) {
            return false;
        } else if (Clock::now() > limit) {
            give_up(start.config, lock.error());
        } else {
            std::this_thread::sleep_for(poll);
        }
    }
    return true;
}

CommandStore::CommandStore(CommandStart& start, DestroyedKeysUse use)
    : start_(start),
      database_(start),
      ring_(ring_of(start)),
      ring_file_(ring_.file, ring_.ring),
      pool_(brought_up_to_date(database_.url())),
      keys_(pool_),
      vault_(ring_file_, keys_),
      announcer_(database_.url()),
      store_(append_options(), database_.url(), pool_, vault_, metrics_,
             [this](std::shared_ptr<const std::vector<eventstore::RecordedEvent>> batch) {
                 if (!batch->empty()) {
                     announcer_.announce(batch->back().position);
                 }
             }) {
    prove_ring(ring_, vault_);
    if (use == DestroyedKeysUse::refused) {
        refuse_destroyed_keys();
    }
}

void CommandStore::refuse_destroyed_keys() {
    const fs::path file = eventstore::DestroyedKeys::beside(ring_.file);
    std::error_code ignored;
    if (!fs::exists(file, ignored)) {
        return;
    }
    eventstore::DestroyedKeys list{file, checkpoint_keys_of(start_)};
    for (const eventstore::ListedKey& listed : list.entries()) {
        vault_.destroy(listed.key_id);
    }
}

eventstore::CheckpointKeys checkpoint_keys_of(const CommandStart& start) {
    return start.named_checkpoint_keys ? start.named_checkpoint_keys->keys
                                       : open_own_checkpoint_keys(start.config.data_dir).keys;
}

http::Services CommandStore::services() {
    return {store_, no_read_models_, vault_, eventstore::system_now, start_.config.public_url};
}

void CommandStore::wait_until_served(std::int64_t position) {
    // Services with data directories of their own only have the announcement.
    announcer_.announce(position);
    announcer_.flush(announce_limit);
    boost::json::object request = control_request(control::reach);
    request["position"] = position;
    const auto reply = ask_service(start_.config.data_dir, request);
    if (reply && !reply->at("reached").as_bool()) {
        start_.log.warning("recorded, but the running service does not show it yet");
    }
}

}  // namespace suoledger::adapters
