// SPDX-License-Identifier: Apache-2.0
// From a configuration to a service that runs until it is told to stop.
#include "adapters/cli/service_process.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <chrono>
#include <thread>

#include "adapters/cli/exit_codes.hpp"
#include "adapters/process/privileges.hpp"
#include "adapters/service/read_node.hpp"
#include "adapters/software.hpp"

namespace suoledger::adapters {
namespace {

using Clock = std::chrono::steady_clock;

/// A command may be in the middle of an initdb.
constexpr std::chrono::seconds command_limit{120};
/// A kill is on its way for a moment before it can be seen.
constexpr std::chrono::seconds service_limit{1};
constexpr std::chrono::milliseconds lock_poll{100};
constexpr std::chrono::seconds log_write_back{1};

OwnerLock own(const Config& config, const Ending& ending, Log& log) {
    const Clock::time_point began = Clock::now();
    bool told = false;
    while (true) {
        auto lock = OwnerLock::try_take(config.data_dir, OwnerRole::service);
        if (lock) {
            return *std::move(lock);
        }
        const bool serves = lock.error().role == OwnerRole::service;
        if (serves && Clock::now() > began + (is_dying(lock.error().pid) ? command_limit : service_limit)) {
            throw AlreadyServed{fmt::format("process {} serves {} already; stop it, or choose another --data-dir",
                                            lock.error().pid, config.data_dir.string())};
        }
        if (ending.is_due() || Clock::now() > began + command_limit) {
            throw CommandFault{EX_TEMPFAIL,
                               fmt::format("process {} keeps {} busy", lock.error().pid, config.data_dir.string())};
        }
        if (!told) {
            log.info(serves ? "waiting for a service to end" : "waiting for a command to finish",
                     {{"pid", std::to_string(lock.error().pid)}});
            told = true;
        }
        std::this_thread::sleep_for(lock_poll);
    }
}

/// A connection takes one, and where nothing else is said 1024 is the limit that may be raised: too few for live
/// streams.
void take_all_descriptors() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/// Left to itself Linux writes the log of half a minute at once, and the events' next flush waits behind all of it.
void wait_writing_the_log(Ending& ending, Log& log) {
    while (!ending.wait_for(log_write_back)) log.begin_write_back();
    ending.wait();  // for its fault
}

}  // namespace

int run_service(Config config, const std::function<void(const Config&, Service&)>& when_ready) {
    block_service_signals();
    take_all_descriptors();
    Log log{config.log_format, config.log_level};
    // A node that only reads needs neither: it wraps nothing and signs nothing.
    std::optional<OpenedRing> ring = config.read_node.is_on ? std::nullopt : open_named_ring(config);
    std::optional<OpenedCheckpointKeys> checkpoint_keys =
        config.read_node.is_on ? std::nullopt : open_named_checkpoint_keys(config);
    config.data_dir = enter_data_dir(config.data_dir);
    ::umask(0077);
    Ending ending;
    const SignalThread signals{ending, log};
    log.info("starting", {{"version", software_version()}, {"data_dir", config.data_dir.string()}});
    const OwnerLock owner = own(config, ending, log);
    if (config.read_node.is_on) {
        ReadNode node{config, ending, log};
        wait_writing_the_log(ending, log);
        return 0;
    }
    if (!ring) {
        ring = open_own_ring(config.data_dir);
    }
    if (!checkpoint_keys) {
        checkpoint_keys = open_own_checkpoint_keys(config.data_dir);
    }
    Service service{config, *std::move(ring), *std::move(checkpoint_keys), owner, ending, log};
    if (service.wait_until_ready() && when_ready) {
        when_ready(config, service);
    }
    wait_writing_the_log(ending, log);
    return 0;
}

}  // namespace suoledger::adapters
