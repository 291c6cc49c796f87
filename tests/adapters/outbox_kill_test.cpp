// SPDX-License-Identifier: Apache-2.0
// kill -9 of a worker at every step between claim and settlement: the next process goes on, nothing is lost, and the
// other side is asked for nothing twice.
#include "eventstore/failpoints.hpp"

#ifdef SUOLEDGER_WITH_FAILPOINTS

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <map>
#include <memory>
#include <regex>
#include <set>

#include "adapters/outbox/intent_reader.hpp"
#include "adapters/outbox/mail_effect.hpp"
#include "adapters/outbox/outbox_worker.hpp"
#include "adapters/outbox/provider_refund.hpp"
#include "eventstore/clock.hpp"
#include "eventstore/leaf.hpp"
#include "eventstore/postgres/migrations.hpp"
#include "eventstore/postgres/postgres_outbox_table.hpp"
#include "eventstore/postgres/postgres_store.hpp"
#include "tests/adapters/scripted_provider.hpp"
#include "tests/eventstore/scratch_directory.hpp"
#include "tests/support/postgres_cluster.hpp"

namespace suoledger::tests {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;

constexpr auto steps = std::to_array<const char*>({"outbox.after_claim", "outbox.before_effect", "outbox.after_effect",
                                                   "outbox.before_outcome", "outbox.after_outcome"});
constexpr const char* reference = "SHOP-1";

/// A provider whose refunds outlive whoever asked for them.
class LastingProvider final : public ScriptedProvider {
public:
    explicit LastingProvider(std::filesystem::path file) : file_(std::move(file)) {}

    adapters::ProviderAnswer<adapters::RefundNotice> refund(const std::string& charge, domain::Money amount) override {
        const std::string id = "rf_" + std::to_string(made().size() + 1);
        std::ofstream(file_, std::ios::app) << amount.minor_units << '\n';
        return adapters::RefundNotice{charge, id, {}, amount, true};
    }
    adapters::ProviderAnswer<std::vector<adapters::RefundNotice>> refunds_of(const std::string& charge) override {
        std::vector<adapters::RefundNotice> all;
        for (const std::int64_t amount : made())
            all.push_back({charge, "rf_" + std::to_string(all.size() + 1), {}, ngn(amount), true});
        return all;
    }
    [[nodiscard]] std::vector<std::int64_t> made() const {
        std::vector<std::int64_t> amounts;
        std::ifstream file(file_);
        for (std::int64_t amount = 0; file >> amount;) amounts.push_back(amount);
        return amounts;
    }

private:
    const std::filesystem::path file_;
};

/// A mail server that keeps the ids of what it took, one for each time.
class LastingServer final : public adapters::MailTransport {
public:
    explicit LastingServer(std::filesystem::path file) : file_(std::move(file)) {}
    adapters::MailAnswer send(const adapters::MailMessage& message) override {
        std::ofstream(file_, std::ios::app) << message.message_id << '\n';
        return {adapters::MailResult::taken, ""};
    }
    [[nodiscard]] std::vector<std::string> taken() const {
        std::vector<std::string> ids;
        std::ifstream file(file_);
        for (std::string id; std::getline(file, id);) ids.push_back(id);
        return ids;
    }

private:
    const std::filesystem::path file_;
};

/// One process' parts.
struct Process {
    Process(const std::string& url, std::filesystem::path file, domain::Timestamp ahead_by)
        : pool(url),
          server(file.string() + ".mails"),
          provider(std::move(file)),
          now([ahead_by] { return domain::Timestamp{eventstore::system_now().microseconds + ahead_by.microseconds}; }),
          store({}, url, pool, vault, metrics) {}

