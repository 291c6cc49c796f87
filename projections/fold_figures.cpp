// SPDX-License-Identifier: Apache-2.0
// figures: sums per day, the facts that later events need, cohorts by issue date, postings by effective date.
#include "domain/figures.hpp"

#include <algorithm>

#include "projections/figure_fields.hpp"
#include "projections/invoice_sums.hpp"
#include "projections/projection.hpp"
#include "projections/tenant_zone.hpp"

namespace suoledger::projections {

namespace {

using domain::Date;
using domain::InvoiceFacts;
using domain::Uuid;

std::int64_t added(std::int64_t sum, std::int64_t amount) {
    const auto total = domain::checked_add(sum, amount);
    if (!total) throw FoldFault("figures: a sum leaves the range of int64");
    return *total;
}

class FigureFold {
public:
    FigureFold(const eventstore::RecordedEvent& recorded, Rows& rows, Date day)
        : tenant_(recorded.stream.tenant), recorded_(recorded), rows_(rows), day_(day) {}

    void fold(const domain::Event& event) const {
        const auto invoice = invoice_before(event);
        const auto payment = payment_before();
        const domain::Surroundings seen{day_, invoice ? &*invoice : nullptr, payment ? &*payment : nullptr};
        const auto movements = domain::movements_of(event, seen);
        for (const auto& movement : movements.list) add(movements.currency, movement);
        if (const auto* received = std::get_if<domain::PaymentReceived>(&event))
            rows_.put(Key::of(tenant_, 'p', recorded_.stream.id),
                      encoded(domain::PaymentFacts{received->currency, day_}));
        if (recorded_.stream.type == domain::StreamType::invoice)
            keep_invoice(invoice, domain::facts_after(invoice, event, day_));
        post(domain::postings_of(event));
    }

private:
    /// An allocation stands in the payment's stream and names its invoice.
    [[nodiscard]] Uuid invoice_of(const domain::Event& event) const {
        if (const auto* allocated = std::get_if<domain::PaymentAllocated>(&event)) return allocated->invoice;
        if (const auto* deallocated = std::get_if<domain::PaymentDeallocated>(&event)) return deallocated->invoice;
        return recorded_.stream.id;
    }
    [[nodiscard]] std::optional<InvoiceFacts> invoice_before(const domain::Event& event) const {
        const Uuid id = invoice_of(event);
        const bool is_own = id == recorded_.stream.id;
        if (is_own && (recorded_.stream.type != domain::StreamType::invoice || begins_stream(recorded_))) return {};
        return load<InvoiceFacts>(Key::of(tenant_, 'i', id));
    }
    [[nodiscard]] std::optional<domain::PaymentFacts> payment_before() const {
        if (recorded_.stream.type != domain::StreamType::payment || begins_stream(recorded_)) return {};
        return load<domain::PaymentFacts>(Key::of(tenant_, 'p', recorded_.stream.id));
    }
    template <class Row>
    [[nodiscard]] std::optional<Row> load(std::string_view key) const {
        const auto bytes = rows_.get(key);
        return bytes ? std::optional(decode_row<Row>(*bytes)) : std::nullopt;
    }
    void add(domain::Currency currency, const domain::Movement& movement) const {
        Key key = figure_prefix(tenant_, currency, movement.figure);
        key.with(movement.day).with_byte(movement.dimension).with(movement.customer);
        auto sum = load<DaySum>(key).value_or(DaySum{});
        sum.amount = added(sum.amount, movement.amount);
        sum.count = added(sum.count, movement.count);
        rows_.put(key, encoded(sum));
    }
    void keep_invoice(const std::optional<InvoiceFacts>& before, const std::optional<InvoiceFacts>& facts) const {
        if (!facts) return;
        follow_invoice(tenant_, before, *facts, rows_);
        const Uuid& id = recorded_.stream.id;
        rows_.put(Key::of(tenant_, 'i', id), encoded(*facts));
        Key cohort = currency_prefix(tenant_, 'c', facts->currency);
        cohort.with(facts->issued_on).with(id);
        rows_.put(cohort,
                  encoded(domain::CohortInvoice{facts->customer, facts->figures, facts->issued_on, facts->settled_on}));
    }
    /// Of one event an account is counted once, though a correction may post to it twice.
    void post(const domain::JournalEntry& entry) const {
        if (entry.postings.empty()) return;
        std::vector<JournalRow::Line> lines;
        for (const auto& posting : entry.postings) {
            auto line = std::ranges::find(lines, posting.account, &JournalRow::Line::account);
            if (line == lines.end()) line = lines.insert(line, {.account = posting.account});
            add_to(*line, posting.debit, posting.credit);
        }
        Key single = currency_prefix(tenant_, 'e', entry.currency);
        rows_.put(single.with(day_).with(recorded_.position), encoded(lines));
        for (const auto& line : lines) {
            Key day = account_prefix(tenant_, entry.currency, line.account);
            day.with(day_);
            auto of_day = load<Posted>(day).value_or(Posted{});
            add_to(of_day, line.debit, line.credit);
            of_day.count = added(of_day.count, 1);
            rows_.put(day, encoded(of_day));
        }
    }
    template <class Sum>
    static void add_to(Sum& sum, std::int64_t debit, std::int64_t credit) {
        sum.debit = added(sum.debit, debit);
        sum.credit = added(sum.credit, credit);
    }

    const Uuid& tenant_;
    const eventstore::RecordedEvent& recorded_;
    Rows& rows_;
    const Date day_;
};

}  // namespace

void fold_figures(const Fact& fact, Rows& rows) {
    keep_zone(fact, rows);
    const auto& stream = fact.recorded.stream;
    // Nothing else moves money; the platform has no zone.
    const bool moves = stream.type == domain::StreamType::invoice || stream.type == domain::StreamType::payment ||
                       stream.type == domain::StreamType::payout || stream.type == domain::StreamType::expense;
    if (!moves) return;
    const auto day = domain::date_in(zone_of(stream.tenant, rows), fact.recorded.effective_at);
    FigureFold(fact.recorded, rows, day).fold(fact.event);
}

}  // namespace suoledger::projections
