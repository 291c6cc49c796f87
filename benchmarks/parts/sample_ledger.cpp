// SPDX-License-Identifier: Apache-2.0
// Sample commands; replies have the size of a real one.
#include "benchmarks/parts/sample_ledger.hpp"

#include <condition_variable>
#include <future>
#include <mutex>
#include <stdexcept>

#include "eventstore/clock.hpp"
#include "eventstore/crypto.hpp"
#include "eventstore/leaf.hpp"
#include "http/api_key_secret.hpp"

namespace suoledger::parts {

using eventstore::new_uuid_v7;
using eventstore::system_now;

namespace {

constexpr std::size_t reply_bytes = 800;  // an invoice as the API shows it

eventstore::Reply render(const eventstore::Appended& appended) {
    std::string body = "{\"id\":\"" + domain::to_string(appended.decision->target.id) + "\",\"filled\":\"";
    body.append(reply_bytes - body.size() - 2, 'x').append("\"}");
    return {201, body, body};
}

domain::RegisterBusiness a_business(const http::ApiKeySecret& secret) {
    domain::RegisterBusiness command;
    command.name = "Measured Stores";
    command.business_key = new_uuid_v7(system_now());
    command.first_key = {.key_id = new_uuid_v7(system_now()),
                         .public_part = secret.public_part,
                         .secret_sha256 = secret.sha256,
                         .scopes = {15},
                         .livemode = true,
                         .expires_at = {}};
    return command;
}

domain::RegisterCustomer a_customer(eventstore::KeyVault& vault, const domain::Uuid& tenant, std::size_t number) {
    domain::RegisterCustomer command;
    command.customer_id = new_uuid_v7(system_now());
    command.contact_key = new_uuid_v7(system_now());
    command.record_key = new_uuid_v7(system_now());
    const std::string phone = "+23480" + std::to_string(10'000'000 + number);
    command.details.name = domain::PersonalText("Bola Ade");
    command.details.phone = domain::PersonalText(phone);
    command.indexes.phone = vault.blind_index(tenant, "phone", phone);
    return command;
}

struct Refused {
    std::string operator()(const eventstore::AppendedReply&) const { return ""; }
    std::string operator()(const domain::Rejection& rejection) const { return "refused: " + rejection.detail; }
    std::string operator()(const eventstore::Unavailable& unavailable) const {
        return "unavailable: " + unavailable.reason;
    }
    std::string operator()(const eventstore::Failed& failed) const { return "failed: " + failed.detail; }
    template <class Other>
    std::string operator()(const Other&) const {
        return "not appended";
    }
};

}  // namespace

eventstore::KekRing sample_ring() { return eventstore::KekRing::of({{1, eventstore::SecretKey{1, 2, 3}}}); }

eventstore::Submission submission_of(const domain::Uuid& tenant, domain::Command command, const std::string& key) {
    eventstore::Submission out;
    out.command_id = eventstore::command_id_of(tenant, "api_key", "measured", key);
    out.fingerprint = eventstore::sha256({eventstore::bytes_of(key)});
    out.context = {tenant, system_now(), std::nullopt};
    out.command = std::move(command);
    out.origin = {.actor_kind = eventstore::ActorKind::api_key,
                  .actor_id = "key_01m8awn98pe019mfectb9mampn",
                  .request_id = "req_01m8awnavre00ax0swqraj2egp",
                  .trace_id = "9c615b012f2154aa9946c5a1d40407fc",
                  .channel = "http"};
    out.render = render;
    return out;
}

domain::IssueInvoice invoice_for(const domain::Uuid& customer) {
    domain::IssueInvoice command;
    command.invoice_id = new_uuid_v7(system_now());
    command.customer = customer;
    command.lines = {{.description = domain::PersonalText("Rice 50kg bag"), .unit_price = 107'500}};
    return command;
}

eventstore::AppendedReply append(eventstore::EventStore& store, eventstore::Submission submission) {
    std::promise<eventstore::AppendOutcome> promise;
    auto outcome = promise.get_future();
    store.submit(std::move(submission),
                 [&promise](eventstore::AppendOutcome told) { promise.set_value(std::move(told)); });
    const auto told = outcome.get();
    if (const auto* reply = std::get_if<eventstore::AppendedReply>(&told)) return *reply;
    throw std::runtime_error(std::visit(Refused{}, told));
}

void append_invoices(eventstore::EventStore& store, const SampleLedger& ledger, std::size_t count, std::size_t at_once,
                     const std::string& key_prefix) {
    std::mutex mutex;
    std::condition_variable changed;
    std::size_t in_flight = 0;
    std::string refusal;
    for (std::size_t i = 0; i < count; ++i) {
        {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return in_flight < at_once; });
            ++in_flight;
        }
        auto on_outcome = [&](const eventstore::AppendOutcome& outcome) {
            const std::lock_guard lock(mutex);
            --in_flight;
            if (std::string why = std::visit(Refused{}, outcome); !why.empty()) refusal = std::move(why);
            changed.notify_one();
        };
        store.submit(submission_of(ledger.tenant, invoice_for(ledger.customers[i % ledger.customers.size()]),
                                   key_prefix + std::to_string(i)),
                     on_outcome);
    }
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return in_flight == 0; });
    if (!refusal.empty()) throw std::runtime_error(refusal);
}

SampleLedger make_sample_ledger(eventstore::EventStore& store, eventstore::KeyVault& vault, std::size_t customers) {
    SampleLedger ledger;
    ledger.tenant = new_uuid_v7(system_now());
    const http::ApiKeySecret secret = http::make_api_key_secret(http::ApiKeyKind::live);
    ledger.api_key = secret.text;
    append(store, submission_of(ledger.tenant, a_business(secret), "business"));
    for (std::size_t i = 0; i < customers; ++i) {
        const auto customer = a_customer(vault, ledger.tenant, i);
        append(store, submission_of(ledger.tenant, customer, "customer " + std::to_string(i)));
        ledger.customers.push_back(customer.customer_id);
    }
    return ledger;
}

}  // namespace suoledger::parts