    void submit(const domain::Uuid& tenant, domain::Command command,
                eventstore::ActorKind actor = eventstore::ActorKind::api_key) {
        eventstore::Submission submission;
        submission.command_id = eventstore::new_uuid_v7(eventstore::system_now());
        submission.context = {tenant, eventstore::system_now(), std::nullopt};
        submission.command = std::move(command);
        submission.origin.actor_kind = actor;
        submission.render = [](const eventstore::Appended&) { return eventstore::Reply{}; };
        std::promise<eventstore::AppendOutcome> told;
        store.submit(std::move(submission),
                     [&](eventstore::AppendOutcome outcome) { told.set_value(std::move(outcome)); });
        ASSERT_TRUE(std::holds_alternative<eventstore::AppendedReply>(told.get_future().get()));
    }
    void refund() {
        adapters::ProviderRefund effect(store, {{"paystack", &provider}});
        work(effect);
    }
    void mail() {
        adapters::MailEffect effect({.store = store,
                                     .vault = vault,
                                     .suppressed = suppressed,
                                     .transport = server,
                                     .write = [](const adapters::LetterAsked&) { return adapters::Letter{}; },
                                     .from = "bills@ledger.example",
                                     .host = "ledger.example"});
        work(effect);
    }
    void work(adapters::Effect& effect) {
        adapters::IntentReader reader(store, table);
        while (reader.read_once()) {
        }
        adapters::OutboxWorker worker({.table = table,
                                       .effect = effect,
                                       .store = store,
                                       .vault = vault,
                                       .metrics = metrics,
                                       .now = now,
                                       .claim_lease = seconds{1},
                                       .log = [](std::string_view, std::string_view, const adapters::LogFields&) {}});
        while (worker.work_once()) {
        }
    }

    eventstore::ReadPool pool;
    eventstore::PostgresKeys keys{pool};
    eventstore::KeyVault vault{eventstore::KekRing::of({{1, eventstore::SecretKey{7}}}), keys};
    eventstore::MemoryMetrics metrics;
    eventstore::PostgresOutboxTable table{pool};
    eventstore::MemorySuppressionList suppressed;
    LastingServer server;
    LastingProvider provider;
    const std::function<domain::Timestamp()> now;
    eventstore::PostgresStore store;  // last: its threads use the rest
};

class OutboxKilled : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        eventstore::migrate_up(url_);
        Process shop(url_, file_, {});
        domain::RegisterBusiness business;
        business.name = "Ada Stores";
        business.livemode = true;
        business.business_key = eventstore::new_uuid_v7(eventstore::system_now());
        business.first_key = {.key_id = eventstore::new_uuid_v7(eventstore::system_now()),
                              .public_part = "abcdefgh12345671",
                              .scopes = {15},
                              .expires_at = {}};
        shop.submit(tenant_, business);
        domain::RecordProviderCharge charge;
        charge.payment_id = payment_;
        charge.provider = "paystack";
        charge.provider_payment_id = "1";
        charge.provider_reference = reference;
        charge.channel = "card";
        charge.amount = ScriptedProvider::ngn(10'000);
        shop.submit(tenant_, charge, eventstore::ActorKind::provider);
        request_refund(shop, 4'000);
    }
    void request_refund(Process& shop, std::int64_t amount) {
        domain::RequestRefund command;
        command.payment_id = payment_;
        command.refund_id = eventstore::new_uuid_v7(eventstore::system_now());
        command.amount = amount;
        shop.submit(tenant_, command);
    }
    void request_mail(Process& shop) {
        domain::RequestSend command;
        command.subject_id = payment_;
        command.message_id = eventstore::new_uuid_v7(eventstore::system_now());
        command.message_template = domain::MessageTemplate::receipt;
        command.to = domain::PersonalText("bola@example.com");
        shop.submit(tenant_, command);
    }
    /// In a process of its own; leases of those before it have ended.
    void work_and_die(void (Process::*work)()) {
        const domain::Timestamp ahead_by = next_process();
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            ::alarm(60);  // should it hang
            Process dying(url_, file_, ahead_by);
            eventstore::failpoints::set(GetParam(), eventstore::FailpointAction::kill);
            (dying.*work)();
            ::_exit(0);
        }
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << GetParam() << " was not met";
    }
    domain::Timestamp next_process() {
        constexpr std::int64_t longer_than_the_lease_us = 1'100'000;
        return {++processes_ * longer_than_the_lease_us};
    }
    std::size_t count(Process& process, std::string_view type) {
        return process.store.read_log({.limit = 1000, .tenant = tenant_, .event_type = std::string(type)}).size();
    }

