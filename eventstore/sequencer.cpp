// SPDX-License-Identifier: Apache-2.0
// Forms batches, tries them, halves them on a fault, answers.
#include "eventstore/sequencer.hpp"

#include <algorithm>

#include "eventstore/failpoints.hpp"
#include "eventstore/thread_name.hpp"

namespace suoledger::eventstore {

namespace {

std::string_view label_of(const AppendOutcome& outcome) {
    struct Label {
        std::string_view operator()(const AppendedReply& reply) const {
            return reply.replayed ? "replayed" : "appended";
        }
        std::string_view operator()(const domain::Rejection&) const { return "refused"; }
        std::string_view operator()(const FingerprintMismatch&) const { return "fingerprint_mismatch"; }
        std::string_view operator()(const Unknown&) const { return "unknown"; }
        std::string_view operator()(const Unavailable&) const { return "unavailable"; }
        std::string_view operator()(const Failed&) const { return "failed"; }
        std::string_view operator()(const Rehearsed&) const { return "rehearsed"; }
    };
    return std::visit(Label{}, outcome);
}

/// What became of the others' commit does not matter to a dry run: nothing of it was in it.
AppendOutcome outcome_for(const PendingCommand& pending, const AppendOutcome& outcome) {
    if (pending.submission.dry_run && std::holds_alternative<Unknown>(outcome))
        return Unavailable{"database_unavailable"};
    return outcome;
}

}  // namespace

Sequencer::Sequencer(SequencerLimits limits, LogTransaction& transaction, BatchPlanner& planner, Metrics& metrics,
                     OnCommitted on_committed)
    : limits_(limits),
      transaction_(transaction),
      planner_(planner),
      metrics_(metrics),
      on_committed_(std::move(on_committed)),
      thread_([this] { run(); }) {}

Sequencer::~Sequencer() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
    for (auto& pending : queue_) pending.on_outcome(Unavailable{"shutting_down"});
}

void Sequencer::enqueue(PendingCommand command) {
    std::unique_lock lock{mutex_};
    if (stopping_ || queue_.size() >= limits_.queued_commands) {
        const std::string reason = stopping_ ? "shutting_down" : "overloaded";
        lock.unlock();
        metrics_.add(metric::append_commands, 1, {{"outcome", "unavailable"}});
        command.on_outcome(Unavailable{reason});
        return;
    }
    queue_.push_back(std::move(command));
    metrics_.set(metric::append_queue, static_cast<double>(queue_.size()));
    lock.unlock();
    wake_.notify_one();
}

