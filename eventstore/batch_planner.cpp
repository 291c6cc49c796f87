// SPDX-License-Identifier: Apache-2.0
// Plans a batch command by command; a command's effects join the batch only once all of it worked out.
#include "eventstore/batch_planner.hpp"

#include <algorithm>
#include <cstdlib>

#include "eventstore/assert.hpp"
#include "eventstore/failpoints.hpp"
#include "eventstore/kept_reply.hpp"
#include "eventstore/overtaken.hpp"

namespace suoledger::eventstore {

namespace {

using StatePtr = std::shared_ptr<const domain::State>;

/// The effects of one command until they join the batch.
struct Draft {
    std::vector<RecordedEvent> rows;
    LogHead head;
    std::map<domain::StreamId, std::shared_ptr<domain::State>> states;
    std::map<domain::Uuid, std::int64_t> tenant_sequences;
    std::map<std::pair<domain::Uuid, domain::Series>, std::int64_t> series_numbers;
};

struct KeptInBatch {
    Hash fingerprint{};
    std::size_t outcome = 0;  // of the plan's, which has its reply
};

domain::Rejection too_far_ahead() {
    return {domain::RejectionCode::invalid_fields,
            "the effective time is more than 5 minutes ahead",
            {{"", "the effective time is more than 5 minutes ahead"}}};
}

/// Marked by its request's id or by an event type, so that the same command is poisonous in every batch it comes to.
void poison_if_marked([[maybe_unused]] const Submission& submission, [[maybe_unused]] RecordedEvent& row) {
#ifdef SUOLEDGER_WITH_FAILPOINTS
    const bool marked = submission.origin.request_id.starts_with("poison");
    if ((marked && failpoint("planner.poison") == FailpointAction::sql_error) ||
        failpoint("planner.poison." + row.event_type) == FailpointAction::sql_error)
        row.schema_version = -1;
#endif
}

/// One batch's view of the world: facts read under the lock, overlaid by what earlier commands of the batch did.
class Planning final : public StateSource {
public:
    Planning(KeyVault& vault, AggregateCache& cache, const Preparer& preparer, BatchFacts facts,
             LogTransaction& transaction, domain::Timestamp decided_at, domain::Timestamp recorded_at)
        : vault_(vault),
          cache_(cache),
          preparer_(preparer),
          facts_(std::move(facts)),
          transaction_(transaction),
          recorded_at_(recorded_at) {
        plan_.writes.head = facts_.head;
        plan_.writes.decided_at = decided_at;
    }

    void plan_one(const PendingCommand& pending);
    BatchPlan finish();

    StatePtr load(const domain::StreamId& stream) override;
    std::optional<domain::Uuid> owner_of(const domain::ReservationKey& key) override;
    std::shared_ptr<const SecretKey> key_of(const domain::Uuid& tenant, const domain::Uuid& key_id) override;

private:
    AppendOutcome outcome_of(const PendingCommand& pending);
    std::optional<AppendOutcome> replay(const Submission& submission);
    bool still_holds(const domain::View& view);
    AppendOutcome append(const Submission& submission, const Prepared& prepared);
    AppendOutcome rehearse(const Submission& submission, const Prepared& prepared);
    void assign(const Submission& submission, const Prepared& prepared, Draft& draft);
    [[nodiscard]] Appended appended_of(const Prepared& prepared, const Draft& draft) const;
    void join(Draft draft, const Prepared& prepared);
    void release(const domain::StreamId& owner);

    std::int64_t version_now(const domain::StreamId& stream);
    std::int64_t tenant_sequence_now(const domain::Uuid& tenant);
    std::int64_t series_number_now(const domain::Uuid& tenant, domain::Series series);
    const std::optional<StoredCommand>& stored(const CommandId& command);

