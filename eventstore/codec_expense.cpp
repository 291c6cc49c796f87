// SPDX-License-Identifier: Apache-2.0
// Members of the events of expenses and payouts.
#include "eventstore/codec_events.hpp"

namespace suoledger::eventstore {
namespace {

using domain::KeyClass;

template <class Fields, class Figures>
void describe_figures(Fields& fields, Figures& figures) {
    fields.choice("currency", figures.currency, domain::parse_currency);
    fields.field("amount", figures.amount);
    fields.field("vat", figures.vat);
    fields.choice("category", figures.category, domain::parse_expense_category);
    fields.choice("method", figures.method, domain::parse_payment_method);
}

template <class Fields, class Facts>
void describe_facts(Fields& fields, Facts& facts) {
    describe_figures(fields, facts.figures);
    fields.personal("description", KeyClass::business, facts.description);
    fields.personal("supplier", KeyClass::business, facts.supplier);
    fields.field("spent_on", facts.spent_on);
}

template <class Fields, class Figures>
void describe_replaced(Fields& fields, Figures& figures) {
    fields.object("replaced", [&](auto& members) { describe_figures(members, figures); });
}

template <class Fields, Of<domain::ProviderPayoutRecorded> Event>
void describe(Fields& fields, Event& event) {
    fields.field("provider", event.provider);
    fields.choice("currency", event.currency, domain::parse_currency);
    fields.field("net", event.net);
    fields.field("payment_fees", event.payment_fees);
    fields.field("dispute_fees", event.dispute_fees);
    fields.field("cleared", event.cleared);
    fields.field("due_returned", event.due_returned);
    fields.field("paid_on", event.paid_on);
    fields.personal("reference", KeyClass::business, event.reference);
    fields.field("livemode", event.livemode);
}

template <class Fields, Of<domain::ExpenseRecorded> Event>
void describe(Fields& fields, Event& event) {
    describe_facts(fields, event.facts);
    fields.field("livemode", event.livemode);
}

template <class Fields, Of<domain::ExpenseCorrected> Event>
void describe(Fields& fields, Event& event) {
    describe_facts(fields, event.facts);
    describe_replaced(fields, event.replaced);
}

template <class Fields, Of<domain::ExpenseVoided> Event>
void describe(Fields& fields, Event& event) {
    describe_replaced(fields, event.replaced);
    fields.personal("reason", KeyClass::business, event.reason);
}

}  // namespace

void write(PayloadWriter& out, const domain::ProviderPayoutRecorded& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::ExpenseRecorded& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::ExpenseCorrected& event) { describe(out, event); }
void write(PayloadWriter& out, const domain::ExpenseVoided& event) { describe(out, event); }

void read(PayloadReader& in, domain::ProviderPayoutRecorded& event) { describe(in, event); }
void read(PayloadReader& in, domain::ExpenseRecorded& event) { describe(in, event); }
void read(PayloadReader& in, domain::ExpenseCorrected& event) { describe(in, event); }
void read(PayloadReader& in, domain::ExpenseVoided& event) { describe(in, event); }

}  // namespace suoledger::eventstore
