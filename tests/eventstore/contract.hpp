// SPDX-License-Identifier: Apache-2.0
// What every EventStore must do, run on the one in memory and on PostgreSQL.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "eventstore/clock.hpp"
#include "eventstore/event_store.hpp"
#include "eventstore/failpoints.hpp"
#include "eventstore/kek_ring_file.hpp"
#include "eventstore/key_vault.hpp"
#include "eventstore/metrics.hpp"
#include "tests/eventstore/scratch_directory.hpp"

namespace suoledger::eventstore {

/// One log; `make_node` opens another service's view of it.
class LogUnderTest {
public:
    virtual ~LogUnderTest() = default;
    struct Node {
        virtual ~Node() = default;
        virtual EventStore& store() = 0;
        virtual KeyVault& vault() = 0;
        virtual MemoryMetrics& metrics() = 0;
    };
    virtual std::unique_ptr<Node> make_node(Clock clock = system_now) = 0;
    virtual WrappedKeySource& keys() = 0;
    virtual WrappedKeyTable& key_table() = 0;
    /// Of all nodes' vaults; begins with epoch 1.
    KekRingFile& ring() { return ring_; }
    /// Contact and record key of a customer, from its registration.
    static std::pair<domain::Uuid, domain::Uuid> keys_of(EventStore& store, const domain::Uuid& tenant,
                                                         const domain::Uuid& customer);

private:
    tests::ScratchDirectory folder_;
    KekRingFile ring_{folder_.path() / "kek.json", KekRing::load_or_create(folder_.path() / "kek.json", true)};
};
using MakeLog = std::function<std::unique_ptr<LogUnderTest>()>;
std::unique_ptr<LogUnderTest> make_memory_log();
std::unique_ptr<LogUnderTest> make_postgres_log();
/// In that empty database.
std::unique_ptr<LogUnderTest> make_postgres_log_in(const std::string& database_url);

/// Collects outcomes of submissions, in the order of their numbers.
class Outcomes {
public:
    explicit Outcomes(std::size_t count) : kept_(std::make_shared<Kept>(count)) {}
    OnOutcome slot(std::size_t index);
    [[nodiscard]] std::size_t arrived() const;
    /// Waits for all of them; fails the test after a safety net of 60 s.
    const std::vector<std::optional<AppendOutcome>>& all();

private:
    struct Kept {
        explicit Kept(std::size_t count) : outcomes(count) {}
        std::mutex mutex;
        std::condition_variable changed;
        std::size_t arrived = 0;
        std::vector<std::optional<AppendOutcome>> outcomes;
    };
    std::shared_ptr<Kept> kept_;  // also by every slot: a test may give up before its outcomes arrive
};

template <class T>
std::size_t count(const std::vector<std::optional<AppendOutcome>>& outcomes) {
    std::size_t found = 0;
    for (const auto& outcome : outcomes)
        if (outcome && std::holds_alternative<T>(*outcome)) ++found;
    return found;
}

/// Another one each time.
domain::RegisterBusiness a_business();

/// Returns once that many commands wait behind the batch at hand; gives up after a safety net of 30 s.
void wait_until_queued(LogUnderTest::Node& node, std::size_t commands);

#ifdef SUOLEDGER_WITH_FAILPOINTS

/// Queues commands while the batch before them is held, so that they travel together. Other nodes are not held.
class ConcurrentBatch {
public:
    ConcurrentBatch(LogUnderTest::Node& node, Submission decoy, std::size_t count);
    ~ConcurrentBatch() { failpoints::set("sequencer.before_batch", FailpointAction::off); }
    ConcurrentBatch(const ConcurrentBatch&) = delete;
    ConcurrentBatch& operator=(const ConcurrentBatch&) = delete;
    void queue(std::size_t index, Submission submission);
    /// Lets them go once all wait together.
    void let_go();
    /// In order of their numbers, the decoy's last.
    const std::vector<std::optional<AppendOutcome>>& outcomes() { return outcomes_.all(); }
    const std::vector<std::optional<AppendOutcome>>& release() {
        let_go();
        return outcomes();
    }

private:
    LogUnderTest::Node& node_;
    const std::size_t count_;
    Outcomes outcomes_;
};

#endif

class Contract : public testing::TestWithParam<MakeLog> {
protected:
    void SetUp() override;
    void TearDown() override;

    /// Makes a submission of this test's business; the reply names the target and its version.
    Submission submission(domain::Command command, const std::string& key);
    AppendOutcome submit(Submission submission);
    AppendOutcome submit(domain::Command command, const std::string& key) {
        return submit(submission(std::move(command), key));
    }
    /// The reply of an append that must succeed.
    AppendedReply appended(domain::Command command, const std::string& key);
    domain::RegisterCustomer a_customer(int phone);
    domain::IssueInvoice an_invoice(std::int64_t price);
    domain::RecordManualPayment a_payment(std::int64_t amount, const domain::Uuid& invoice);
    EventStore& store() { return node_->store(); }
    std::vector<RecordedEvent> whole_log();
    /// Everything personal of a stored stream, as that node opens it; keys that are gone leave gaps.
    std::string opened(LogUnderTest::Node& node, const domain::StreamId& stream);
    /// Every number that must have no hole has none, and every leaf hash is that of its row.
    void check_log();

    std::unique_ptr<LogUnderTest> log_;
    std::unique_ptr<LogUnderTest::Node> node_;
    domain::Uuid tenant_, customer_;
};

}  // namespace suoledger::eventstore