    KeyVault& vault_;
    AggregateCache& cache_;
    const Preparer& preparer_;
    BatchFacts facts_;
    LogTransaction& transaction_;
    const domain::Timestamp recorded_at_;
    FlatMap<domain::StreamId, StatePtr> loaded_;  // newest known, neighbours' effects included
    FlatMap<CommandId, KeptInBatch> kept_;
    BatchPlan plan_;
};

std::int64_t Planning::version_now(const domain::StreamId& stream) {
    const auto& written = plan_.writes.stream_versions;
    if (const auto found = written.find(stream); found != written.end()) return found->second;
    auto& known = facts_.stream_versions;
    if (!known.contains(stream)) transaction_.fetch(Wanted{.streams = {stream}}, facts_);
    return known.at(stream);
}

std::int64_t Planning::tenant_sequence_now(const domain::Uuid& tenant) {
    const auto& written = plan_.writes.tenant_sequences;
    if (const auto found = written.find(tenant); found != written.end()) return found->second;
    if (!facts_.tenant_sequences.contains(tenant)) transaction_.fetch(Wanted{.tenants = {tenant}}, facts_);
    return facts_.tenant_sequences.at(tenant);
}

std::int64_t Planning::series_number_now(const domain::Uuid& tenant, domain::Series series) {
    const auto& written = plan_.writes.series_numbers;
    if (const auto found = written.find({tenant, series}); found != written.end()) return found->second;
    if (!facts_.tenant_sequences.contains(tenant)) transaction_.fetch(Wanted{.tenants = {tenant}}, facts_);
    const auto found = facts_.series_numbers.find({tenant, series});
    return found == facts_.series_numbers.end() ? 0 : found->second;
}

const std::optional<StoredCommand>& Planning::stored(const CommandId& command) {
    if (!facts_.commands.contains(command)) transaction_.fetch(Wanted{.commands = {command}}, facts_);
    return facts_.commands.at(command);
}

std::optional<domain::Uuid> Planning::owner_of(const domain::ReservationKey& key) {
    const auto& written = plan_.writes.reservations;
    if (const auto found = written.find(key); found != written.end()) return found->second;
    if (!facts_.owners.contains(key)) transaction_.fetch(Wanted{.reservations = {key}}, facts_);
    const auto owner = facts_.owners.at(key);
    const auto is_owner = [&](const domain::StreamId& released) {
        return owner == released.id && key.tenant == released.tenant;
    };
    return std::ranges::any_of(plan_.writes.released_owners, is_owner) ? std::nullopt : owner;
}

/// A neighbour earlier in this batch may have made it; nobody else knows such a key before the commit.
std::shared_ptr<const SecretKey> Planning::key_of(const domain::Uuid& tenant, const domain::Uuid& key_id) {
    for (const auto& made : plan_.keys)
        if (made.wrapped.key_id == key_id && made.wrapped.tenant == tenant) return made.key;
    return vault_.find(tenant, key_id);
}

StatePtr Planning::load(const domain::StreamId& stream) {
    const std::int64_t version = version_now(stream);
    if (version == 0) return nullptr;
    StatePtr& known = loaded_[stream];
    if (version_of(known) == version) return known;
    known = cache_.find(stream);
    if (version_of(known) > version) known = nullptr;  // of another history
    while (version_of(known) < version) {
        const auto rows = transaction_.read_stream({stream, version_of(known)});
        LEDGER_ASSERT(!rows.empty());
        known = fold(stream, known, rows, vault_);
    }
    return known;
}

bool Planning::still_holds(const domain::View& view) {
    for (const auto& [stream, state] : view.streams()) {
        const std::int64_t version = version_now(stream);
        if (version_of(state) != version) return false;
        if (version > 0) loaded_.insert_or_assign(stream, state);
    }
    for (const auto& [key, owner] : view.reservations()) {
        if (owner_of(key) != owner) return false;
    }
    return true;
}

std::optional<AppendOutcome> Planning::replay(const Submission& submission) {
    if (submission.dry_run) return std::nullopt;
    if (const auto found = kept_.find(submission.command_id); found != kept_.end()) {
        if (found->second.fingerprint != submission.fingerprint) return FingerprintMismatch{};
        AppendedReply kept = std::get<AppendedReply>(plan_.outcomes[found->second.outcome]);
        kept.reply.body = kept.reply.kept_body;
        kept.replayed = true;
        return kept;
    }
    const auto& command = stored(submission.command_id);
    if (!command) return std::nullopt;
    if (command->fingerprint != submission.fingerprint) return FingerprintMismatch{};
    return open_kept_reply(*command, vault_);
}

AppendOutcome Planning::outcome_of(const PendingCommand& pending) {
    const Submission& submission = pending.submission;
    if (auto outcome = replay(submission)) return std::move(*outcome);
    // A decision taken here rests on neighbours that are not committed: it must not outlive this transaction.
    std::optional<Prepared> decided_here;
    if (!pending.prepared || !still_holds(pending.prepared->view)) {
        decided_here = preparer_.prepare(submission, *this);
        ++plan_.redecisions;
    }
    const Prepared& prepared = decided_here ? *decided_here : *pending.prepared;
    if (!prepared.decision) return prepared.decision.error();
    for (const auto& event : prepared.decision->events) {
        if (event.effective_at.microseconds > recorded_at_.microseconds + max_effective_ahead_us)
            return too_far_ahead();
    }
    return submission.dry_run ? rehearse(submission, prepared) : append(submission, prepared);
}

void Planning::plan_one(const PendingCommand& pending) {
    try {
        plan_.outcomes.push_back(outcome_of(pending));
    } catch (const StoreUnavailable&) {
        throw;
    } catch (const StatementFailed&) {
        throw;
    } catch (const FactsMoved&) {
        throw;
    } catch (const Overtaken&) {
        plan_.outcomes.emplace_back(Unavailable{"overtaken"});
    } catch (const std::exception& fault) {
        plan_.outcomes.emplace_back(Failed{fault.what()});
    }
}

void Planning::assign(const Submission& submission, const Prepared& prepared, Draft& draft) {
    draft.head = plan_.writes.head;
    for (std::size_t i = 0; i < prepared.events.size(); ++i) {
        const PreparedEvent& event = prepared.events[i];
        RecordedEvent row = event.row;
        const domain::Uuid& tenant = row.stream.tenant;
        auto& state = draft.states[row.stream];
        if (!state) {
            const StatePtr before = load(row.stream);
            state = std::make_shared<domain::State>(before ? *before : domain::initial_state(row.stream));
        }
        const auto sequence = draft.tenant_sequences.try_emplace(tenant, tenant_sequence_now(tenant)).first;
        row.position = ++draft.head.position;
        row.tenant_sequence = ++sequence->second;
        row.stream_version = version_of(*state) + 1;
        if (row.series != domain::Series::none) {
            const auto number =
                draft.series_numbers.try_emplace({tenant, row.series}, series_number_now(tenant, row.series)).first;
            row.series_number = ++number->second;
        }
        row.recorded_at = recorded_at_;
        poison_if_marked(submission, row);
        row.leaf_hash = leaf_hash(leaf_data(row, event.metadata_commitment, event.payload_commitment));
        draft.head.leaf_hash = row.leaf_hash;
        domain::evolve(*state, prepared.decision->events[i].event);
        LEDGER_ASSERT(version_of(*state) == row.stream_version);
        draft.rows.push_back(std::move(row));
    }
    if (!draft.rows.empty()) draft.head.recorded_at = recorded_at_;
}

Appended Planning::appended_of(const Prepared& prepared, const Draft& draft) const {
    Appended appended;
    appended.decision = &*prepared.decision;
    appended.view = &prepared.view;
    for (std::size_t i = 0; i < draft.rows.size(); ++i) {
        const RecordedEvent& row = draft.rows[i];
        appended.events.push_back({&prepared.decision->events[i], row.position, row.stream_version, row.series_number,
                                   row.event_id, row.recorded_at});
    }
    for (const auto& [stream, state] : draft.states) appended.after.emplace_back(stream, state.get());
    return appended;
}

AppendOutcome Planning::append(const Submission& submission, const Prepared& prepared) {
    Draft draft;
    assign(submission, prepared, draft);
    AppendedReply outcome;
    outcome.position = draft.head.position;
    outcome.reply = submission.render(appended_of(prepared, draft));
    plan_.writes.commands.push_back(keep_reply(submission, prepared, outcome.reply, outcome.position, vault_));
    join(std::move(draft), prepared);
    kept_.emplace(submission.command_id, KeptInBatch{submission.fingerprint, plan_.outcomes.size()});
    return outcome;
}

/// The draft is dropped: what it took from the batch it took a copy of.
AppendOutcome Planning::rehearse(const Submission& submission, const Prepared& prepared) {
    Draft draft;
    assign(submission, prepared, draft);
    return Rehearsed{submission.render(appended_of(prepared, draft)), plan_.writes.head.position};
}

void Planning::join(Draft draft, const Prepared& prepared) {
    BatchWrites& writes = plan_.writes;
    writes.head = draft.head;
    for (auto& row : draft.rows) writes.events->push_back(std::move(row));
    for (auto& [stream, state] : draft.states) {
        writes.stream_versions[stream] = version_of(*state);
        loaded_[stream] = std::move(state);
    }
    for (const auto& [tenant, sequence] : draft.tenant_sequences) writes.tenant_sequences[tenant] = sequence;
    for (const auto& [series, number] : draft.series_numbers) writes.series_numbers[series] = number;
    for (const auto& change : prepared.decision->reservations) writes.reservations[change.key] = change.owner;
    for (const auto& made : prepared.keys) {
        writes.keys.push_back(made.wrapped);
        plan_.keys.push_back(made);
    }
    for (const auto& released : prepared.decision->released_owners) release(released);
    for (const auto& gone : prepared.decision->destroyed_keys) {
        writes.destroyed_keys.push_back(gone);
        std::erase_if(plan_.keys, [&](const NewKey& made) { return made.wrapped.key_id == gone.key_id; });
    }
}

/// What the owner claimed in this batch goes too, though it is not stored yet.
void Planning::release(const domain::StreamId& owner) {
    for (auto& [key, holder] : plan_.writes.reservations)
        if (key.tenant == owner.tenant && holder == owner.id) holder.reset();
    plan_.writes.released_owners.push_back(owner);
}

BatchPlan Planning::finish() {
    // States that were only read are as good as those that were written: both are of the version under the lock.
    for (auto& [stream, state] : loaded_) plan_.states.emplace_back(stream, state);
    const auto& events = *plan_.writes.events;
    LEDGER_ASSERT(plan_.writes.head.position == facts_.head.position + static_cast<std::int64_t>(events.size()));
    return std::move(plan_);
}

bool differ_by_more(domain::Timestamp left, domain::Timestamp right, std::int64_t limit_us) {
    return std::abs(left.microseconds - right.microseconds) > limit_us;
}

BatchPlan all_unavailable(std::size_t commands, const LogHead& head, const std::string& reason) {
    BatchPlan plan;
    plan.writes.head = head;
    plan.outcomes.assign(commands, Unavailable{reason});
    return plan;
}

}  // namespace

/// Whether `later` can be of the log that once ended with `earlier`.
bool BatchPlanner::may_follow(const LogHead& earlier, const LogHead& later) {
    if (earlier.epoch_id != later.epoch_id || later.position < earlier.position) return false;
    return later.position > earlier.position || later.leaf_hash == earlier.leaf_hash;
}

void BatchPlanner::forget_if_history_changed(const LogHead& head, std::span<PendingCommand> batch) {
    if (last_head_ && !may_follow(*last_head_, head)) {
        cache_.clear();
        vault_.forget_all();
    }
    last_head_ = head;
    // Those that wait behind this batch were prepared before the change as well.
    for (auto& pending : batch)
        if (pending.generation != cache_.generation()) pending.prepared.reset();
}

void BatchPlanner::remember(BatchPlan& plan) {
    last_head_ = plan.writes.head;
    for (const auto& key : plan.keys) vault_.adopt(key);
    if (!plan.writes.destroyed_keys.empty()) {
        for (const auto& gone : plan.writes.destroyed_keys) vault_.destroy(gone.key_id);
        cache_.clear();  // states hold opened texts; which of them were under these keys is not known
        return;
    }
    for (auto& [stream, state] : plan.states) cache_.put(stream, std::move(state));
}

BatchPlan BatchPlanner::plan(std::span<PendingCommand> batch, BatchFacts facts, LogTransaction& transaction) {
    forget_if_history_changed(facts.head, batch);
    const domain::Timestamp now = clock_();
    const domain::Timestamp recorded_at = std::max(now, facts.head.recorded_at);
    const domain::Timestamp database_clock = facts.database_clock.value_or(now);
    if (differ_by_more(now, database_clock, max_clock_skew_us) ||
        recorded_at.microseconds > database_clock.microseconds + max_clock_skew_us) {
        return all_unavailable(batch.size(), facts.head, "clock_skew");
    }
    Planning planning{vault_, cache_, preparer_, std::move(facts), transaction, now, recorded_at};
    for (auto& pending : batch) planning.plan_one(pending);
    return planning.finish();
}

}  // namespace suoledger::eventstore
