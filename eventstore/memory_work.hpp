// SPDX-License-Identifier: Apache-2.0
// Work in memory: what the inbox and the outbox in memory have in common. Used under its owner's mutex.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <ranges>
#include <utility>

#include "eventstore/work.hpp"

namespace suoledger::eventstore {

/// Numbers entries. Shared by an inbox and an outbox, either of which may go first.
using EntryCounter = std::shared_ptr<std::atomic<std::int64_t>>;
inline EntryCounter new_entry_counter() { return std::make_shared<std::atomic<std::int64_t>>(0); }

/// `Entry` is a WorkItem; `source_of(entry)` is the provider or the channel.
template <class Entry>
class MemoryWork {
public:
    using SourceOf = const std::string& (*)(const Entry&);
    MemoryWork(EntryCounter counter, SourceOf source_of) : counter_(std::move(counter)), source_of_(source_of) {}

    /// An entry that is there already stays as it is.
    void put(const Entry& entry) {
        const auto [kept, is_new] = claims_.emplace(entry.id, WorkClaim<Entry>{.entry = entry});
        if (is_new) kept->second.entry.entry = ++*counter_;
    }
    std::vector<WorkClaim<Entry>> claim(const WorkSources& of, domain::Timestamp now, std::chrono::milliseconds lease,
                                        std::size_t limit) {
        std::vector<WorkClaim<Entry>*> due;
        for (auto& kept : claims_ | std::views::values) {
            const std::string& source = source_of_(kept.entry);
            const bool is_asked_for = (of.only.empty() || source == of.only) &&
                                      std::ranges::find(of.passed_over, source) == of.passed_over.end();
            if (kept.entry.state == WorkState::waiting && kept.entry.due_at <= now && is_asked_for)
                due.push_back(&kept);
        }
        std::ranges::sort(due, {}, [](const auto* kept) { return std::pair(kept->entry.due_at, kept->entry.entry); });
        if (due.size() > limit) due.resize(limit);
        std::vector<WorkClaim<Entry>> claimed;
        for (auto* kept : due) {
            kept->entry.due_at.microseconds = now.microseconds + std::chrono::microseconds(lease).count();
            ++kept->fence;
            claimed.push_back(*kept);
            ++kept->unsettled;
        }
        return claimed;
    }
    bool settle(const WorkClaim<Entry>& claim, const WorkOutcome& outcome) {
        const auto found = claims_.find(claim.entry.id);
        if (found == claims_.end() || found->second.fence != claim.fence) return false;
        Entry& entry = found->second.entry;
        if (entry.state != WorkState::waiting) return false;
        found->second.unsettled = 0;
        entry.due_at = outcome.at;
        entry.reason = outcome.reason;
        if (outcome.tenant) entry.tenant = outcome.tenant;
        if (outcome.kind != WorkOutcome::Kind::processed) ++entry.attempts;
        if (outcome.kind == WorkOutcome::Kind::dead) entry.state = WorkState::dead;
        if (outcome.kind == WorkOutcome::Kind::processed) {
            entry.state = WorkState::processed;
            entry.finished_at = outcome.at;
        }
        return true;
    }
    /// By source: those that have something waiting or dead.
    [[nodiscard]] std::map<std::string, WorkFigures> figures() const {
        std::map<std::string, WorkFigures> all;
        for (const auto& kept : claims_ | std::views::values) {
            const Entry& entry = kept.entry;
            if (entry.state == WorkState::dead) ++all[source_of_(entry)].dead;
            if (entry.state != WorkState::waiting) continue;
            WorkFigures& figures = all[source_of_(entry)];
            ++figures.waiting;
            figures.oldest_waiting = std::min(figures.oldest_waiting.value_or(entry.received_at), entry.received_at);
        }
        return all;
    }
    /// The entries that went.
    std::vector<Entry> forget_finished_before(domain::Timestamp instant, std::size_t limit) {
        std::vector<Entry> gone;
        for (auto kept = claims_.begin(); kept != claims_.end() && gone.size() < limit;) {
            const Entry& entry = kept->second.entry;
            const bool goes = entry.finished_at && *entry.finished_at < instant;
            if (goes) gone.push_back(entry);
            kept = goes ? claims_.erase(kept) : std::next(kept);
        }
        return gone;
    }
    [[nodiscard]] std::vector<Entry> dead_letters(const DeadLetterQuery& query) const {
        std::vector<Entry> found;
        for (const auto& kept : claims_ | std::views::values) {
            const Entry& entry = kept.entry;
            if (entry.state != WorkState::dead || (query.before_entry && entry.entry >= *query.before_entry)) continue;
            if (query.source && source_of_(entry) != *query.source) continue;
            if (query.tenant && entry.tenant != query.tenant) continue;
            found.push_back(entry);
        }
        std::ranges::sort(found, std::greater{}, &Entry::entry);
        if (found.size() > query.limit) found.resize(query.limit);
        return found;
    }
    [[nodiscard]] std::optional<Entry> find(const domain::Uuid& id) const {
        const auto found = claims_.find(id);
        return found == claims_.end() ? std::nullopt : std::optional(found->second.entry);
    }
    bool requeue(const domain::Uuid& id, domain::Timestamp now) {
        WorkClaim<Entry>* kept = dead(id);
        if (kept == nullptr) return false;
        kept->entry.state = WorkState::waiting;
        kept->entry.due_at = now;
        kept->entry.attempts = 0;
        kept->unsettled = 0;
        return true;
    }
    /// nullptr: it is no dead letter (any more).
    Entry* discard(const domain::Uuid& id, domain::Timestamp now) {
        WorkClaim<Entry>* kept = dead(id);
        if (kept == nullptr) return nullptr;
        kept->entry.state = WorkState::discarded;
        kept->entry.finished_at = now;
        return &kept->entry;
    }

private:
    WorkClaim<Entry>* dead(const domain::Uuid& id) {
        const auto found = claims_.find(id);
        return found == claims_.end() || found->second.entry.state != WorkState::dead ? nullptr : &found->second;
    }

    const EntryCounter counter_;
    const SourceOf source_of_;
    std::map<domain::Uuid, WorkClaim<Entry>> claims_;
};

}  // namespace suoledger::eventstore
