// SPDX-License-Identifier: Apache-2.0
// Every list, page by page, against a plain walk over all rows of the same log folded in memory.
#include <algorithm>
#include <functional>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "eventstore/clock.hpp"
#include "tests/projections/queried_log.hpp"

using namespace suoledger;
using namespace suoledger::projections;
using domain::Date;
using domain::Uuid;

namespace {

class Queries : public QueriedLog {
protected:
    Queries() : QueriedLog(300) {}

    [[nodiscard]] std::vector<InvoiceRow> invoices_of(const Uuid& tenant) const {
        return folded_->invoices(tenant, {}, {.before = {}, .limit = all_of_them}).rows;
    }
    [[nodiscard]] std::vector<InvoiceRow> invoices_and_drafts_of(const Uuid& tenant) const {
        auto rows = invoices_of(tenant);
        InvoiceFilter drafts;
        drafts.status = domain::InvoiceStatus::draft;
        std::ranges::move(folded_->invoices(tenant, drafts, {.before = {}, .limit = all_of_them}).rows,
                          std::back_inserter(rows));
        std::ranges::sort(rows, std::ranges::greater{}, &InvoiceRow::issued_position);
        return rows;
    }
    /// What the domain itself makes of the events: no fold of a read model has a hand in it.
    [[nodiscard]] std::map<domain::StreamId, domain::State> states_of(const Uuid& tenant) const {
        std::map<domain::StreamId, domain::State> states;
        for (const auto& event : history_.events) {
            if (event.stream.tenant != tenant) continue;
            auto& state = states.try_emplace(event.stream, domain::initial_state(event.stream)).first->second;
            domain::evolve(state, eventstore::decode(event.event_type, event.schema_version, event.payload, tenant,
                                                     event.event_id, nullptr));
        }
        return states;
    }
    [[nodiscard]] std::vector<PaymentRow> payments_of(const Uuid& tenant) const {
        return folded_->payments(tenant, {}, {.before = {}, .limit = all_of_them}).rows;
    }
    [[nodiscard]] std::vector<JournalRow> journal_of(const Uuid& tenant) const {
        JournalFilter filter;
        filter.limit = all_of_them;
        return folded_->journal(tenant, filter);
    }
};

/// A part of InvoiceFilter: how it is drawn, and what it means for one invoice.
struct FilterPart {
    const char* name;
    std::function<void(InvoiceFilter&, const InvoiceRow&, std::mt19937_64&)> draw;
    std::function<bool(const InvoiceFilter&, const InvoiceRow&)> holds;
};

std::int64_t due_of(const InvoiceRow& row) { return domain::amount_due_of(row.figures); }
Date near(Date date, std::mt19937_64& random) { return {date.days + static_cast<std::int32_t>(random() % 21) - 10}; }

const std::vector<FilterPart>& filter_parts() {
    using Filter = InvoiceFilter;
    using Row = InvoiceRow;
    using Random = std::mt19937_64;
    static const std::vector<FilterPart> parts{
        {"status", [](Filter& f, const Row& r, Random&) { f.status = domain::status_of(r.figures); },
         [](const Filter& f, const Row& r) { return domain::status_of(r.figures) == f.status; }},
        {"overdue", [](Filter& f, const Row&, Random& random) { f.overdue = random() % 3 > 0; },
         [](const Filter& f, const Row& r) { return (due_of(r) > 0 && r.due_on && *r.due_on < f.today) == f.overdue; }},
        {"customer", [](Filter& f, const Row& r, Random&) { f.customer = r.customer; },
         [](const Filter& f, const Row& r) { return r.customer == f.customer; }},
        {"currency", [](Filter& f, const Row& r, Random&) { f.currency = r.currency; },
         [](const Filter& f, const Row& r) { return r.currency == f.currency; }},
        {"number", [](Filter& f, const Row& r, Random& random) { f.number = r.number + (random() % 4 == 0 ? 999 : 0); },
         [](const Filter& f, const Row& r) { return r.number == f.number; }},
        {"issued_from", [](Filter& f, const Row& r, Random& random) { f.issued_from = near(r.issued_on, random); },
         [](const Filter& f, const Row& r) { return r.issued_on >= f.issued_from; }},
        {"issued_to", [](Filter& f, const Row& r, Random& random) { f.issued_to = near(r.issued_on, random); },
         [](const Filter& f, const Row& r) { return r.issued_on <= f.issued_to; }},
        {"due_from",
         [](Filter& f, const Row& r, Random& random) { f.due_from = near(r.due_on.value_or(r.issued_on), random); },
         [](const Filter& f, const Row& r) { return r.due_on && *r.due_on >= *f.due_from; }},
        {"due_to",
         [](Filter& f, const Row& r, Random& random) { f.due_to = near(r.due_on.value_or(r.issued_on), random); },
         [](const Filter& f, const Row& r) { return r.due_on && *r.due_on <= *f.due_to; }},
        {"total_min", [](Filter& f, const Row& r, Random&) { f.total_min = r.figures.total; },
         [](const Filter& f, const Row& r) { return r.figures.total >= f.total_min; }},
        {"total_max", [](Filter& f, const Row& r, Random&) { f.total_max = r.figures.total; },
         [](const Filter& f, const Row& r) { return r.figures.total <= f.total_max; }},
    };
    return parts;
}

TEST_F(Queries, ListInvoicesForEveryCombinationOfFilters) {
    const auto& parts = filter_parts();
    std::vector<std::size_t> found(parts.size(), 0);
    for (std::size_t combination = 0; combination < (std::size_t{1} << parts.size()); ++combination) {
        const auto& tenant = any(history_.tenants);
        const auto rows = invoices_and_drafts_of(tenant);
        ASSERT_GT(rows.size(), 20U);
        const auto& like = any(rows);
        InvoiceFilter filter;
        filter.today = near(like.due_on.value_or(like.issued_on), random_);
        std::string named;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if ((combination >> i & 1) == 0) continue;
            parts[i].draw(filter, like, random_);
            named.append(" ").append(parts[i].name);
        }
        const auto expected = texts_of<InvoiceRow>(rows, [&](const InvoiceRow& row) {
            if (!filter.status && row.figures.draft) return false;
            for (std::size_t i = 0; i < parts.size(); ++i)
                if ((combination >> i & 1) != 0 && !parts[i].holds(filter, row)) return false;
            return true;
        });
        ASSERT_EQ(paged<InvoiceRow>([&](const Page& page) { return snapshot_->invoices(tenant, filter, page); }),
                  expected)
            << "filtered by" << named;
        for (std::size_t i = 0; i < parts.size(); ++i)
            if ((combination >> i & 1) != 0) found[i] += expected.size();
    }
    for (std::size_t i = 0; i < parts.size(); ++i) EXPECT_GT(found[i], 0U) << parts[i].name << " found nothing, ever";
}

