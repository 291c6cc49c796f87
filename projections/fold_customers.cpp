// SPDX-License-Identifier: Apache-2.0
// customers: rows, balances beside them, and the few facts of invoices and payments that balances need.
#include "projections/keys.hpp"
#include "projections/projection.hpp"
#include "projections/row_fields.hpp"

namespace suoledger::projections {

namespace {

/// What a later event of an invoice needs to move its customer's outstanding amount.
struct InvoiceDue {
    domain::Uuid customer;
    domain::Currency currency{};
    domain::InvoiceFigures figures;
};
template <class Archive>
void fields(Archive& a, Like<Archive, InvoiceDue>& v) {
    a(v.customer, v.currency, v.figures);
}

/// Whose credit a payment's unallocated part is.
struct PaymentOwner {
    domain::Uuid customer;
    domain::Currency currency{};
};
template <class Archive>
void fields(Archive& a, Like<Archive, PaymentOwner>& v) {
    a(v.customer, v.currency);
}

using PassedOver =
    AllOf<BusinessEvents, KeyEvents, PayoutEvents, ExpenseEvents,
          Ignores<domain::ConsentGiven, domain::ConsentWithdrawn, domain::InvoiceDrafted, domain::DraftChanged,
                  domain::DraftDiscarded, domain::InvoiceRevised, domain::InvoiceReopened, domain::InvoiceWrittenOff,
                  domain::InvoiceWriteOffReversed, domain::WithholdingTaxRecorded, domain::VatWithheldRecorded,
                  domain::WithholdingReversed, domain::RefundRequested, domain::RefundSettled, domain::RefundFailed,
                  domain::ChargebackOpened, domain::ChargebackWon, domain::ChargebackLost>>;

struct CustomerFold : PassedOver {
    const eventstore::RecordedEvent& recorded;
    Rows& rows;
    CustomerFold(const eventstore::RecordedEvent& event, Rows& own_rows) : recorded(event), rows(own_rows) {}

    using PassedOver::operator();
    void operator()(const domain::CustomerRegistered& event) const {
        CustomerRow row;
        row.id = recorded.stream.id;
        row.created_position = recorded.position;
        row.contact_key = event.contact_key;
        row.record_key = event.record_key;
        row.created_at = recorded.recorded_at;
        save(row);
        rows.put(key('c', recorded.position), encode_row(row.id));
    }
    void operator()(const domain::CustomerDetailsChanged&) const {
        auto row = load<CustomerRow>(key('r', recorded.stream.id), "a customer");
        save(row);
    }
    void operator()(const domain::InvoiceIssued& event) const {
        InvoiceDue due{event.customer, event.currency, {}};
        due.figures.total = event.totals.total;
        rows.put(key('i', recorded.stream.id), encode_row(due));
        auto change = Change{event.customer, event.currency};
        change.outstanding = domain::amount_due_of(due.figures);
        change.invoice_count = 1;
        apply(change);
    }
    void operator()(const domain::InvoiceCancelled&) const {
        change_figures([](domain::InvoiceFigures& figures) { figures.cancelled = true; });
    }
    void operator()(const domain::CreditNoteIssued& event) const {
        change_figures([&](domain::InvoiceFigures& figures) { figures.credited += event.totals.total; });
    }
    void operator()(const domain::PaymentApplied& event) const {
        change_figures([&](domain::InvoiceFigures& figures) { figures.allocated += event.amount; });
    }
    void operator()(const domain::PaymentUnapplied& event) const {
        change_figures([&](domain::InvoiceFigures& figures) { figures.allocated -= event.amount; });
    }
    void operator()(const domain::PaymentReceived& event) const {
        if (!event.customer) return;
        rows.put(key('p', recorded.stream.id), encode_row(PaymentOwner{*event.customer, event.currency}));
        change_credit(event.amount);
    }
    void operator()(const domain::PaymentAllocated& event) const { change_credit(-event.amount); }
    void operator()(const domain::PaymentDeallocated& event) const { change_credit(event.amount); }

private:
    struct Change {
        domain::Uuid customer;
        domain::Currency currency{};
        std::int64_t outstanding = 0, credit = 0, invoice_count = 0;
    };

    template <class Part>
    [[nodiscard]] std::string key(char kind, const Part& part) const {
        return Key::of(recorded.stream.tenant, kind, part);
    }
    template <class Row>
    [[nodiscard]] Row load(const std::string& key, const char* what) const {
        const auto bytes = rows.get(key);
        if (!bytes) throw FoldFault(std::string("customers: an event of ") + what + " that is not there");
        return decode_row<Row>(*bytes);
    }
    void save(CustomerRow& row) const {
        row.version = recorded.stream_version;
        row.details = stored_payload_of(recorded);
        row.updated_at = recorded.recorded_at;
        rows.put(key('r', row.id), encode_row(row));
    }
    template <class Mutate>
    void change_figures(const Mutate& mutate) const {
        const auto due_key = key('i', recorded.stream.id);
        auto due = load<InvoiceDue>(due_key, "an invoice");
        auto change = Change{due.customer, due.currency};
        change.outstanding = -domain::amount_due_of(due.figures);
        mutate(due.figures);
        change.outstanding += domain::amount_due_of(due.figures);
        rows.put(due_key, encode_row(due));
        apply(change);
    }
    /// Money of no known customer is nobody's credit.
    void change_credit(std::int64_t amount) const {
        const auto bytes = rows.get(key('p', recorded.stream.id));
        if (!bytes) return;
        const auto owner = decode_row<PaymentOwner>(*bytes);
        auto change = Change{owner.customer, owner.currency};
        change.credit = amount;
        apply(change);
    }
    void apply(const Change& change) const {
        Key balance_key(recorded.stream.tenant, 'b');
        balance_key.with(change.customer).with_byte(static_cast<std::uint8_t>(change.currency));
        const auto bytes = rows.get(balance_key.bytes());
        auto balance = bytes ? decode_row<CustomerRow::Balance>(*bytes) : CustomerRow::Balance{change.currency};
        balance.outstanding += change.outstanding;
        balance.credit += change.credit;
        balance.invoice_count += change.invoice_count;
        rows.put(balance_key.bytes(), encode_row(balance));
    }
};

}  // namespace

void fold_customers(const Fact& fact, Rows& rows) { std::visit(CustomerFold(fact.recorded, rows), fact.event); }

}  // namespace suoledger::projections
