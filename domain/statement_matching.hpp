// SPDX-License-Identifier: Apache-2.0
// Rows of a bank statement against open invoices and what is booked already: proposals for a person, with their
// reasons.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/time.hpp"
#include "domain/uuid.hpp"

namespace suoledger::domain {

/// A movement of the account, in minor units of its currency.
struct StatementRow {
    std::int64_t line = 0;  // of the file, from 1
    Date on;
    std::int64_t amount = 0;  // above 0: money in
    std::string text;         // reference and narration
};

struct OwedInvoice {
    Uuid id;
    std::string number;           // as printed
    std::string buyer;            // the customer's name; empty where it is not known (any more)
    std::int64_t amount_due = 0;  // > 0
    Date issued_on;
};
/// Money that went to the bank account: what a person or another import entered.
struct BookedReceipt {
    Uuid payment;
    std::int64_t amount = 0;
    Date on;
    std::string reference;  // empty where it is not known (any more)
};
struct BookedPayout {
    Uuid payout;
    std::int64_t net = 0;
    Date paid_on;
};

enum class MatchReason : std::uint8_t {
    invoice_number,        // the text names it
    amount_due,            // exactly what is due
    only_one_with_amount,  // and of no other open invoice
    customer_name,         // the text names the buyer
    part_of_amount_due,    // less than what is due; only with the number or name
    more_than_amount_due,
    before_issue  // the money came before the invoice was issued
};
std::string_view to_string(MatchReason reason);

struct MatchProposal {
    Uuid invoice;
    std::int64_t amount = 0;      // min(row, due): what booking it would allocate
    std::int32_t confidence = 0;  // 1..99; sums points per reason, so that a person sees why
    std::vector<MatchReason> reasons;
};

enum class RowOutcome : std::uint8_t {
    proposed,
    unmatched,       // money in that fits nothing
    booked,          // the same amount, day and text are in the books
    perhaps_booked,  // the same amount within days, under another text; proposals come all the same
    payout,          // a provider's payout that is booked
    money_out
};
std::string_view to_string(RowOutcome outcome);

struct MatchedRow {
    RowOutcome outcome{};
    std::optional<Uuid> payment;  // of booked and perhaps_booked
    std::optional<Uuid> payout;
    std::vector<MatchProposal> proposals;  // best first, at most max_match_proposals
    /// Which one of the rows of this file that look the same it is, from 0.
    std::int32_t occurrence = 0;
};

inline constexpr std::size_t max_match_proposals = 3;
/// Below it a proposal would be a guess.
inline constexpr std::int32_t min_match_confidence = 30;
/// A person may enter a transfer some days off.
inline constexpr std::int32_t booked_within_days = 3;

/// Of one business and one currency. One answer for each row, in order. Each booked receipt and payout answers for one
/// row at most: two equal transfers of one day need two payments. O(n log n) in all of them.
std::vector<MatchedRow> match_statement(std::span<const StatementRow> rows, std::span<const OwedInvoice> invoices,
                                        std::span<const BookedReceipt> receipts, std::span<const BookedPayout> payouts);

/// Upper-case letters and digits of ASCII, in words: how texts are compared.
std::vector<std::string> words_of(std::string_view text);

}  // namespace suoledger::domain