TEST_F(Queries, FindWhatTheListsHold) {
    for (const auto& tenant : history_.tenants) {
        for (const auto& row : invoices_and_drafts_of(tenant))
            EXPECT_EQ(text_of(*snapshot_->invoice(tenant, row.id)), text_of(row));
        for (const auto& row : payments_of(tenant))
            EXPECT_EQ(text_of(*snapshot_->payment(tenant, row.id)), text_of(row));
        EXPECT_EQ(encode_row(*snapshot_->business(tenant)), encode_row(*folded_->business(tenant)));
    }
    const auto theirs = invoices_of(history_.tenants.at(1)).front();
    EXPECT_FALSE(snapshot_->invoice(history_.tenants.at(0), theirs.id));
    EXPECT_FALSE(snapshot_->customer(history_.tenants.at(0), theirs.customer));
    EXPECT_FALSE(snapshot_->business(theirs.id));
    EXPECT_EQ(snapshot_->position().position, static_cast<std::int64_t>(history_.events.size()));
}

TEST_F(Queries, ShowTheDocumentThatCameLast) {
    std::map<domain::StreamId, const eventstore::RecordedEvent*> last;
    int replaced = 0;
    for (const auto& event : history_.events) {
        if (!is_document(event)) continue;
        const auto [place, is_first] = last.insert_or_assign(event.stream, &event);
        if (!is_first) ++replaced;
    }
    EXPECT_GT(replaced, 0) << "nothing is revised, no draft is changed or issued";
    for (const auto& tenant : history_.tenants) {
        for (const auto& row : invoices_and_drafts_of(tenant)) {
            const auto document = stored_payload_of(*last.at({tenant, domain::StreamType::invoice, row.id}));
            const auto small = snapshot_->invoice(tenant, row.id, InvoiceDetails::none).value();
            EXPECT_EQ(encode_row(snapshot_->invoice_document(tenant, small)), encode_row(document));
            EXPECT_EQ(encode_row(snapshot_->invoice(tenant, row.id)->document), encode_row(document));
        }
    }
}