std::vector<PendingCommand> Sequencer::next_batch() {
    std::unique_lock lock{mutex_};
    if (queue_.empty()) {
        lock.unlock();
        answered_ = {};
        lock.lock();
    }
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    gather_if_told(lock);
    std::vector<PendingCommand> batch;
    if (stopping_) return batch;
    batch.reserve(std::min(queue_.size(), limits_.batch_commands));
    std::size_t bytes = 0;
    while (!queue_.empty() && batch.size() < limits_.batch_commands) {
        bytes += bytes_of(queue_.front());
        if (!batch.empty() && bytes > limits_.batch_bytes) break;
        batch.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    metrics_.set(metric::append_queue, static_cast<double>(queue_.size()));
    return batch;
}

/// A test may want that many commands in one batch.
void Sequencer::gather_if_told([[maybe_unused]] std::unique_lock<std::mutex>& lock) {
#ifdef SUOLEDGER_WITH_FAILPOINTS
    constexpr std::chrono::seconds safety_net{30};
    if (const std::size_t commands = failpoint_number("sequencer.gather"))
        wake_.wait_for(lock, safety_net, [&] { return stopping_ || queue_.size() >= commands; });
#endif
}

void Sequencer::run() {
    name_this_thread("sequencer");
    for (;;) {
        std::vector<PendingCommand> batch = next_batch();
        if (batch.empty()) return;
        failpoint("sequencer.before_batch");
        metrics_.add(metric::append_batches);
        metrics_.observe(metric::append_batch_commands, static_cast<double>(batch.size()));
        process(batch, std::chrono::steady_clock::now() + limits_.retry_for);
        answered_.commands = std::move(batch);
    }
}

BatchPlan Sequencer::transact(Batch batch) {
    const auto started = std::chrono::steady_clock::now();
    metrics_.add(metric::append_transactions);
    BatchPlan plan = planner_.plan(batch, transaction_.begin(planner_.wanted_by(batch)), transaction_);
    transaction_.commit(plan.writes, [this] { answered_ = {}; });
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    metrics_.observe(metric::append_batch_seconds, took.count());
    return plan;
}

void Sequencer::process(Batch batch, Deadline deadline) {
    for (;;) {
        BatchPlan plan;
        try {
            plan = transact(batch);
        } catch (const FactsMoved&) {
            transaction_.abandon();  // nobody is at fault: at once again, with facts that are read
            continue;
        } catch (const OutcomeUnknown&) {
            return answer_all(batch, Unknown{});
        } catch (const StoreUnavailable&) {
            transaction_.abandon();
            if (pause_before_retry(deadline)) continue;
            answer_all(batch, Unavailable{"database_unavailable"});
            return give_up_on_queue();
        } catch (const std::exception& fault) {
            transaction_.abandon();
            return halve(batch, deadline, fault.what());
        }
        return publish(batch, std::move(plan));
    }
}

void Sequencer::halve(Batch batch, Deadline deadline, const std::string& fault) {
    if (batch.size() == 1) return answer_all(batch, Failed{fault});
    metrics_.add(metric::append_halvings);
    failpoint("sequencer.before_halves");
    const std::size_t half = batch.size() / 2;
    process(batch.first(half), deadline);
    process(batch.subspan(half), deadline);
}

void Sequencer::publish(Batch batch, BatchPlan plan) {
    failpoint("sequencer.after_commit_before_reply");
    planner_.remember(plan);
    metrics_.add(metric::append_redecisions, static_cast<double>(plan.redecisions));
    metrics_.set(metric::log_position, static_cast<double>(plan.writes.head.position));
    if (on_committed_ && !plan.writes.events->empty()) on_committed_(std::move(plan.writes.events));
    count(plan.outcomes);
    for (std::size_t i = 0; i < batch.size(); ++i) batch[i].on_outcome(std::move(plan.outcomes[i]));
    answered_.plan = std::move(plan);
}

/// Neighbours that ended alike are counted together: to find a series of metrics costs something each time.
void Sequencer::count(const std::vector<AppendOutcome>& outcomes) {
    for (auto first = outcomes.begin(); first != outcomes.end();) {
        const auto label = label_of(*first);
        const auto last =
            std::find_if(first, outcomes.end(), [&](const AppendOutcome& other) { return label_of(other) != label; });
        metrics_.add(metric::append_commands, static_cast<double>(last - first), {{"outcome", label}});
        first = last;
    }
}

void Sequencer::answer_all(Batch batch, const AppendOutcome& outcome) {
    for (auto& pending : batch) {
        AppendOutcome told = outcome_for(pending, outcome);
        metrics_.add(metric::append_commands, 1, {{"outcome", label_of(told)}});
        pending.on_outcome(std::move(told));
    }
}

void Sequencer::give_up_on_queue() {
    std::deque<PendingCommand> waiting;
    {
        const std::lock_guard lock{mutex_};
        waiting.swap(queue_);
    }
    metrics_.add(metric::append_commands, static_cast<double>(waiting.size()), {{"outcome", "unavailable"}});
    for (auto& pending : waiting) pending.on_outcome(Unavailable{"database_unavailable"});
}

bool Sequencer::pause_before_retry(Deadline deadline) {
    metrics_.add(metric::append_retries);
    std::unique_lock lock{mutex_};
    if (stopping_ || std::chrono::steady_clock::now() >= deadline) return false;
    wake_.wait_for(lock, limits_.retry_pause, [this] { return stopping_; });
    return !stopping_;
}

}  // namespace suoledger::eventstore
