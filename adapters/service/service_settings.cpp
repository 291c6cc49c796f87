// SPDX-License-Identifier: Apache-2.0
// What the parts of a service are given of its settings and of each other.
#include "adapters/checkpoint_sinks/sinks.hpp"
#include "adapters/service/service.hpp"
#include "eventstore/clock.hpp"

namespace suoledger::adapters {

http::Services Service::services() {
    std::string public_url = config_.public_url;
    if (public_url.empty() && server_) {
        public_url = "http://" + address();
    }
    http::Services services{*store_, *gate_, vault_, eventstore::system_now, std::move(public_url)};
    services.access_log = access_log_ ? &*access_log_ : nullptr;
    services.privacy = &config_.privacy;
    services.kek_policy = config_.kek_policy;
    services.merkle = merkle_ ? &*merkle_ : nullptr;
    services.inbox = money_in_ ? &money_in_->inbox() : nullptr;
    services.outbox = outgoing_ ? &outgoing_->outbox() : nullptr;
    services.checkout = money_in_ ? money_in_->checkout() : nullptr;
    services.documents = documents_ ? &documents_->desk() : nullptr;
    services.sends_mail = config_.mail.smtp.is_set();
    services.key_service = config_.read_node.key_service_secret.empty() ? nullptr : &key_service_;
    return services;
}

eventstore::MerkleLogOptions Service::merkle_options() const {
    eventstore::MerkleLogOptions options;
    options.directory = audit_directory(config_.data_dir);
    options.keys = checkpoint_keys_.keys;
    options.sinks = make_sinks(config_.checkpoint_sinks, config_.kafka);
    options.on_alarm = [this](std::string_view text) { log_.error(text); };
    options.on_line = [this](std::string_view text) { log_.warning(text); };
    return options;
}

}  // namespace suoledger::adapters
