// SPDX-License-Identifier: Apache-2.0
// customers: rows with consents, balances and statements beside them, and the few facts of invoices and payments that
// these need. Drafts are in none of it.
#include <algorithm>

#include "projections/keys.hpp"
#include "projections/projection.hpp"
#include "projections/row_fields.hpp"
#include "projections/tenant_zone.hpp"

namespace suoledger::projections {

namespace {

/// What a later event of an invoice needs to move its customer's outstanding amount.
struct InvoiceDue {
    domain::Uuid customer;
    domain::Currency currency{};
    domain::InvoiceFigures figures;
    std::string number;
};
template <class Archive>
void fields(Archive& a, Like<Archive, InvoiceDue>& v) {
    a(v.customer, v.currency, v.figures, v.number);
}

/// Whose credit a payment's unallocated part is.
struct PaymentOwner {
    domain::Uuid customer;
    domain::Currency currency{};
    std::string number;
};
template <class Archive>
void fields(Archive& a, Like<Archive, PaymentOwner>& v) {
    a(v.customer, v.currency, v.number);
}

using PassedOverByCustomers =
    AllOf<KeyEvents, RequestEvents, AccessEvents, KekEvents, DeliveryEvents, PayoutEvents, ExpenseEvents, AttemptEvents,
          Ignores<domain::BusinessProfileChanged, domain::TaxProfileChanged, domain::BankAccountChanged,
                  domain::MemberAdded, domain::MemberRemoved, domain::AccountingYearChanged, domain::LogoChanged,
                  domain::InvoiceDrafted, domain::DraftChanged, domain::DraftDiscarded, domain::InvoiceReopened,
                  domain::ChargebackOpened, domain::ChargebackWon, domain::RefundAcknowledged>>;

struct CustomerFold : PassedOverByCustomers {
    const eventstore::RecordedEvent& recorded;
    Rows& rows;
    CustomerFold(const eventstore::RecordedEvent& event, Rows& own_rows) : recorded(event), rows(own_rows) {}

