// SPDX-License-Identifier: Apache-2.0
// What is due, in which order it goes, and what a list must name.
#include "eventstore/key_destroyer.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "eventstore/codec.hpp"
#include "eventstore/failpoints.hpp"
#include "eventstore/last_document.hpp"
#include "eventstore/scheduled_command.hpp"

namespace suoledger::eventstore {
namespace {

/// A released hold or a new day is noticed so late at most.
constexpr std::int64_t record_keys_every_us = 10 * 60 * 1'000'000LL;

const std::string command_name = "destroy_subject_key";

domain::Event event_in(const RecordedEvent& row) {
    return decode(row.event_type, row.schema_version, row.payload, row.stream.tenant, row.event_id, nullptr);
}

bool is_kept_for_now(domain::RejectionCode code) {
    return code == domain::RejectionCode::legal_hold_in_force || code == domain::RejectionCode::record_key_not_due;
}

}  // namespace

/// Each type has its own short query: an index holds these events and no others.
void KeyDestroyer::read_log(
    const std::function<void(const RecordedEvent&, const domain::SubjectKeyDestroyed&)>& on_destroyed) {
    const std::int64_t head = parts_.store.head().position;
    const auto each = [&](std::string_view type, const auto& take) {
        LogQuery query{.after_position = read_up_to_, .with_metadata = false, .event_type = std::string(type)};
        for (;;) {
            const auto rows = parts_.store.read_log(query);
            for (const auto& row : rows)
                if (row.position <= head) take(row, event_in(row));
            if (rows.empty() || rows.back().position >= head) return;
            query.after_position = rows.back().position;
        }
    };
    if (head == read_up_to_) return;
    each(domain::EventName<domain::ErasureRequested>::value, [&](const auto& row, const auto& event) {
        const auto& asked = std::get<domain::ErasureRequested>(event);
        pending_[row.stream] = {asked.contact_key, asked.record_key, asked.record_key_due_on, asked.last_document_on};
        records_due_at_ = {};
    });
    each(domain::EventName<domain::RecordKeyPostponed>::value, [&](const auto& row, const auto& event) {
        const auto& postponed = std::get<domain::RecordKeyPostponed>(event);
        const auto found = pending_.find(row.stream);
        if (found != pending_.end()) found->second.record_key_due_on = postponed.record_key_due_on;
    });
    each(domain::EventName<domain::SubjectKeyDestroyed>::value,
         [&](const auto& row, const auto& event) { on_destroyed(row, std::get<domain::SubjectKeyDestroyed>(event)); });
    read_up_to_ = head;
    std::erase_if(pending_, [&](const auto& one) {
        return destroyed_in_log_.contains(one.second.contact_key) && destroyed_in_log_.contains(one.second.record_key);
    });
}

void KeyDestroyer::open(std::int64_t followed) {
    compare_with_log(followed);
    for (const ListedKey& listed : parts_.list.entries()) parts_.vault.destroy(listed.key_id);
    take_away_what_came_back();
}

void KeyDestroyer::compare_with_log(std::int64_t followed) {
    const bool exists = parts_.list.exists();
    read_log([&](const RecordedEvent& row, const domain::SubjectKeyDestroyed& gone) {
        destroyed_in_log_.emplace(gone.key_id, row.position);
        if (!exists)
            throw DestroyedKeysFault(fmt::format(
                "{} is missing, though keys were destroyed: put the list back that belongs to this database, or have "
                "it written anew from the log with `suoledger keys rebuild-destroyed-list`",
                parts_.list.file().string()));
        if (parts_.list.contains(gone.key_id)) return;
        if (row.position <= followed)
            throw DestroyedKeysFault(fmt::format(
                "{} does not name the key that was destroyed at position {}: it is older than this database; put the "
                "newest one back, or have it written anew from the log with `suoledger keys rebuild-destroyed-list`",
                parts_.list.file().string(), row.position));
        parts_.list.add(row.stream.tenant, gone.key_id, row.recorded_at);
    });
}

/// A restored database holds what it held then. Where the log lacks the destruction too, it is told of it.
void KeyDestroyer::take_away_what_came_back() {
    std::vector<std::pair<domain::Uuid, domain::Uuid>> names;
    for (const ListedKey& listed : parts_.list.entries()) names.emplace_back(listed.tenant, listed.key_id);
    for (const WrappedKey& back : parts_.table.present(names)) {
        const auto asked = pending_.find(back.subject);
        const bool is_asked_for = asked != pending_.end() && asked->second.contact_key == back.key_id;
        if (!destroyed_in_log_.contains(back.key_id))
            destroy({.customer = back.subject,
                     .key_id = back.key_id,
                     .reason =
                         is_asked_for ? domain::DestructionReason::erasure : domain::DestructionReason::already_listed,
                     .last_document_on = {}});
        parts_.table.erase(back);
    }
}

std::int64_t KeyDestroyer::follow() {
    bool any = false;
    read_log([&](const RecordedEvent& row, const domain::SubjectKeyDestroyed& gone) {
        if (!destroyed_in_log_.emplace(gone.key_id, row.position).second) return;
        parts_.list.add(row.stream.tenant, gone.key_id, row.recorded_at);
        parts_.vault.destroy(gone.key_id);
        any = true;
    });
    if (any) parts_.forget_states();
    return read_up_to_;
}

std::size_t KeyDestroyer::destroy_due() {
    const domain::Timestamp now = parts_.clock();
    const bool records_too = records_due_at_ <= now;
    std::size_t destroyed = 0;
    for (auto& [customer, pending] : pending_) {
        if (!destroyed_in_log_.contains(pending.contact_key) &&
            destroy({customer, pending.contact_key, domain::DestructionReason::erasure, {}}))
            ++destroyed;
        // The day may have begun in the business' zone already; the decision knows.
        const domain::Date tomorrow{domain::date_in({"UTC", 0}, now).days + 1};
        if (records_too && !destroyed_in_log_.contains(pending.record_key) && pending.record_key_due_on <= tomorrow &&
            destroy_record_key(customer, pending))
            ++destroyed;
    }
    if (records_too) records_due_at_ = {now.microseconds + record_keys_every_us};
    return destroyed;
}

/// Money may have moved since the erasure: then the record is kept longer, and the log says so.
bool KeyDestroyer::destroy_record_key(const domain::StreamId& customer, Pending& pending) {
    const auto last = last_document_on(parts_.store, customer.tenant, customer.id);
    if (last && (!pending.last_document_on || *last > *pending.last_document_on)) {
        const auto outcome = submit_scheduled(
            parts_.store, parts_.vault, parts_.clock(),
            {.tenant = customer.tenant,
             .name = "postpone_record_key",
             .instance = to_string(pending.record_key) + "/" + to_string(*last),
             .command = domain::PostponeRecordKey{.customer_id = customer.id, .last_document_on = *last}});
        const auto refusal = refusal_in(outcome);
        pending.last_document_on = last;
        if (!refusal) return false;  // follow() reads the new day
    }
    return destroy({customer, pending.record_key, domain::DestructionReason::retention_ended, last});
}

domain::DestroySubjectKey KeyDestroyer::command_of(const Destruction& destruction, const ListedKey& listed) {
    const auto wrapped = parts_.keys.find(destruction.customer.tenant, destruction.key_id);
    domain::DestroySubjectKey command{.customer_id = destruction.customer.id,
                                      .key_id = destruction.key_id,
                                      .reason = destruction.reason,
                                      .list_number = listed.number,
                                      .kek_epoch = wrapped ? wrapped->kek_epoch : 0,
                                      .complete_on = {},
                                      .last_document_on = destruction.last_document_on};
    if (wrapped)
        command.complete_on =
            read_kek_schedule(parts_.store, parts_.clock()).complete_on(parts_.policy, wrapped->kek_epoch);
    return command;
}

bool KeyDestroyer::destroy(const Destruction& destruction) {
    const domain::Uuid& tenant = destruction.customer.tenant;
    ListedKey listed{0, tenant, destruction.key_id, parts_.clock()};
    if (!parts_.list.contains(destruction.key_id)) {
        // What the list names is gone for ever: ask first whether it may go.
        const auto rehearsed = submit_scheduled(parts_.store, parts_.vault, parts_.clock(),
                                                {.tenant = tenant,
                                                 .name = command_name,
                                                 .instance = to_string(destruction.key_id),
                                                 .command = command_of(destruction, listed),
                                                 .dry_run = true});
        if (refusal_in(rehearsed)) return false;
    }
    listed = parts_.list.add(tenant, destruction.key_id, parts_.clock());
    failpoint("erasure.listed");
    const auto refusal = append(destruction, listed);
    if (refusal && is_kept_for_now(refusal->code)) {
        // A hold that came between is too late.
        Destruction final = destruction;
        final.reason = domain::DestructionReason::already_listed;
        append(final, listed);
    }
    failpoint("erasure.appended");
    parts_.vault.destroy(destruction.key_id);
    return !refusal;
}

std::optional<domain::Rejection> KeyDestroyer::append(const Destruction& destruction, const ListedKey& listed) {
    return refusal_in(submit_scheduled(parts_.store, parts_.vault, parts_.clock(),
                                       {.tenant = destruction.customer.tenant,
                                        .name = command_name,
                                        .instance = to_string(destruction.key_id),
                                        .command = command_of(destruction, listed)}));
}

}  // namespace suoledger::eventstore
