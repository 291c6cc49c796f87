// SPDX-License-Identifier: Apache-2.0
// The postings of what happens to an invoice after it was issued.
#include <gtest/gtest.h>

#include "domain/journal.hpp"

using namespace suoledger::domain;
using Postings = std::vector<Posting>;

namespace {

TEST(InvoiceJournal, TakesTheRevisedDocumentBackAndPostsTheNewOne) {
    InvoiceRevised event;
    event.document.currency = Currency::usd;
    event.document.totals = {200, 15, 215};
    event.replaced = {100, 0, 100};
    const JournalEntry entry = postings_of(event);
    EXPECT_EQ(entry.currency, Currency::usd);
    EXPECT_EQ(entry.postings,
              (Postings{{4000, 100, 0}, {1100, 0, 100}, {1100, 215, 0}, {4000, 0, 200}, {2100, 0, 15}}));
}

TEST(InvoiceJournal, BooksAWriteOffAsABadDebtAndBack) {
    EXPECT_EQ(postings_of(InvoiceWrittenOff{Currency::ngn, 7, {}, {}}).postings,
              (Postings{{6200, 7, 0}, {1100, 0, 7}}));
    EXPECT_EQ(postings_of(InvoiceWriteOffReversed{Currency::ngn, 7}).postings, (Postings{{1100, 7, 0}, {6200, 0, 7}}));
}

TEST(InvoiceJournal, BooksWhatWasWithheldAsOwedByTheTaxOffice) {
    EXPECT_EQ(postings_of(WithholdingTaxRecorded{{}, Currency::ngn, 7, {}, {}}).postings,
              (Postings{{1200, 7, 0}, {1100, 0, 7}}));
    EXPECT_EQ(postings_of(VatWithheldRecorded{{}, Currency::ngn, 7, {}, {}}).postings,
              (Postings{{1220, 7, 0}, {1100, 0, 7}}));
}

TEST(InvoiceJournal, ReversesAWithholdingOnTheAccountOfItsTax) {
    EXPECT_EQ(postings_of(WithholdingReversed{{}, WithholdingKind::withholding_tax, Currency::ngn, 7, {}}).postings,
              (Postings{{1100, 7, 0}, {1200, 0, 7}}));
    EXPECT_EQ(postings_of(WithholdingReversed{{}, WithholdingKind::vat, Currency::usd, 7, {}}).postings,
              (Postings{{1100, 7, 0}, {1220, 0, 7}}));
}

TEST(InvoiceJournal, PostsNothingOfDrafts) {
    InvoiceDraft draft;
    draft.totals = {100, 7, 107};
    EXPECT_TRUE(postings_of(InvoiceDrafted{draft}).postings.empty());
    EXPECT_TRUE(postings_of(DraftChanged{draft}).postings.empty());
    EXPECT_TRUE(postings_of(DraftDiscarded{}).postings.empty());
}

}  // namespace
