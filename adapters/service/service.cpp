// SPDX-License-Identifier: Apache-2.0
// Wiring, opening, watching, taking down.
#include "adapters/service/service.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <exception>
#include <filesystem>
#include <utility>

#include "adapters/process/private_files.hpp"
#include "adapters/service/control_commands.hpp"
#include "adapters/software.hpp"
#include "eventstore/clock.hpp"
#include "eventstore/postgres/migrations.hpp"

namespace suoledger::adapters {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds first_retry{250}, longest_retry{2000};
constexpr milliseconds catch_up_poll{20}, watch_interval{500};

std::filesystem::path listen_file(const Config& config) { return config.data_dir / "listen.json"; }

void remove_listen_file(const Config& config) {
    std::error_code ignored;
    std::filesystem::remove(listen_file(config), ignored);
}

eventstore::AppendPathOptions append_options() {
    eventstore::AppendPathOptions options;
    options.software_version = software_version();
    return options;
}

projections::RocksReadModelsOptions read_model_options(const Config& config, Log& log) {
    return {config.data_dir / "read-models", [&log](std::string_view text) { log.warning(text); }};
}

}  // namespace

Service::Service(const Config& config, OpenedRing ring, const OwnerLock& owner, Ending& ending, Log& log)
    : config_(config),
      ring_(std::move(ring)),
      ending_(ending),
      log_(log),
      metrics_(http::routes(), software().version, software().commit),
      database_url_(config.database_url.empty() ? embedded_.emplace(config.data_dir, owner, log).connection()
                                                : config.database_url),
      pool_(database_url_),
      keys_(pool_),
      vault_(ring_.ring, keys_),
      announcer_(database_url_) {
    remove_listen_file(config_);
    store_.emplace(append_options(), database_url_, pool_, vault_, metrics_, [this](CommittedBatches::Batch batch) {
        const std::int64_t position = batch->empty() ? 0 : batch->back().position;
        committed_.hand_over(std::move(batch));
        announcer_.announce(position);
    });
    read_models_.emplace(read_model_options(config_, log_), *store_, metrics_);
    committed_.lead_to(&*read_models_);
    gate_.emplace(&*read_models_);
    server_.emplace(
        server_config(), http::routes(), services(), metrics_, [this] { return unready_reasons(); },
        [this](std::string_view level, std::string_view message, const LogFields& fields) {
            log_.write(level, message, fields);
        });
    server_->start();
    log_.info("listening", {{"http", address()}, {"admin", admin_address()}});
    thread_ = std::thread{[this] { run(); }};
}

Service::~Service() {
    remove_listen_file(config_);
    {
        const std::scoped_lock lock{mutex_};
        stopping_ = true;
    }
    changed_.notify_all();
    server_->drain();
    thread_.join();
    committed_.lead_to(nullptr);
    listener_.reset();
    read_models_->stop();  // whoever waits for a position over the control socket is told
    control_.reset();
    server_.reset();
    gate_.reset();
    read_models_.reset();
    store_.reset();
    log_.info("stopped");
}

http::Services Service::services() {
    std::string public_url = config_.public_url;
    if (public_url.empty() && server_) {
        public_url = "http://" + address();
    }
    return {*store_, *gate_, vault_, eventstore::system_now, std::move(public_url)};
}

http::ServerConfig Service::server_config() const {
    http::ServerConfig server;
    server.listen = config_.listen;
    server.admin_listen = config_.admin_listen;
    server.handler_threads = config_.handler_threads;
    server.drain_timeout = config_.drain_timeout;
    server.rate_limit_per_key = config_.rate_limit_per_key;
    server.rate_limit_per_address = config_.rate_limit_per_address;
    server.trusted_proxies = config_.trusted_proxies;
    return server;
}

void Service::run() {
    try {
        if (!open_database() || !catch_up()) {
            return;
        }
        gate_->open();
        publish_addresses();
        watch();
    } catch (...) {
        ending_.fail(std::current_exception());
    }
}

bool Service::pause(milliseconds duration) {
    std::unique_lock lock{mutex_};
    return !changed_.wait_for(lock, duration, [this] { return stopping_; });
}

bool Service::open_database() {
    milliseconds wait = first_retry;
    while (true) {
        try {
            if (const int applied = eventstore::migrate_up(database_url_); applied > 0) {
                log_.info("brought the schema up to date", {{"migrations", std::to_string(applied)}});
            }
            prove_ring(ring_, vault_);
            set_database_up(true);
            return true;
        } catch (const eventstore::StoreUnavailable& fault) {
            log_.warning("waiting for the database", {{"reason", fault.what()}});
        }
        if (!pause(wait)) {
            return false;
        }
        wait = std::min(2 * wait, longest_retry);
    }
}

bool Service::catch_up() {
    if (ring_.is_new) {
        log_.info("made new key-encryption keys; a copy of the database is worthless without them",
                  {{"file", ring_.file.string()}});
    }
    read_models_->start();
    listener_.emplace(database_url_, [this](std::int64_t position) { read_models_->notify_head(position); });
    while (!read_models_->caught_up()) {
        if (!pause(catch_up_poll)) {
            return false;
        }
    }
    return true;
}

void Service::publish_addresses() {
    control_.emplace(config_.data_dir,
                     [this](const boost::json::object& request) { return answer_control(*read_models_, request); });
    {
        const std::scoped_lock lock{mutex_};
        ready_ = true;
        if (stopping_) {
            return;
        }
        const boost::json::object addresses{{"http", address()}, {"admin", admin_address()}};
        write_public_file(listen_file(config_), boost::json::serialize(addresses) + "\n");
    }
    changed_.notify_all();
    log_.info("ready", {{"http", address()}, {"admin", admin_address()}});
}

void Service::watch() {
    do {
        try {
            static_cast<void>(pool_.execute("SELECT 1", {}));
            set_database_up(true);
        } catch (const std::exception& fault) {
            set_database_up(false);
            log_.debug("the database does not answer", {{"reason", fault.what()}});
        }
    } while (pause(watch_interval));
}

void Service::set_database_up(bool up) {
    metrics_.set("database_up", up ? 1 : 0, {});
    if (database_up_.exchange(up) == up || !ready_) {
        return;
    }
    if (up) {
        log_.info("the database answers again");
    } else {
        log_.error("the database does not answer; commands are refused until it does");
    }
}

bool Service::wait_until_ready() {
    while (!ending_.is_due()) {
        std::unique_lock lock{mutex_};
        if (changed_.wait_for(lock, watch_interval, [this] { return ready_.load(); })) {
            return true;
        }
    }
    return false;
}

bool Service::wait_until_shown(std::int64_t position) {
    return wait_until_reached(*read_models_, position, reach_limit);
}

std::vector<std::string> Service::unready_reasons() const {
    std::vector<std::string> reasons;
    if (!database_up_) {
        reasons.emplace_back("database_unreachable");
    }
    if (!gate_->is_open()) {
        reasons.emplace_back("projections_behind");
    }
    return reasons;
}

}  // namespace suoledger::adapters