struct Account {
    std::map<domain::Currency, CustomerRow::Balance> balances;
    std::map<domain::Currency, std::int64_t> reserved;
};
Account account_of(const Uuid& customer, const std::map<domain::StreamId, domain::State>& states) {
    Account account;
    for (const auto& [stream, state] : states) {
        if (const auto* invoice = std::get_if<domain::InvoiceState>(&state)) {
            if (invoice->draft || invoice->customer != customer) continue;
            account.balances[invoice->currency].outstanding += domain::amount_due_of(*invoice);
            account.balances[invoice->currency].invoice_count += 1;
        }
        if (const auto* payment = std::get_if<domain::PaymentState>(&state)) {
            if (payment->customer != customer) continue;
            account.balances[payment->currency].credit += domain::amount_unallocated_of(*payment);
            account.reserved[payment->currency] += payment->reserved;
        }
    }
    for (auto& [currency, balance] : account.balances) balance.currency = currency;
    return account;
}

TEST_F(Queries, ListCustomersWithWhatTheyOweAndHold) {
    for (const auto& tenant : history_.tenants) {
        const auto states = states_of(tenant);
        auto rows = folded_->customers(tenant, {.before = {}, .limit = all_of_them}).rows;
        ASSERT_GT(rows.size(), 3U);
        for (auto& row : rows) {
            for (const auto& [currency, balance] : account_of(row.id, states).balances) row.balances.push_back(balance);
            EXPECT_EQ(text_of(*snapshot_->customer(tenant, row.id)), text_of(row));
            std::set<std::string> in_force;
            for (const auto& consent : row.consents)
                if (!consent.withdrawn_at) in_force.insert(consent.purpose);
            const auto& state = states.at({tenant, domain::StreamType::customer, row.id});
            EXPECT_EQ(in_force, std::get<domain::CustomerState>(state).consents);
        }
        EXPECT_EQ(paged<CustomerRow>([&](const Page& page) { return snapshot_->customers(tenant, page); }),
                  texts_of(rows));
    }
}

TEST_F(Queries, StateAccountsThatEndWithWhatIsOwedLessWhatIsHeld) {
    std::size_t movements = 0;
    for (const auto& tenant : history_.tenants) {
        const auto states = states_of(tenant);
        for (const auto& customer : folded_->customers(tenant, {.before = {}, .limit = all_of_them}).rows) {
            auto account = account_of(customer.id, states);
            for (const auto currency : {domain::Currency::ngn, domain::Currency::usd}) {
                StatementQuery query{customer.id, currency, {}, {}};
                const auto whole = snapshot_->statement(tenant, query);
                EXPECT_EQ(whole.opening_balance, 0);
                query.from = near(domain::date_in(domain::Zone{}, eventstore::system_now()), random_);
                const auto late = snapshot_->statement(tenant, query);
                std::int64_t closing = 0, late_closing = late.opening_balance;
                for (const auto& row : whole.movements) closing += row.amount;
                for (const auto& row : late.movements) late_closing += row.amount;
                const auto& balance = account.balances[currency];
                EXPECT_EQ(closing, balance.outstanding - balance.credit - account.reserved[currency]);
                EXPECT_EQ(late_closing, closing);
                query.from.reset();
                query.limit = 1;
                EXPECT_EQ(snapshot_->statement(tenant, query).is_whole, whole.movements.size() < 2);
                movements += whole.movements.size();
            }
        }
    }
    EXPECT_GT(movements, 50U);
}