    using PassedOverByCustomers::operator();
    void operator()(const domain::BusinessRegistered& event) const { keep_zone(recorded.stream.tenant, event, rows); }
    void operator()(const domain::CustomerRegistered& event) const {
        CustomerRow row;
        row.id = recorded.stream.id;
        row.created_position = recorded.position;
        row.contact_key = event.contact_key;
        row.record_key = event.record_key;
        row.details = stored_payload_of(recorded);
        row.created_at = recorded.recorded_at;
        save(row);
        rows.put(key('c', recorded.position), encoded(row.id));
    }
    void operator()(const domain::CustomerDetailsChanged&) const {
        auto row = load_customer();
        row.details = stored_payload_of(recorded);
        save(row);
    }
    void operator()(const domain::ConsentGiven& event) const {
        auto row = load_customer();
        const ConsentRow given{event.purpose, event.wording_version, event.channel, recorded.effective_at, {}};
        const auto at = std::ranges::lower_bound(row.consents, event.purpose, {}, &ConsentRow::purpose);
        if (at != row.consents.end() && at->purpose == event.purpose)
            *at = given;
        else
            row.consents.insert(at, given);
        save(row);
    }
    void operator()(const domain::ConsentWithdrawn& event) const {
        auto row = load_customer();
        const auto at = std::ranges::find(row.consents, event.purpose, &ConsentRow::purpose);
        if (at == row.consents.end()) throw FoldFault("customers: a consent is withdrawn that was never given");
        at->withdrawn_at = recorded.effective_at;
        save(row);
    }
    void operator()(const domain::ProcessingRestricted& event) const {
        auto row = load_customer();
        const RestrictionRow restricted{event.restriction, event.request, recorded.effective_at};
        const auto at = std::ranges::lower_bound(row.restrictions, event.restriction, {}, &RestrictionRow::restriction);
        row.restrictions.insert(at, restricted);
        save(row);
    }
    void operator()(const domain::ProcessingRestrictionLifted& event) const {
        auto row = load_customer();
        std::erase_if(row.restrictions,
                      [&event](const RestrictionRow& one) { return one.restriction == event.restriction; });
        save(row);
    }
    void operator()(const domain::LegalHoldPlaced& event) const {
        auto row = load_customer();
        row.holds.push_back({event.hold_id, stored_payload_of(recorded), recorded.effective_at});
        save(row);
    }
    void operator()(const domain::LegalHoldReleased& event) const {
        auto row = load_customer();
        std::erase_if(row.holds, [&event](const LegalHoldRow& hold) { return hold.id == event.hold_id; });
        save(row);
    }
    /// Nobody agrees to anything any more; what was agreed to, and when, stays as evidence.
    void operator()(const domain::ErasureRequested& event) const {
        auto row = load_customer();
        row.erasure = erasure_row_of(event, recorded);
        end_consents(row);
        save(row);
    }
    /// Without an erasure it was destroyed by a log that this one was restored from.
    void operator()(const domain::SubjectKeyDestroyed& event) const {
        auto row = load_customer();
        if (row.erasure) projections::apply(*row.erasure, event, recorded);
        end_consents(row);
        save(row);
    }
    void operator()(const domain::RecordKeyPostponed& event) const {
        auto row = load_customer();
        if (row.erasure) projections::apply(*row.erasure, event);
        save(row);
    }
    void operator()(const domain::InvoiceIssued& event) const {
        InvoiceDue due{event.customer, event.currency, {}, printed(event.number_format)};
        due.figures.total = event.totals.total;
        rows.put(key('i', recorded.stream.id), encoded(due));
        change_balance({event.customer, event.currency, due.figures.total, 0, 1});
        state(due, due.number, due.figures.total);
    }
    void operator()(const domain::InvoiceRevised& event) const {
        move_due([&](domain::InvoiceFigures& figures) { figures.total = event.document.totals.total; });
    }
    void operator()(const domain::InvoiceCancelled&) const {
        move_due([](domain::InvoiceFigures& figures) { figures.cancelled = true; });
    }
    void operator()(const domain::InvoiceWrittenOff& event) const {
        move_due([&](domain::InvoiceFigures& figures) { figures.written_off += event.amount; });
    }
    void operator()(const domain::InvoiceWriteOffReversed& event) const {
        move_due([&](domain::InvoiceFigures& figures) { figures.written_off -= event.amount; });
    }
    void operator()(const domain::CreditNoteIssued& event) const {
        move_due([&](domain::InvoiceFigures& figures) { figures.credited += event.totals.total; },
                 printed(event.number_format));
    }
    void operator()(const domain::WithholdingTaxRecorded& event) const {
        move_due([&](domain::InvoiceFigures& figures) { figures.withheld += event.amount; });
    }
    void operator()(const domain::VatWithheldRecorded& event) const {
        move_due([&](domain::InvoiceFigures& figures) { figures.withheld += event.amount; });
    }
    void operator()(const domain::WithholdingReversed& event) const {
        move_due([&](domain::InvoiceFigures& figures) { figures.withheld -= event.amount; });
    }
    void operator()(const domain::PaymentApplied& event) const { apply(event.payment, event.amount); }
    void operator()(const domain::PaymentUnapplied& event) const { apply(event.payment, -event.amount); }
    void operator()(const domain::PaymentReceived& event) const {
        if (!event.customer) return;
        const PaymentOwner owner{*event.customer, event.currency, printed(event.number_format)};
        rows.put(key('p', recorded.stream.id), encoded(owner));
        change_balance({owner.customer, owner.currency, 0, event.amount, 0});
        state(owner, owner.number, -event.amount);
    }
    void operator()(const domain::PaymentAllocated& event) const { allocate(event.invoice, event.amount); }
    void operator()(const domain::PaymentDeallocated& event) const { allocate(event.invoice, -event.amount); }
    /// Reserved money is nobody's credit, but the account still holds it.
    void operator()(const domain::RefundRequested& event) const { take_credit(event.reserved, 0); }
    void operator()(const domain::RefundFailed& event) const { take_credit(-event.released, 0); }
    void operator()(const domain::RefundSettled& event) const {
        take_credit(event.amount - event.from_reserved - event.overdrawn, event.amount - event.overdrawn);
    }
    void operator()(const domain::ChargebackLost& event) const {
        take_credit(event.amount - event.from_reserved - event.overdrawn, event.amount - event.overdrawn);
    }

private:
    void end_consents(CustomerRow& row) const {
        for (auto& consent : row.consents)
            if (!consent.withdrawn_at) consent.withdrawn_at = recorded.effective_at;
    }
    struct Change {
        domain::Uuid customer;
        domain::Currency currency{};
        std::int64_t outstanding = 0, credit = 0, invoice_count = 0;
    };

