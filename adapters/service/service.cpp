// SPDX-License-Identifier: Apache-2.0
// Wiring, opening, watching, taking down.
#include "adapters/service/service.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

#include "adapters/outbox/intents.hpp"
#include "adapters/process/allocator.hpp"
#include "adapters/service/control_commands.hpp"
#include "adapters/service/served_addresses.hpp"
#include "adapters/software.hpp"
#include "adapters/telemetry/overdrawn_payments.hpp"
#include "eventstore/clock.hpp"
#include "eventstore/postgres/durability.hpp"
#include "eventstore/postgres/migrations.hpp"

namespace suoledger::adapters {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds first_retry{250}, longest_retry{2000};
/// Rebuilds and reports leave free memory in pieces, which none of the large requests that follow fits into. Under
/// commands alone less than this is held.
constexpr std::size_t held_when_rows_gathered = std::size_t{160} << 20;
constexpr milliseconds catch_up_poll{20}, watch_interval{500};

eventstore::AppendPathOptions append_options() {
    eventstore::AppendPathOptions options;
    options.software_version = software_version();
    return options;
}

/// Who answers no requests still says how it is, and takes orders of the operator.
std::vector<http::Route> routes_of(const Config& config) {
    std::vector<http::Route> routes;
    std::ranges::copy_if(http::routes(), std::back_inserter(routes), [&config](const http::Route& route) {
        const bool is_probe = route.pattern == "/live" || route.pattern == "/ready";
        return config.roles.api || is_probe || route.listener == http::Listener::admin;
    });
    if (!config.read_node.key_service_secret.empty())
        std::ranges::copy(http::key_service_routes(), std::back_inserter(routes));
    return routes;
}

projections::RocksReadModelsOptions read_model_options(const Config& config, Log& log) {
    return {.directory = config.data_dir / "read-models",
            .log = [&log](std::string_view text) { log.warning(text); },
            .on_rows_gathered = [] { give_back_memory_beyond(held_when_rows_gathered); },
            .on_rebuilds_over = give_back_memory};
}

}  // namespace

Service::Service(const Config& config, OpenedRing ring, OpenedCheckpointKeys checkpoint_keys, const OwnerLock& owner,
                 Ending& ending, Log& log)
    : config_(config),
      ring_(std::move(ring)),
      checkpoint_keys_(std::move(checkpoint_keys)),
      ending_(ending),
      log_(log),
      metrics_(http::routes(), software().version, software().commit),
      database_url_(config.database_url.empty() ? embedded_.emplace(config.data_dir, owner, log).connection()
                                                : config.database_url),
      pool_(database_url_),
      keys_(pool_),
      ring_file_(ring_.file, ring_.ring),
      vault_(ring_file_, keys_),
      access_table_(pool_),
      announcer_(database_url_),
      key_service_(http::key_service_of(config.read_node.key_service_secret)),
      routes_(routes_of(config)) {
    remove_listen_file(config_);
    access_log_.emplace(access_table_, metrics_, eventstore::system_now,
                        [this](std::string_view text) { log_.warning(text); });
    store_.emplace(append_options(), database_url_, pool_, vault_, metrics_,
                   [this](CommittedBatches::Batch batch) { committed(std::move(batch)); });
    if (!config_.mail.webhook_secrets.empty()) {
        mail_in_.emplace(
            MailInParts{.secrets = config_.mail.webhook_secrets, .store = *store_, .vault = vault_, .pool = pool_});
    }
    money_in_.emplace(MoneyInParts{.settings = config_.payments,
                                   .store = *store_,
                                   .vault = vault_,
                                   .pool = pool_,
                                   .database_url = database_url_,
                                   .mail = mail_in_ ? &*mail_in_ : nullptr,
                                   .metrics = metrics_,
                                   .log = log_});
    outgoing_ = std::make_unique<Outgoing>(OutgoingParts{.store = *store_,
                                                         .vault = vault_,
                                                         .pool = pool_,
                                                         .provider = money_in_->provider(),
                                                         .claim_lease = config_.outbox_claim,
                                                         .metrics = metrics_,
                                                         .log = log_});
    kafka_ = make_kafka_out(
        config_.roles,
        {.settings = config_.kafka, .store = *store_, .database_url = database_url_, .metrics = metrics_, .log = log_});
    documents_.emplace(DocumentMakingParts{.settings = config_.documents,
                                           .data_dir = config_.data_dir,
                                           .store = *store_,
                                           .vault = vault_,
                                           .metrics = metrics_,
                                           .log = log_});
    if (config_.signs_checkpoints) {
        merkle_.emplace(merkle_options(), *store_, metrics_);
    }
    read_models_.emplace(read_model_options(config_, log_), *store_, metrics_);
    committed_.lead_to(&*read_models_, merkle_ ? &*merkle_ : nullptr, kafka_.get());
    gate_.emplace(&*read_models_);
    server_.emplace(
        server_config_of(config_), routes_, services(), metrics_, [this] { return unready_reasons(); }, tell_in(log_),
        together_in(log_));
    server_->start();
    log_.info("listening", served_addresses(config_, *server_));
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
    committed_.lead_to(nullptr, nullptr, nullptr);
    listener_.reset();
    kafka_.reset();  // waits a moment for what is under way
    std::unique_ptr<PrivacyDuties> privacy;
    std::unique_ptr<Outgoing> outgoing;
    {
        const std::scoped_lock lock{told_mutex_};
        privacy = std::move(privacy_);
        outgoing = std::move(outgoing_);
    }
    privacy.reset();       // ends its thread, which uses the store
    read_models_->stop();  // whoever waits for a position over the control socket is told
    control_.reset();
    server_.reset();
    if (mail_) {
        mail_->stop();
    }
    outgoing.reset();  // lets effects at hand end; handlers ask it no more
    mail_.reset();
    documents_.reset();   // what is being drawn ends
    money_in_.reset();    // stores what was received, lets attempts at hand end
    access_log_.reset();  // writes what was counted
    gate_.reset();
    read_models_.reset();
    merkle_.reset();  // signs what came last
    store_.reset();
    log_.info("stopped");
}