TEST_F(Queries, ReadTheJournalByDateCurrencyAndStream) {
    std::size_t found = 0;
    for (int round = 0; round < 300; ++round) {
        const auto& tenant = any(history_.tenants);
        const auto rows = journal_of(tenant);
        const auto& like = any(rows);
        JournalFilter filter;
        if (below(3) == 0) filter.from = near(like.effective_on, random_);
        if (below(3) == 0) filter.to = near(like.effective_on, random_);
        if (below(2) == 0) filter.currency = like.currency;
        if (below(2) == 0) filter.stream = like.stream.id;
        if (below(3) == 0) filter.after_position = any(rows).position;
        const auto expected = texts_of<JournalRow>(rows, [&](const JournalRow& row) {
            return row.position > filter.after_position && (!filter.from || row.effective_on >= *filter.from) &&
                   (!filter.to || row.effective_on <= *filter.to) &&
                   (!filter.currency || row.currency == *filter.currency) &&
                   (!filter.stream || row.stream.id == *filter.stream);
        });
        found += expected.size();
        filter.limit = 1 + below(9);
        std::vector<std::string> texts;
        for (;;) {
            const auto page = snapshot_->journal(tenant, filter);
            for (auto& text : texts_of(page)) texts.push_back(std::move(text));
            if (page.size() < filter.limit) break;
            filter.after_position = page.back().position;
        }
        ASSERT_EQ(texts, expected);
    }
    EXPECT_GT(found, 100U);
}

TEST_F(Queries, SumAccountsToTheirPostings) {
    std::size_t most = 0;  // a random history need not move much in every currency of every business
    for (const auto& tenant : history_.tenants) {
        for (const auto currency : {domain::Currency::ngn, domain::Currency::usd}) {
            std::map<std::int32_t, std::pair<std::int64_t, std::int64_t>> expected, found;
            for (const auto& row : journal_of(tenant)) {
                for (const auto& line : row.lines) {
                    if (row.currency != currency) continue;
                    expected[line.account].first += line.debit;
                    expected[line.account].second += line.credit;
                }
            }
            for (const auto& sum : snapshot_->account_sums(tenant, currency))
                found[sum.account] = {sum.debit, sum.credit};
            EXPECT_EQ(found, expected);
            most = std::max(most, found.size());
        }
    }
    EXPECT_GT(most, 2U);
}

/// Few commands are about keys: a longer history, so that one is revoked whatever the seed.
class KeyQueries : public QueriedLog {
protected:
    KeyQueries() : QueriedLog(1500) {}
};

TEST_F(KeyQueries, FindKeysByWhatRequestsShow) {
    std::size_t revoked = 0;
    for (const auto& tenant : history_.tenants) {
        const auto keys = folded_->api_keys(tenant);
        ASSERT_FALSE(keys.empty());
        EXPECT_EQ(texts_of(snapshot_->api_keys(tenant)), texts_of(keys));
        for (const auto& key : keys) {
            const auto found = snapshot_->api_key_by_public_part(key.public_part);
            ASSERT_TRUE(found);
            EXPECT_EQ(text_of(*found), text_of(key));
            revoked += found->revoked_at ? 1U : 0U;
            EXPECT_FALSE(snapshot_->api_key_by_public_part(key.public_part.substr(0, 15)));
        }
    }
    EXPECT_GT(revoked, 0U);
}

}  // namespace