    const std::string url_ = PostgresCluster::shared().create_database();
    const ScratchDirectory scratch_;
    const std::filesystem::path file_ = scratch_.path() / "refunds";
    const domain::Uuid tenant_ = eventstore::new_uuid_v7(eventstore::system_now()),
                       payment_ = eventstore::new_uuid_v7(eventstore::system_now());
    std::int64_t processes_ = 0;
};

TEST_P(OutboxKilled, TheNextProcessGoesOnAndNothingIsAskedForTwice) {
    for (int kill = 0; kill < 2; ++kill) work_and_die(&Process::refund);
    if (HasFatalFailure()) return;
    Process next(url_, file_, next_process());
    next.refund();
    EXPECT_THAT(next.provider.made(), ElementsAre(4'000));
    EXPECT_EQ(count(next, domain::EventName<domain::RefundRequested>::value), 1U);
    EXPECT_EQ(count(next, domain::EventName<domain::RefundAcknowledged>::value), 1U);
    EXPECT_TRUE(next.table.figures().empty()) << "it is done, and no dead letter";
    request_refund(next, 4'000);
    next.refund();
    EXPECT_THAT(next.provider.made(), ElementsAre(4'000, 4'000)) << "another one of that amount is another one";
}

TEST_P(OutboxKilled, AMailGoesOutUnderOneIdAndNotAfterTheLogKnowsOfIt) {
    {
        Process shop(url_, file_, next_process());
        shop.refund();
        request_mail(shop);
    }
    for (int kill = 0; kill < 2; ++kill) work_and_die(&Process::mail);
    if (HasFatalFailure()) return;
    Process next(url_, file_, next_process());
    next.mail();
    const auto taken = next.server.taken();
    EXPECT_EQ(std::set<std::string>(taken.begin(), taken.end()).size(), 1U) << "one mail, whoever sent it";
    const std::map<std::string, std::size_t> times{{"outbox.after_claim", 1},
                                                   {"outbox.before_effect", 1},
                                                   {"outbox.after_effect", 3},
                                                   {"outbox.before_outcome", 3},
                                                   {"outbox.after_outcome", 1}};
    EXPECT_EQ(taken.size(), times.at(GetParam())) << "what the log knows to be sent is not sent again";
    EXPECT_EQ(count(next, domain::EventName<domain::InvoiceSent>::value), 1U);
    EXPECT_TRUE(next.table.figures().empty()) << "it is done, and no dead letter";
}

INSTANTIATE_TEST_SUITE_P(AtEveryStep, OutboxKilled, testing::ValuesIn(steps), [](const auto& failpoint) {
    std::string name = failpoint.param;
    name[name.find('.')] = '_';
    return name;
});

std::string content_of(const std::filesystem::path& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::set<std::string> names_in(const std::string& text, const std::string& pattern) {
    const std::regex expression(pattern);
    std::set<std::string> names;
    for (auto found = std::sregex_iterator(text.begin(), text.end(), expression); found != std::sregex_iterator();
         ++found)
        names.insert((*found)[1]);
    return names;
}

TEST(OutboxFailpoints, AreAllExercisedHereAndDescribed) {
    const std::filesystem::path root = SUOLEDGER_SOURCE_DIR;
    std::set<std::string> in_code;
    for (const auto& file : std::filesystem::directory_iterator(root / "adapters/outbox"))
        in_code.merge(names_in(content_of(file.path()), R"re(failpoint\("(outbox\.[a-z_.]+)"\))re"));
    EXPECT_EQ(in_code, std::set<std::string>(steps.begin(), steps.end()));
    EXPECT_EQ(names_in(content_of(root / "docs/failpoints.md"), R"re(\| `(outbox\.[a-z_.]+)` \|)re"), in_code);
}

}  // namespace
}  // namespace suoledger::tests

#endif
