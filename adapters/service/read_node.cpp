// SPDX-License-Identifier: Apache-2.0
// Wiring, opening, watching, taking down, of what a primary has less of.
#include "adapters/service/read_node.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

#include "adapters/read_node/destroyed_in_log.hpp"
#include "adapters/service/control_commands.hpp"
#include "adapters/service/served_addresses.hpp"
#include "adapters/software.hpp"
#include "eventstore/clock.hpp"

namespace suoledger::adapters {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds copy_poll{20}, copy_watch_interval{1000};
/// A read that needs ten keys must not outlast its deadline because the primary is slow.
constexpr TransportLimits key_limits{
    .connect = milliseconds{1000}, .whole = milliseconds{2000}, .max_answer_bytes = std::size_t{64} << 10U};

}  // namespace

ReadNode::ReadNode(const Config& config, Ending& ending, Log& log)
    : config_(config),
      ending_(ending),
      log_(log),
      key_service_(http::key_service_of(config.read_node.key_service_secret)),
      metrics_(http::routes(), software().version, software().commit),
      kept_(config.data_dir / "kept-log"),
      keys_(config.read_node.primary_url, key_service_, config.data_dir, make_curl_transport(key_limits)),
      vault_(RemoteKeys::ring_of(key_service_), keys_, {.lifetime = config.read_node.key_cache}),
      read_models_({config.data_dir / "read-models", [&log](std::string_view text) { log.warning(text); }}, kept_,
                   metrics_),
      follower_({.settings = config.kafka,
                 .log = kept_,
                 .metrics = metrics_,
                 .tell = tell_in(log),
                 .on_kept = [this](const std::vector<CheckedRecord>& records) { on_kept(records); },
                 .pauses = {}}),
      primary_reads_(make_primary_reads({config.read_node.primary_url, config.read_node.primary_admin_url})) {
    remove_listen_file(config_);
    server_.emplace(
        server_config_of(config_), http::routes(), services(), metrics_, [this] { return unready_reasons(); },
        tell_in(log_), together_in(log_));
    server_->start();
    log_.info("listening", served_addresses(config_, *server_));
    thread_ = std::thread{[this] { run(); }};
}

ReadNode::~ReadNode() {
    remove_listen_file(config_);
    {
        const std::scoped_lock lock{mutex_};
        stopping_ = true;
    }
    changed_.notify_all();
    server_->drain();
    thread_.join();
    read_models_.stop();  // whoever waits for a position over the control socket is told
    control_.reset();
    server_.reset();
    log_.info("stopped");
}

http::Services ReadNode::services() {
    // Links lead to where they would lead if the primary had answered.
    const std::string& primary = config_.read_node.primary_url;
    http::Services services{kept_, gate_, vault_, eventstore::system_now,
                            config_.public_url.empty() ? primary : config_.public_url};
    services.privacy = &config_.privacy;
    services.kek_policy = config_.kek_policy;
    services.primary_url = primary;
    services.primary_reads = primary_reads_.get();
    return services;
}

void ReadNode::run() {
    try {
        open();
        if (!catch_up()) {
            return;
        }
        gate_.open();
        control_.emplace(config_.data_dir,
                         [this](const boost::json::object& request) { return answer_control(read_models_, request); });
        write_listen_file(config_, served_addresses(config_, *server_));
        log_.info("ready", {{"http", server_->address()}, {"primary", config_.read_node.primary_url}});
        watch();
    } catch (...) {
        ending_.fail(std::current_exception());
    }
}

void ReadNode::open() {
    destroy_keys_named_in(kept_, vault_);
    read_models_.start();
    follower_.start();
}

bool ReadNode::catch_up() {
    std::int64_t wanted = -1;
    const auto folded = [this, &wanted] {
        if (!follower_.caught_up()) return false;
        if (wanted < 0) wanted = kept_.head().position;
        const auto status = read_models_.status();
        return std::ranges::all_of(status, [&](const auto& each) { return each.position.position >= wanted; });
    };
    while (!folded()) {
        if (!pause(copy_poll)) return false;
    }
    return true;
}

void ReadNode::watch() {
    do {
        vault_.forget_lapsed();
        if (!has_secrets_) try_for_secrets();
    } while (pause(copy_watch_interval));
}

/// Before anybody asks, so that answers which need them do not wait for the primary to come back later.
void ReadNode::try_for_secrets() {
    try {
        for (const std::string_view name : http::keys_of_reads)
            static_cast<void>(vault_.service_key(std::string{name}));
        has_secrets_ = true;
    } catch (const eventstore::StoreUnavailable& fault) {
        log_.debug("the primary gives no keys yet", {{"reason", fault.what()}});
    }
}

bool ReadNode::pause(milliseconds duration) {
    std::unique_lock lock{mutex_};
    return !changed_.wait_for(lock, duration, [this] { return stopping_; });
}

void ReadNode::on_kept(const std::vector<CheckedRecord>& records) {
    for (const CheckedRecord& checked : records) {
        if (checked.verdict == RecordVerdict::starts_over) vault_.forget_all();
        if (const auto key_id = key_destroyed_by(checked.record.event)) vault_.destroy(*key_id);
    }
    read_models_.notify_head(records.back().record.event.position);
}

std::vector<std::string> ReadNode::unready_reasons() const {
    std::vector<std::string> reasons;
    if (!gate_.is_open()) reasons.emplace_back("projections_behind");
    if (!follower_.bad_record().empty()) reasons.emplace_back("topic_not_believed");
    return reasons;
}

}  // namespace suoledger::adapters
