// SPDX-License-Identifier: Apache-2.0
// Two tables read as one: their entries are numbered together.
#include "eventstore/dead_letters.hpp"

#include <algorithm>
#include <functional>

namespace suoledger::eventstore {

const WorkItem& item_of(const DeadLetter& letter) {
    return std::visit([](const auto& entry) -> const WorkItem& { return entry; }, letter);
}

std::string id_of(const DeadLetter& letter) {
    const auto prefix = std::holds_alternative<InboxEntry>(letter) ? inbox_prefix : outbox_prefix;
    return domain::to_type_id(prefix, item_of(letter).id);
}

std::vector<DeadLetter> AllDeadLetters::list(const AllDeadLettersQuery& query) {
    std::vector<DeadLetter> all;
    DeadLetterQuery of_one{query.tenant, query.provider, query.before_entry, query.limit};
    if (inbox_ != nullptr && !query.channel)
        for (auto& entry : inbox_->dead_letters(of_one)) all.emplace_back(std::move(entry));
    of_one.source = query.channel;
    if (outbox_ != nullptr && !query.provider)
        for (auto& entry : outbox_->dead_letters(of_one)) all.emplace_back(std::move(entry));
    std::ranges::sort(all, std::greater{}, [](const DeadLetter& letter) { return item_of(letter).entry; });
    if (all.size() > query.limit) all.resize(query.limit);
    return all;
}

std::optional<DeadLetter> AllDeadLetters::find(std::string_view id) {
    std::optional<DeadLetter> letter;
    if (const auto uuid = domain::parse_type_id(inbox_prefix, id); uuid && inbox_ != nullptr)
        if (auto entry = inbox_->find(*uuid)) letter = std::move(*entry);
    if (const auto uuid = domain::parse_type_id(outbox_prefix, id); uuid && outbox_ != nullptr)
        if (auto entry = outbox_->find(*uuid)) letter = std::move(*entry);
    return letter;
}

bool AllDeadLetters::requeue(const DeadLetter& letter, domain::Timestamp now) {
    const auto& id = item_of(letter).id;
    return std::holds_alternative<InboxEntry>(letter) ? inbox_->requeue(id, now) : outbox_->requeue(id, now);
}

bool AllDeadLetters::discard(const DeadLetter& letter, domain::Timestamp now) {
    const auto& id = item_of(letter).id;
    return std::holds_alternative<InboxEntry>(letter) ? inbox_->discard(id, now) : outbox_->discard(id, now);
}

}  // namespace suoledger::eventstore