    template <class Part>
    [[nodiscard]] Key key(char kind, const Part& part) const {
        return Key::of(recorded.stream.tenant, kind, part);
    }
    template <class Row>
    [[nodiscard]] std::optional<Row> find(std::string_view key) const {
        const auto bytes = rows.get(key);
        return bytes ? std::optional(decode_row<Row>(*bytes)) : std::nullopt;
    }
    template <class Row>
    [[nodiscard]] Row load(std::string_view key, const char* what) const {
        auto row = find<Row>(key);
        if (!row) throw FoldFault(std::string("customers: an event of ") + what + " that is not there");
        return *std::move(row);
    }
    [[nodiscard]] CustomerRow load_customer() const {
        return load<CustomerRow>(key('r', recorded.stream.id), "a customer");
    }
    [[nodiscard]] std::string printed(const domain::NumberFormat& format) const {
        return domain::format_number(format, recorded.series_number);
    }
    void save(CustomerRow& row) const {
        row.version = recorded.stream_version;
        row.updated_at = recorded.recorded_at;
        rows.put(key('r', row.id), encoded(row));
    }
    /// What is due moves on the statement as it moves on the invoice, but for money that was the customer's before.
    template <class Mutate>
    void move_due(const Mutate& mutate, const std::string& number = {}) const {
        auto due = load<InvoiceDue>(key('i', recorded.stream.id), "an invoice");
        const auto moved = change_figures(due, mutate);
        state(due, number.empty() ? due.number : number, moved);
    }
    void apply(const domain::Uuid& payment, std::int64_t amount) const {
        auto due = load<InvoiceDue>(key('i', recorded.stream.id), "an invoice");
        change_figures(due, [&](domain::InvoiceFigures& figures) { figures.allocated += amount; });
        const auto owner = find<PaymentOwner>(key('p', payment));
        if (!owner || owner->customer != due.customer) state(due, due.number, -amount);
    }
    template <class Mutate>
    std::int64_t change_figures(InvoiceDue& due, const Mutate& mutate) const {
        const auto before = domain::amount_due_of(due.figures);
        mutate(due.figures);
        const auto moved = domain::amount_due_of(due.figures) - before;
        rows.put(key('i', recorded.stream.id), encoded(due));
        change_balance({due.customer, due.currency, moved, 0, 0});
        return moved;
    }
    /// Money of no known customer is nobody's credit.
    void allocate(const domain::Uuid& invoice, std::int64_t amount) const {
        const auto owner = find<PaymentOwner>(key('p', recorded.stream.id));
        if (!owner) return;
        change_balance({owner->customer, owner->currency, 0, -amount, 0});
        const auto due = load<InvoiceDue>(key('i', invoice), "an invoice");
        if (due.customer != owner->customer) state(*owner, owner->number, amount);
    }
    void take_credit(std::int64_t from_unallocated, std::int64_t paid_back) const {
        const auto owner = find<PaymentOwner>(key('p', recorded.stream.id));
        if (!owner) return;
        change_balance({owner->customer, owner->currency, 0, -from_unallocated, 0});
        if (paid_back != 0) state(*owner, owner->number, paid_back);
    }
    void change_balance(const Change& change) const {
        Key balance_key(recorded.stream.tenant, 'b');
        balance_key.with(change.customer).with_byte(static_cast<std::uint8_t>(change.currency));
        auto balance = find<CustomerRow::Balance>(balance_key).value_or(CustomerRow::Balance{change.currency});
        balance.outstanding += change.outstanding;
        balance.credit += change.credit;
        balance.invoice_count += change.invoice_count;
        rows.put(balance_key, encoded(balance));
    }
    template <class Party>
    void state(const Party& party, const std::string& number, std::int64_t amount) const {
        const StatementRow row{recorded.position,
                               recorded.event_id,
                               recorded.stream,
                               recorded.event_type,
                               number,
                               effective_date_of(recorded, rows),
                               amount};
        Key statement_key(recorded.stream.tenant, 's');
        statement_key.with(party.customer).with_byte(static_cast<std::uint8_t>(party.currency));
        rows.put(statement_key.with(row.effective_on).with(row.position), encoded(row));
    }
};

}  // namespace

void fold_customers(const Fact& fact, Rows& rows) { std::visit(CustomerFold(fact.recorded, rows), fact.event); }

}  // namespace suoledger::projections
