// SPDX-License-Identifier: Apache-2.0
// The two logs under test, and how a test speaks to them.
#include <chrono>
#include <thread>

#include "eventstore/codec.hpp"
#include "eventstore/leaf.hpp"
#include "eventstore/memory_store.hpp"
#include "eventstore/postgres/migrations.hpp"
#include "eventstore/postgres/postgres_key_table.hpp"
#include "eventstore/postgres/postgres_store.hpp"
#include "tests/eventstore/contract.hpp"
#include "tests/support/postgres_cluster.hpp"

namespace suoledger::eventstore {

namespace {

AppendPathOptions options_of(Clock clock) {
    AppendPathOptions options;
    options.clock = std::move(clock);
    return options;
}

template <class Store, class... Arguments>
class StoreNode final : public LogUnderTest::Node {
public:
    StoreNode(Clock clock, KekRingSource& rings, WrappedKeySource& keys, Arguments... arguments)
        : vault_(rings, keys), store_(options_of(std::move(clock)), arguments..., vault_, metrics_) {}
    EventStore& store() override { return store_; }
    KeyVault& vault() override { return vault_; }
    MemoryMetrics& metrics() override { return metrics_; }

private:
    MemoryMetrics metrics_;
    KeyVault vault_;
    Store store_;
};

class MemoryLogUnderTest final : public LogUnderTest {
public:
    std::unique_ptr<Node> make_node(Clock clock) override {
        return std::make_unique<StoreNode<MemoryStore, MemoryLog&>>(std::move(clock), ring(), log_, log_);
    }
    WrappedKeySource& keys() override { return log_; }
    WrappedKeyTable& key_table() override { return log_; }

private:
    MemoryLog log_{new_uuid_v7(system_now())};
};

class PostgresLogUnderTest final : public LogUnderTest {
public:
    explicit PostgresLogUnderTest(const std::string& url) : url_(url), pool_(url_), keys_(pool_), key_table_(url_) {
        migrate_up(url_);
    }
    std::unique_ptr<Node> make_node(Clock clock) override {
        return std::make_unique<StoreNode<PostgresStore, const std::string&, ReadPool&>>(std::move(clock), ring(),
                                                                                         keys_, url_, pool_);
    }
    WrappedKeySource& keys() override { return keys_; }
    WrappedKeyTable& key_table() override { return key_table_; }

private:
    std::string url_;
    ReadPool pool_;
    PostgresKeys keys_;
    PostgresKeyTable key_table_;
};

Reply render_target(const Appended& appended) {
    const auto& target = appended.decision->target;
    std::int64_t version = 0;
    for (const auto& event : appended.events)
        if (event.event->stream == target) version = event.stream_version;
    const std::string body = domain::to_string(target.id) + " v" + std::to_string(version) + " at " +
                             std::to_string(appended.events.back().position);
    return {201, body, body};
}

}  // namespace

std::unique_ptr<LogUnderTest> make_memory_log() { return std::make_unique<MemoryLogUnderTest>(); }
std::unique_ptr<LogUnderTest> make_postgres_log() {
    return make_postgres_log_in(tests::PostgresCluster::shared().create_database());
}
std::unique_ptr<LogUnderTest> make_postgres_log_in(const std::string& database_url) {
    return std::make_unique<PostgresLogUnderTest>(database_url);
}

std::pair<domain::Uuid, domain::Uuid> LogUnderTest::keys_of(EventStore& store, const domain::Uuid& tenant,
                                                            const domain::Uuid& customer) {
    const auto row = store.read_stream({{tenant, domain::StreamType::customer, customer}}).front();
    const auto event = decode(row.event_type, row.schema_version, row.payload, tenant, row.event_id, nullptr);
    const auto& registered = std::get<domain::CustomerRegistered>(event);
    return {registered.contact_key, registered.record_key};
}

OnOutcome Outcomes::slot(std::size_t index) {
    return [kept = kept_, index](AppendOutcome outcome) {
        const std::lock_guard lock(kept->mutex);
        EXPECT_FALSE(kept->outcomes[index]) << "an outcome arrived twice";
        kept->outcomes[index] = std::move(outcome);
        ++kept->arrived;
        kept->changed.notify_all();
    };
}

std::size_t Outcomes::arrived() const {
    const std::lock_guard lock(kept_->mutex);
    return kept_->arrived;
}

const std::vector<std::optional<AppendOutcome>>& Outcomes::all() {
    std::unique_lock lock(kept_->mutex);
    const auto complete = [this] { return kept_->arrived == kept_->outcomes.size(); };
    EXPECT_TRUE(kept_->changed.wait_for(lock, std::chrono::seconds(60), complete))
        << kept_->arrived << " of " << kept_->outcomes.size() << " outcomes arrived";
    return kept_->outcomes;
}

domain::RegisterBusiness a_business() {
    domain::RegisterBusiness business;
    business.name = "Ada Stores";
    business.business_key = new_uuid_v7(system_now());
    business.first_key = {
        .key_id = new_uuid_v7(system_now()), .public_part = "abcdefgh12345678", .scopes = {15}, .expires_at = {}};
    return business;
}

void wait_until_queued(LogUnderTest::Node& node, std::size_t commands) {
    const auto safety_net = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (node.metrics().value("append_queue_commands") < static_cast<double>(commands) &&
           std::chrono::steady_clock::now() < safety_net)
        std::this_thread::yield();
}

#ifdef SUOLEDGER_WITH_FAILPOINTS

ConcurrentBatch::ConcurrentBatch(LogUnderTest::Node& node, Submission decoy, std::size_t count)
    : node_(node), count_(count), outcomes_(count + 1) {
    failpoints::set("sequencer.before_batch", FailpointAction::hold, 1);
    node_.store().submit(std::move(decoy), outcomes_.slot(count));
    EXPECT_TRUE(failpoints::wait_until_held("sequencer.before_batch"));
}

void ConcurrentBatch::queue(std::size_t index, Submission submission) {
    node_.store().submit(std::move(submission), outcomes_.slot(index));
}

void ConcurrentBatch::let_go() {
    wait_until_queued(node_, count_);  // cold states are read on a pool: commands arrive when they are prepared
    failpoints::set("sequencer.before_batch", FailpointAction::off);
}

#endif

void Contract::SetUp() {
    log_ = GetParam()();
    node_ = log_->make_node();
    tenant_ = new_uuid_v7(system_now());
    appended(a_business(), "business");
    const auto customer = a_customer(1);
    customer_ = customer.customer_id;
    appended(customer, "customer");
}

void Contract::TearDown() {
#ifdef SUOLEDGER_WITH_FAILPOINTS
    failpoints::clear();
#endif
}

Submission Contract::submission(domain::Command command, const std::string& key) {
    Submission out;
    out.command_id = command_id_of(tenant_, "api_key", "test", key);
    out.fingerprint = sha256({bytes_of(key)});
    out.context = {tenant_, system_now(), std::nullopt};
    out.command = std::move(command);
    out.origin = {.actor_kind = ActorKind::api_key, .actor_id = "key_1", .request_id = key, .channel = "test"};
    out.render = render_target;
    return out;
}

AppendOutcome Contract::submit(Submission submission) {
    Outcomes outcomes(1);
    store().submit(std::move(submission), outcomes.slot(0));
    return outcomes.all()[0].value_or(Failed{"no outcome"});
}

AppendedReply Contract::appended(domain::Command command, const std::string& key) {
    const auto outcome = submit(std::move(command), key);
    if (const auto* reply = std::get_if<AppendedReply>(&outcome)) return *reply;
    if (const auto* failed = std::get_if<Failed>(&outcome)) ADD_FAILURE() << failed->detail;
    if (const auto* refused = std::get_if<domain::Rejection>(&outcome)) ADD_FAILURE() << refused->detail;
    ADD_FAILURE() << "outcome " << outcome.index();
    return {};
}

domain::RegisterCustomer Contract::a_customer(int phone) {
    domain::RegisterCustomer command;
    command.customer_id = new_uuid_v7(system_now());
    command.contact_key = new_uuid_v7(system_now());
    command.record_key = new_uuid_v7(system_now());
    const std::string number = "+23480" + std::to_string(10'000'000 + phone);
    command.details.name = domain::PersonalText("Bola Ade");
    command.details.phone = domain::PersonalText(number);
    command.indexes.phone = node_->vault().blind_index(tenant_, "phone", number);
    return command;
}

domain::IssueInvoice Contract::an_invoice(std::int64_t price) {
    domain::IssueInvoice command;
    command.invoice_id = new_uuid_v7(system_now());
    command.customer = customer_;
    command.lines = {{.description = domain::PersonalText("Rice 50kg bag \u20a6"), .unit_price = price}};
    return command;
}

domain::RecordManualPayment Contract::a_payment(std::int64_t amount, const domain::Uuid& invoice) {
    domain::RecordManualPayment command;
    command.payment_id = new_uuid_v7(system_now());
    command.amount = {amount, domain::Currency::ngn};
    command.invoice = invoice;
    return command;
}

std::vector<RecordedEvent> Contract::whole_log() {
    std::vector<RecordedEvent> all;
    for (;;) {
        const auto page = store().read_log({.after_position = static_cast<std::int64_t>(all.size()),
                                            .limit = 500,
                                            .tenant = {},
                                            .event_type = {},
                                            .stream_id = {}});
        if (page.empty()) return all;
        all.insert(all.end(), page.begin(), page.end());
    }
}

std::string Contract::opened(LogUnderTest::Node& node, const domain::StreamId& stream) {
    const FindKey find = [&](const domain::Uuid& key) { return node.vault().find(stream.tenant, key); };
    std::string all;
    for (const auto& row : store().read_stream({stream}))
        all += open_payload(row.payload, stream.tenant, row.event_id, find);
    return all;
}

void Contract::check_log() {
    std::int64_t position = 0;
    std::map<domain::Uuid, std::int64_t> sequences;
    std::map<domain::StreamId, std::int64_t> versions;
    std::map<std::pair<domain::Uuid, domain::Series>, std::int64_t> numbers;
    domain::Timestamp recorded_at{};
    for (const auto& event : whole_log()) {
        ASSERT_EQ(event.position, ++position);
        ASSERT_EQ(event.tenant_sequence, ++sequences[event.stream.tenant]);
        ASSERT_EQ(event.stream_version, ++versions[event.stream]);
        if (event.series != domain::Series::none) {
            ASSERT_EQ(event.series_number, (++numbers[{event.stream.tenant, event.series}]));
        }
        ASSERT_GE(event.recorded_at, recorded_at);
        recorded_at = event.recorded_at;
        ASSERT_EQ(event.leaf_hash, leaf_hash_of(event)) << "position " << position;
    }
    EXPECT_EQ(store().head().position, position);
}

}  // namespace suoledger::eventstore