void Service::run() {
    try {
        if (!open_database() || !open_checkpoints() || !open_privacy() || !catch_up()) {
            return;
        }
        open_mail();
        if (config_.roles.projector) {
            gate_->open();
        }
        start_work();
        publish_addresses();
        watch();
    } catch (...) {
        ending_.fail(std::current_exception());
    }
}

/// Before anybody is answered: what is asked for from then on has somebody to do it.
void Service::open_mail() {
    if (!config_.mail.smtp.is_set() || !config_.roles.worker) {
        return;
    }
    mail_.emplace(config_.mail.smtp, services(), pool_, config_.outbox_claim);
    outgoing_->add(mail_->effect(), mail_threads);
    log_.info("mail is sent", {{"server", config_.mail.smtp.url}});
}

void Service::start_work() {
    if (config_.roles.worker) {
        money_in_->start();
        outgoing_->start();
    }
    if (kafka_) {
        kafka_->start();
    }
}

bool Service::pause(milliseconds duration) {
    std::unique_lock lock{mutex_};
    return !changed_.wait_for(lock, duration, [this] { return stopping_; });
}

bool Service::retry_until_up(const std::function<void()>& attempt) {
    for (milliseconds wait = first_retry;; wait = std::min(2 * wait, longest_retry)) {
        try {
            attempt();
            return true;
        } catch (const eventstore::StoreUnavailable& fault) {
            log_.warning("waiting for the database", {{"reason", fault.what()}});
        }
        if (!pause(wait)) {
            return false;
        }
    }
}

bool Service::open_database() {
    std::vector<std::string> doubts;
    const bool is_up = retry_until_up([&] {
        doubts = eventstore::require_durable(database_url_);
        if (const int applied = eventstore::migrate_up(database_url_); applied > 0) {
            log_.info("brought the schema up to date", {{"migrations", std::to_string(applied)}});
        }
        prove_ring(ring_, vault_);
        set_database_up(true);
    });
    for (const std::string& doubt : doubts) {
        log_.warning(doubt);
    }
    return is_up;
}

/// Before anything is served: a log that is not the one that was signed is refused.
bool Service::open_checkpoints() {
    if (!merkle_) {
        log_.warning("checkpoints are off: nothing is signed, and no history can be proved");
        return true;
    }
    if (checkpoint_keys_.keys.is_new) {
        log_.info("made new checkpoint keys; give auditors the public key of the log now",
                  {{"file", checkpoint_keys_.file.string()}, {"log", checkpoint_keys_.keys.name}});
    }
    return retry_until_up([this] { merkle_->start(); });
}

/// Before anything is served: a restored database must not bring back who was erased.
bool Service::open_privacy() {
    auto privacy = std::make_unique<PrivacyDuties>(PrivacyParts{.store = *store_,
                                                                .keys = keys_,
                                                                .vault = vault_,
                                                                .ring = ring_file_,
                                                                .checkpoint_keys = checkpoint_keys_.keys,
                                                                .database_url = database_url_,
                                                                .data_dir = config_.data_dir,
                                                                .policy = config_.kek_policy,
                                                                .forget_states = [this] { store_->forget_states(); },
                                                                .log = log_});
    const bool opened = retry_until_up([&privacy] { privacy->open(); });
    if (opened) {
        privacy->start();
        const std::scoped_lock lock{told_mutex_};
        privacy_ = std::move(privacy);
    }
    return opened;
}

void Service::committed(CommittedBatches::Batch batch) {
    report_overdrawn(*batch, metrics_,
                     [this](std::string_view message, const LogFields& fields) { log_.warning(message, fields); });
    constexpr std::string_view erasure = domain::EventName<domain::ErasureRequested>::value;
    const bool erases = std::ranges::any_of(*batch, [&](const auto& event) { return event.event_type == erasure; });
    const bool implies =
        std::ranges::any_of(*batch, [](const auto& event) { return may_imply_effects(event.event_type); });
    const std::int64_t position = batch->empty() ? 0 : batch->back().position;
    committed_.hand_over(std::move(batch));
    announcer_.announce(position);
    if (!erases && !implies) {
        return;
    }
    const std::scoped_lock lock{told_mutex_};
    if (erases && privacy_) {
        privacy_->notify();
    }
    if (implies && outgoing_) {
        outgoing_->notify();
    }
}

bool Service::catch_up() {
    if (ring_.is_new) {
        log_.info("made new key-encryption keys; a copy of the database is worthless without them",
                  {{"file", ring_.file.string()}});
    }
    if (!config_.roles.projector) {
        return true;  // nobody is answered from here
    }
    read_models_->start();
    listener_.emplace(database_url_, [this](std::int64_t position) {
        if (merkle_) {
            merkle_->notify_head(position);
        }
        if (kafka_) {
            kafka_->notify_head(position);
        }
        read_models_->notify_head(position);
    });
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
        write_listen_file(config_, served_addresses(config_, *server_));
    }
    changed_.notify_all();
    log_.info("ready", served_addresses(config_, *server_));
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
    if (config_.roles.projector && !gate_->is_open()) {
        reasons.emplace_back("projections_behind");
    }
    if (merkle_ && !merkle_->contradiction().empty()) {
        reasons.emplace_back("checkpoint_contradiction");
    }
    return reasons;
}

}  // namespace suoledger::adapters
