// SPDX-License-Identifier: Apache-2.0
// What a provider told and nobody could book, and effects that could not be performed: listed, inspected, tried again,
// discarded.
#include <boost/json/serialize.hpp>

#include "http/dead_letter_json.hpp"
#include "http/handlers.hpp"
#include "http/inbox_services.hpp"
#include "http/outbox_services.hpp"
#include "http/reading.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;
using eventstore::DeadLetter;

/// None for an operator, who may see all.
std::optional<domain::Uuid> seen_by(const Principal& principal) {
    return principal.is_operator ? std::nullopt : std::optional(principal.tenant);
}

eventstore::AllDeadLetters letters_of(const Services& services) {
    return {services.inbox != nullptr ? &services.inbox->dead_letters : nullptr,
            services.outbox != nullptr ? &services.outbox->letters : nullptr};
}

/// In any state, so that whoever repeats a request is told how it stands.
std::optional<DeadLetter> letter_in_path(const Services& services, const Request& request) {
    auto letter = letters_of(services).find(request.path_parameters.front());
    const auto owner = seen_by(request.principal);
    return letter && (!owner || eventstore::item_of(*letter).tenant == owner) ? letter : std::nullopt;
}

Response shown(const DeadLetter& letter) {
    Response response;
    response.body = json::serialize(dead_letter_json(letter));
    return response;
}

Problem not_dead() {
    return {.status = 409,
            .code = "dead_letter_not_open",
            .detail = "It is no dead letter any more: it waits, or is done with."};
}

/// As it stands after `change`; a change that was made before is answered in the same way.
template <class Change>
Handled changed(const Services& services, const Request& request, eventstore::WorkState wanted, Change change) {
    if (auto problem = QueryReader(request).problem()) return *problem;
    const auto letter = letter_in_path(services, request);
    if (!letter) return not_found("dead_letter");
    auto letters = letters_of(services);
    const bool done = change(letters, *letter);
    const auto after = letters.find(eventstore::id_of(*letter));
    if (!after) return not_found("dead_letter");
    if (!done && eventstore::item_of(*after).state != wanted) return not_dead();
    return shown(*after);
}

void tell_requeued(const Services& services, const DeadLetter& letter) {
    if (std::holds_alternative<eventstore::InboxEntry>(letter))
        services.inbox->on_requeued();
    else
        services.outbox->on_requeued();
}

}  // namespace

Handled list_dead_letters(const Services& services, const Request& request) {
    const auto snapshot = services.read_models.snapshot();
    QueryReader query(request);
    eventstore::AllDeadLettersQuery asked;
    asked.provider = query.text("provider");
    asked.channel = query.text("channel");
    const auto listing = listing_of(services, request, query, *snapshot);
    if (auto problem = query.problem()) return *problem;
    if (!listing) return listing.error();
    asked.tenant = seen_by(request.principal);
    asked.before_entry = listing->page.before;
    asked.limit = listing->page.limit + 1;
    auto letters = letters_of(services).list(asked);
    std::optional<std::string> next;
    if (letters.size() > listing->page.limit) {
        letters.pop_back();
        next = listing->next_cursor(eventstore::item_of(letters.back()).entry);
    }
    std::vector<std::string> elements;
    for (const auto& letter : letters) elements.push_back(json::serialize(dead_letter_json(letter)));
    return json_answer(snapshot->position().position, list_json(elements, next));
}

/// An effect has no body: there is nothing personal to look at.
Handled inspect_dead_letter(const Services& services, const Request& request) {
    if (auto problem = QueryReader(request).problem()) return *problem;
    const auto letter = letter_in_path(services, request);
    if (!letter) return not_found("dead_letter");
    const auto* entry = std::get_if<eventstore::InboxEntry>(&*letter);
    if (entry == nullptr) {
        json::object effect = dead_letter_json(*letter);
        effect["body"] = nullptr;
        return json_answer(services.read_models.snapshot()->position().position, effect);
    }
    domain::RecordPersonalDataRead command;
    command.what = domain::PersonalRead::dead_letter;
    auto read = [&services, told = *entry](std::int64_t position) -> RecordedRead::Answer {
        json::object shown_letter = dead_letter_json(told);
        const auto body = services.inbox->sealing.open(told);
        shown_letter["body"] = body ? json::value(*body) : json::value(nullptr);
        Response response = json_answer(position, shown_letter);
        response.headers.emplace_back("Cache-Control", "no-store");
        return response;
    };
    return RecordedRead{request.principal.tenant, std::move(command), std::move(read)};
}

Handled requeue_dead_letter(const Services& services, const Request& request) {
    return changed(services, request, eventstore::WorkState::waiting,
                   [&services](eventstore::AllDeadLetters& letters, const DeadLetter& letter) {
                       const bool done = letters.requeue(letter, services.now());
                       if (done) tell_requeued(services, letter);
                       return done;
                   });
}

Handled discard_dead_letter(const Services& services, const Request& request) {
    return changed(services, request, eventstore::WorkState::discarded,
                   [&services](eventstore::AllDeadLetters& letters, const DeadLetter& letter) {
                       return letters.discard(letter, services.now());
                   });
}

}  // namespace suoledger::http
