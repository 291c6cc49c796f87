// SPDX-License-Identifier: Apache-2.0
// How fast one core checks a clean log of a million events of many sales: hashes, tree and density, and double entry.
// Events are made in portions outside the measured time, so that memory holds one portion and what the checks keep.
#include <benchmark/benchmark.h>
#include <time.h>

#include <future>
#include <stdexcept>

#include "eventstore/audit/log_checks.hpp"
#include "eventstore/clock.hpp"
#include "eventstore/key_vault.hpp"
#include "eventstore/leaf.hpp"
#include "eventstore/memory_store.hpp"

namespace suoledger::parts {
namespace {

using namespace eventstore;

constexpr std::int64_t log_events = 1'000'000;
constexpr std::size_t sales_at_a_time = 2000;

domain::Uuid fresh() { return new_uuid_v7(system_now()); }

/// The events of a business that registers and sells once, as the service would store them: a customer, an invoice with
/// three lines, and a payment that pays it.
class Sample {
public:
    Sample() {
        domain::RegisterBusiness business;
        business.name = "Measured Stores";
        business.business_key = fresh();
        business.first_key = {.key_id = fresh(), .public_part = "abcdefgh12345678", .scopes = {15}, .expires_at = {}};
        append(business);
        domain::RegisterCustomer buyer;
        buyer.customer_id = fresh();
        buyer.contact_key = fresh();
        buyer.record_key = fresh();
        buyer.details.name = domain::PersonalText("Bola Ade");
        buyer.details.phone = domain::PersonalText("+2348010000000");
        buyer.indexes.phone = vault_.blind_index(tenant_, "phone", "+2348010000000");
        domain::IssueInvoice invoice;
        invoice.invoice_id = fresh();
        invoice.customer = buyer;
        invoice.lines = {{.description = domain::PersonalText("Rice 50kg bag"), .unit_price = 107'500},
                         {.description = domain::PersonalText("Beans 25kg bag"), .unit_price = 61'250},
                         {.description = domain::PersonalText("Delivery to Yaba"), .unit_price = 5'000}};
        append(invoice);
        domain::RecordManualPayment payment;
        payment.payment_id = fresh();
        payment.amount = {50'000, domain::Currency::ngn};
        payment.invoice = invoice.invoice_id;
        append(payment);
        events = store_.read_log({.after_position = 0, .limit = 100, .tenant = {}, .event_type = {}, .stream_id = {}});
    }
    std::vector<RecordedEvent> events;

private:
    void append(domain::Command command) {
        Submission submission;
        submission.command_id = fresh();
        submission.context = {tenant_, system_now(), std::nullopt};
        submission.command = std::move(command);
        submission.origin = {.actor_kind = ActorKind::api_key,
                             .actor_id = "key_01m8awn98pe019mfectb9mampn",
                             .request_id = "req_01m8awnavre00ax0swqraj2egp",
                             .trace_id = "9c615b012f2154aa9946c5a1d40407fc",
                             .channel = "http"};
        submission.render = [](const Appended&) { return Reply{201, "{}", "{}"}; };
        std::promise<bool> appended;
        store_.submit(std::move(submission), [&appended](const AppendOutcome& outcome) {
            appended.set_value(std::holds_alternative<AppendedReply>(outcome));
        });
        if (!appended.get_future().get()) throw std::runtime_error("a command of the sample was not appended");
    }

    const domain::Uuid tenant_ = fresh();
    NullMetrics metrics_;
    MemoryLog memory_{fresh()};
    KeyVault vault_{KekRing::of({{1, SecretKey{1, 2, 3}}}), memory_};
    MemoryStore store_{{}, memory_, vault_, metrics_};
};

/// The sample's sale again and again, each on streams and of commands of its own.
class Sales {
public:
    explicit Sales(const Sample& sample) : sample_(sample.events) {}

    std::vector<RecordedEvent> next() {
        std::vector<RecordedEvent> portion;
        portion.reserve(sales_at_a_time * sample_.size());
        for (std::size_t sale = 0; sale < sales_at_a_time; ++sale) add(portion, sold_++ == 0 ? 0 : first_of_sale());
        return portion;
    }

private:
    /// Behind the events that register the business.
    [[nodiscard]] std::size_t first_of_sale() const {
        std::size_t first = 0;
        while (sample_[first].event_type != "customer_registered") ++first;
        return first;
    }
    void add(std::vector<RecordedEvent>& portion, std::size_t first) {
        constexpr std::string_view member = "\"command_id\":\"";
        std::map<std::string, domain::Uuid> commands;
        std::int64_t index = 0;
        for (std::size_t at = first; at < sample_.size(); ++at) {
            RecordedEvent event = sample_[at];
            const auto [command, is_new] = commands.try_emplace(event.metadata, fresh());
            index = is_new ? 0 : index + 1;
            event.metadata.replace(event.metadata.find(member) + member.size(), 36, domain::to_string(command->second));
            event.event_id = event_id_of(event.stream.tenant, command->second, index);
            if (event.stream.type != domain::StreamType::business) move(event.stream.id);
            event.position = event.tenant_sequence = ++position_;
            if (event.series != domain::Series::none) event.series_number = sold_;
            event.recorded_at = sample_.back().recorded_at;
            event.leaf_hash = leaf_hash_of(event);
            portion.push_back(std::move(event));
        }
    }
    void move(domain::Uuid& id) const {
        for (std::size_t byte = 0; byte < 8; ++byte)
            id.bytes[8 + byte] ^= static_cast<std::uint8_t>(static_cast<std::uint64_t>(sold_) >> (8 * byte));
    }

    const std::vector<RecordedEvent>& sample_;
    std::int64_t sold_ = 0, position_ = 0;
};

/// Of this thread alone: whatever else the machine does is not counted.
double core_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

void check_log(benchmark::State& state, AuditDepth depth) {
    static const Sample sample;
    std::int64_t checked = 0, bytes = 0;
    for (auto _ : state) {
        Sales sales(sample);
        LogChecks checks(depth);
        double seconds = 0;
        while (checks.events() < log_events) {
            const auto portion = sales.next();
            for (const RecordedEvent& event : portion)
                bytes += static_cast<std::int64_t>(event.payload.size() + event.metadata.size());
            const double began = core_seconds();
            for (const RecordedEvent& event : portion) checks.check(event);
            seconds += core_seconds() - began;
            if (checks.finding()) throw std::runtime_error("the log is not clean: " + checks.finding()->detail);
        }
        checked += checks.events();
        state.SetIterationTime(seconds);
    }
    state.SetItemsProcessed(checked);
    state.counters["bytes_per_event"] = static_cast<double>(bytes) / static_cast<double>(checked);
}

BENCHMARK_CAPTURE(check_log, hashes_tree_density, AuditDepth::hashes)
    ->UseManualTime()
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(check_log, with_double_entry, AuditDepth::double_entry)
    ->UseManualTime()
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace suoledger::parts

BENCHMARK_MAIN();
