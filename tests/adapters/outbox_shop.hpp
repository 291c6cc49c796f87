// SPDX-License-Identifier: Apache-2.0
// A shop with a log in memory and an outbox that follows it.
#pragma once

#include <gtest/gtest.h>

#include <future>
#include <string>
#include <vector>

#include "adapters/outbox/intent_reader.hpp"
#include "adapters/outbox/outbox_worker.hpp"
#include "eventstore/clock.hpp"
#include "eventstore/codec.hpp"
#include "eventstore/leaf.hpp"
#include "eventstore/memory_outbox.hpp"
#include "eventstore/memory_store.hpp"

namespace suoledger::tests {

class OutboxShop : public testing::Test {
protected:
    OutboxShop() {
        domain::RegisterBusiness command;
        command.name = "Ada Stores";
        command.livemode = true;
        command.business_key = eventstore::new_uuid_v7(now_);
        command.first_key = {.key_id = eventstore::new_uuid_v7(now_),
                             .public_part = "abcdefgh12345671",
                             .scopes = {15},
                             .expires_at = {}};
        submit(command);
    }

    eventstore::AppendOutcome answer_to(domain::Command command,
                                        eventstore::ActorKind actor = eventstore::ActorKind::api_key) {
        eventstore::Submission submission;
        submission.command_id = eventstore::new_uuid_v7(now_);
        submission.context = {tenant_, now_, std::nullopt};
        submission.command = std::move(command);
        submission.origin.actor_kind = actor;
        submission.render = [](const eventstore::Appended&) { return eventstore::Reply{}; };
        std::promise<eventstore::AppendOutcome> told;
        store_.submit(std::move(submission),
                      [&](eventstore::AppendOutcome outcome) { told.set_value(std::move(outcome)); });
        return told.get_future().get();
    }
    void submit(domain::Command command, eventstore::ActorKind actor = eventstore::ActorKind::api_key) {
        const auto answer = answer_to(std::move(command), actor);
        ASSERT_TRUE(std::holds_alternative<eventstore::AppendedReply>(answer)) << answer.index();
    }
    /// Paid through the provider; its charge has this reference.
    domain::Uuid pay_online(const std::string& reference, std::int64_t amount) {
        domain::RecordProviderCharge command;
        command.payment_id = eventstore::new_uuid_v7(now_);
        command.provider = "paystack";
        command.provider_payment_id = reference + "-id";
        command.provider_reference = reference;
        command.channel = "card";
        command.amount = {amount, domain::Currency::ngn};
        submit(command, eventstore::ActorKind::provider);
        return command.payment_id;
    }
    domain::Uuid pay_in_cash(std::int64_t amount) {
        domain::RecordManualPayment command;
        command.payment_id = eventstore::new_uuid_v7(now_);
        command.amount = {amount, domain::Currency::ngn};
        command.method = domain::PaymentMethod::cash;
        submit(command);
        return command.payment_id;
    }
    domain::Uuid request_refund(const domain::Uuid& payment, std::int64_t amount) {
        domain::RequestRefund command;
        command.payment_id = payment;
        command.refund_id = eventstore::new_uuid_v7(now_);
        command.amount = amount;
        submit(command);
        return command.refund_id;
    }

    void read_all() {
        while (reader_.read_once()) {
        }
    }
    std::vector<eventstore::OutboxEntry> entries(std::string_view channel) {
        std::vector<eventstore::OutboxEntry> found;
        for (const auto& claim : outbox_.claim(channel, now_, std::chrono::milliseconds{0}, 100))
            found.push_back(claim.entry);
        return found;
    }
    eventstore::OutboxEntry entry(const domain::Uuid& id) { return *outbox_.find(id); }
    template <class Event>
    std::vector<Event> events() {
        std::vector<Event> found;
        const std::string type(domain::EventName<Event>::value);
        for (const auto& row : store_.read_log({.limit = 10'000, .tenant = tenant_, .event_type = type}))
            found.push_back(std::get<Event>(
                eventstore::decode(row.event_type, row.schema_version, row.payload, tenant_, row.event_id, nullptr)));
        return found;
    }
    adapters::OutboxWorker::Parts worker_parts(adapters::Effect& effect) {
        return {.table = outbox_,
                .effect = effect,
                .store = store_,
                .vault = vault_,
                .metrics = metrics_,
                .now = [this] { return now_; },
                .log = [](std::string_view, std::string_view, const adapters::LogFields&) {}};
    }
    void wait(std::chrono::seconds by) { now_.microseconds += std::chrono::microseconds(by).count(); }

    domain::Timestamp now_ = eventstore::system_now();
    const domain::Uuid tenant_ = eventstore::new_uuid_v7(now_);
    eventstore::MemoryLog log_{eventstore::new_uuid_v7(now_), [this] { return now_; }};
    eventstore::KeyVault vault_{eventstore::KekRing::of({{1, eventstore::SecretKey{7}}}), log_};
    eventstore::MemoryMetrics metrics_;
    eventstore::MemoryStore store_{options(), log_, vault_, metrics_};
    eventstore::MemoryOutboxTable outbox_;
    adapters::IntentReader reader_{store_, outbox_};

private:
    eventstore::AppendPathOptions options() {
        eventstore::AppendPathOptions options;
        options.clock = [this] { return now_; };
        return options;
    }
};

}  // namespace suoledger::tests
