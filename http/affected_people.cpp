// SPDX-License-Identifier: Apache-2.0
// Going through customers' streams as they were while a breach lasted.
#include "http/affected_people.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>

#include "http/representations.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

// Of customers, for one page of those concerned; where none is found among so many, the page is empty and goes on.
constexpr int max_pages = 10;

/// The kinds of personal data that were held at any moment of the period.
class Held {
public:
    explicit Held(const BreachPeriod& period) : period_(period) {}

    void add(const domain::Event& event, domain::Timestamp at) {
        if (at > period_.to) return;
        // What was in force when it began counts, not what had been replaced by then.
        if (at <= period_.from && replaces(event)) forget(event);
        if (const auto* registered = std::get_if<domain::CustomerRegistered>(&event)) add_details(registered->details);
        if (const auto* changed = std::get_if<domain::CustomerDetailsChanged>(&event)) add_details(changed->details);
        if (std::holds_alternative<domain::ConsentGiven>(event)) add("consents");
        if (std::holds_alternative<domain::LegalHoldPlaced>(event)) add("legal_hold");
    }
    void add(const std::string& kind) {
        if (std::ranges::find(kinds_, kind) == kinds_.end()) kinds_.push_back(kind);
    }
    [[nodiscard]] std::vector<std::string> take() { return std::move(kinds_); }
    [[nodiscard]] bool record_is_gone() const { return record_is_gone_; }

private:
    static bool replaces(const domain::Event& event) {
        return std::holds_alternative<domain::CustomerDetailsChanged>(event) ||
               std::holds_alternative<domain::SubjectKeyDestroyed>(event);
    }
    void forget(const domain::Event& event) {
        const auto drop = [this](std::initializer_list<std::string_view> kinds) {
            std::erase_if(kinds_,
                          [&](const std::string& kind) { return std::ranges::find(kinds, kind) != kinds.end(); });
        };
        const auto* destroyed = std::get_if<domain::SubjectKeyDestroyed>(&event);
        if (destroyed == nullptr) return drop({"name", "phone", "email", "address", "tax_id", "contacts", "record"});
        if (destroyed->key_class == domain::KeyClass::contact) return drop({"phone", "email", "contacts"});
        // With the record key goes what documents say, too.
        drop({"name", "address", "tax_id", "record", "documents", "legal_hold"});
        record_is_gone_ = true;
    }
    void add_details(const domain::CustomerDetails& details) {
        add_text("name", "record", details.name);
        add_text("phone", "contacts", details.phone);
        add_text("email", "contacts", details.email);
        add_text("address", "record", details.address);
        add_text("tax_id", "record", details.tax_id);
    }
    /// What was erased since was held then, though nobody can say which of it.
    void add_text(const char* kind, const char* erased_kind, const domain::PersonalText& text) {
        if (text.is_open()) add(kind);
        if (text.state == domain::PersonalState::erased) add(erased_kind);
    }

    const BreachPeriod period_;
    std::vector<std::string> kinds_;
    bool record_is_gone_ = false;  // before the period began
};

bool has_documents(const projections::ReadSnapshot& snapshot, const domain::Uuid& tenant, const domain::Uuid& customer,
                   domain::Date until) {
    return std::ranges::any_of(std::array{domain::Currency::ngn, domain::Currency::usd},
                               [&](domain::Currency currency) {
                                   projections::StatementQuery asked;
                                   asked.customer = customer;
                                   asked.currency = currency;
                                   asked.to = until;
                                   asked.limit = 1;
                                   return !snapshot.statement(tenant, asked).movements.empty();
                               });
}

AffectedPerson person_of(const Services& services, const projections::ReadSnapshot& snapshot,
                         const domain::Uuid& tenant, const projections::CustomerRow& row, const BreachPeriod& period) {
    Held held(period);
    const Opener opener(services.vault, tenant);
    const domain::StreamId stream{tenant, domain::StreamType::customer, row.id};
    constexpr std::int64_t events_at_a_time = 1000;
    for (std::int64_t version = 0;;) {
        const auto events = services.store.read_stream({stream, version, events_at_a_time});
        for (const auto& event : events) {
            held.add(opener.open_any(event), event.recorded_at);
            version = event.stream_version;
        }
        if (std::ssize(events) < events_at_a_time) break;
    }
    const auto until = domain::date_in(zone_of(snapshot, tenant), period.to);
    if (!held.record_is_gone() && has_documents(snapshot, tenant, row.id, until)) held.add("documents");
    return {row.id, held.take(), row.created_at};
}

}  // namespace

BreachPeriod period_of(const RequestView& breach) {
    const domain::Timestamp beginning{0};
    if (!breach.assessed) return {beginning, breach.received.received_at};
    return {breach.assessed->from.value_or(beginning), breach.assessed->to.value_or(breach.assessed->aware_at)};
}

projections::Slice<AffectedPerson> affected_people(const Services& services, const projections::ReadSnapshot& snapshot,
                                                   const domain::Uuid& tenant, const BreachPeriod& period,
                                                   const projections::Page& page) {
    projections::Slice<AffectedPerson> people;
    projections::Page next = page;
    // A page of ours ends with a page of customers: who is not concerned leaves it shorter, never the list.
    for (int looked_at = 0; looked_at < max_pages; ++looked_at) {
        const auto customers = snapshot.customers(tenant, next);
        for (const auto& row : customers.rows) {
            if (row.created_at > period.to) continue;
            auto person = person_of(services, snapshot, tenant, row, period);
            if (!person.held.empty()) people.rows.push_back(std::move(person));
        }
        people.next_before = next.before = customers.next_before;
        if (!people.rows.empty() || !people.next_before) break;
    }
    return people;
}

json::object affected_json(const AffectedPerson& person) {
    json::array held;
    for (const auto& kind : person.held) held.emplace_back(kind);
    return {{"object", "affected_person"},
            {"customer", domain::to_type_id(domain::customer_prefix, person.customer)},
            {"held", std::move(held)},
            {"registered_at", domain::to_string(person.registered_at)}};
}

}  // namespace suoledger::http
