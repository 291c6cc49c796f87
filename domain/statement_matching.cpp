// SPDX-License-Identifier: Apache-2.0
// Finding by number, amount and name through indexes; then points per reason.
#include "domain/statement_matching.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace suoledger::domain {
namespace {

// Points. A number with the amount is certain; an amount that two invoices share is no proposal by itself.
constexpr std::int32_t points_number = 60, points_amount = 29, points_only_one = 16, points_name = 35,
                       points_before_issue = -20, max_confidence = 99;
/// Of digits only; shorter numbers stand in narrations for all sorts of things.
constexpr std::size_t min_bare_number = 5;
/// `INV - 2026 - 000123` is four words.
constexpr std::size_t max_number_words = 4;
/// A name is found by two of its words, or its only one; shorter words are initials and particles.
constexpr std::size_t min_name_letters = 3, enough_name_words = 2;
/// A provider says a day, the bank books it then or a weekend and a holiday later.
constexpr std::int32_t payout_days_before = 1, payout_days_after = 5;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Two numbers side by side stay two: `INV 1 23` is not `INV 123`.
void join(std::string& text, const std::string& word) {
    if (!text.empty() && is_digit(text.back()) && is_digit(word.front())) text += '-';
    text += word;
}
std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) join(text, word);
    return text;
}

/// Without the zeros that lead its last digits: `INV000123` and `INV123` are one.
std::string canonical_number(std::string text) {
    std::size_t first = text.size();
    while (first > 0 && is_digit(text[first - 1])) --first;
    std::size_t zeros = 0;
    while (first + zeros + 1 < text.size() && text[first + zeros] == '0') ++zeros;
    text.erase(first, zeros);
    return text;
}
bool is_bare(const std::string& text) { return std::ranges::all_of(text, is_digit); }

/// Every run of words that could be an invoice's number.
std::set<std::string> numbers_in(const std::vector<std::string>& words) {
    std::set<std::string> numbers;
    for (std::size_t first = 0; first < words.size(); ++first) {
        std::string text;
        for (std::size_t count = 0; count < max_number_words && first + count < words.size(); ++count) {
            join(text, words[first + count]);
            if (!is_digit(text.back())) continue;
            numbers.insert(is_bare(text) ? text : canonical_number(text));
        }
    }
    return numbers;
}

std::vector<std::string> name_words(const std::string& name) {
    std::vector<std::string> words = words_of(name);
    std::erase_if(words, [](const std::string& word) { return word.size() < min_name_letters; });
    return words;
}

/// The open invoices by what a row may say of them.
class InvoiceIndex {
public:
    explicit InvoiceIndex(std::span<const OwedInvoice> invoices) : invoices_(invoices) {
        for (std::size_t i = 0; i < invoices.size(); ++i) {
            by_amount_[invoices[i].amount_due].push_back(i);
            const std::string number = joined(words_of(invoices[i].number));
            if (!is_bare(number))
                by_number_[canonical_number(number)].push_back(i);
            else if (number.size() >= min_bare_number)
                by_number_[number].push_back(i);
            names_.push_back(name_words(invoices[i].buyer));
            for (const std::string& word : std::set(names_[i].begin(), names_[i].end())) by_word_[word].push_back(i);
        }
    }

    [[nodiscard]] std::vector<MatchProposal> proposals_for(const StatementRow& row) const {
        const std::vector<std::string> words = words_of(row.text);
        std::map<std::size_t, std::vector<MatchReason>> reasons;
        for (const std::string& number : numbers_in(words))
            for (const std::size_t i : found(by_number_, number)) add(reasons[i], MatchReason::invoice_number);
        const auto& with_amount = found(by_amount_, row.amount);
        const std::set<std::string> said(words.begin(), words.end());
        add_names(said, reasons);
        for (auto& [i, why] : reasons) add_amount(row, i, why);
        if (with_amount.size() == 1) {
            auto& why = reasons[with_amount.front()];
            add(why, MatchReason::amount_due);
            add(why, MatchReason::only_one_with_amount);
        }
        std::vector<MatchProposal> proposals;
        for (const auto& [i, why] : reasons) proposals.push_back(scored(row, invoices_[i], why));
        return best_of(std::move(proposals));
    }

private:
    using Places = std::vector<std::size_t>;
    template <class Map, class Key>
    static const Places& found(const Map& map, const Key& key) {
        static const Places none;
        const auto place = map.find(key);
        return place == map.end() ? none : place->second;
    }
    static void add(std::vector<MatchReason>& reasons, MatchReason reason) {
        if (std::ranges::find(reasons, reason) == reasons.end()) reasons.push_back(reason);
    }
    void add_names(const std::set<std::string>& said, std::map<std::size_t, std::vector<MatchReason>>& reasons) const {
        std::map<std::size_t, std::size_t> counts;
        for (const std::string& word : said)
            for (const std::size_t i : found(by_word_, word)) ++counts[i];
        for (const auto& [i, count] : counts) {
            const std::set<std::string> distinct(names_[i].begin(), names_[i].end());
            if (count >= std::min(enough_name_words, distinct.size())) add(reasons[i], MatchReason::customer_name);
        }
    }
    void add_amount(const StatementRow& row, std::size_t i, std::vector<MatchReason>& why) const {
        const std::int64_t due = invoices_[i].amount_due;
        add(why, row.amount == due  ? MatchReason::amount_due
                 : row.amount < due ? MatchReason::part_of_amount_due
                                    : MatchReason::more_than_amount_due);
    }
    static std::int32_t points_of(MatchReason reason) {
        switch (reason) {
            case MatchReason::invoice_number:
                return points_number;
            case MatchReason::amount_due:
                return points_amount;
            case MatchReason::only_one_with_amount:
                return points_only_one;
            case MatchReason::customer_name:
                return points_name;
            case MatchReason::before_issue:
                return points_before_issue;
            case MatchReason::part_of_amount_due:
            case MatchReason::more_than_amount_due:
                return 0;
        }
        return 0;
    }
    static MatchProposal scored(const StatementRow& row, const OwedInvoice& invoice, std::vector<MatchReason> why) {
        if (row.on < invoice.issued_on) why.push_back(MatchReason::before_issue);
        std::int32_t points = 0;
        for (const MatchReason reason : why) points += points_of(reason);
        return {invoice.id, std::min(row.amount, invoice.amount_due), std::clamp(points, 1, max_confidence),
                std::move(why)};
    }
    [[nodiscard]] std::vector<MatchProposal> best_of(std::vector<MatchProposal> proposals) const {
        std::erase_if(proposals, [](const MatchProposal& one) { return one.confidence < min_match_confidence; });
        // Among equals the invoice that has waited longest: the places follow the order of the caller.
        std::ranges::stable_sort(proposals, std::greater{}, &MatchProposal::confidence);
        if (proposals.size() > max_match_proposals) proposals.resize(max_match_proposals);
        return proposals;
    }

    std::span<const OwedInvoice> invoices_;
    std::unordered_map<std::int64_t, Places> by_amount_;
    std::unordered_map<std::string, Places> by_number_, by_word_;
    std::vector<std::vector<std::string>> names_;
};

/// What is in the books, each of which answers for one row.
class BookedIndex {
public:
    BookedIndex(std::span<const BookedReceipt> receipts, std::span<const BookedPayout> payouts)
        : receipts_(receipts), payouts_(payouts), used_(receipts.size()), used_payouts_(payouts.size()) {
        for (std::size_t i = 0; i < receipts.size(); ++i) by_amount_.emplace(receipts[i].amount, i);
        for (std::size_t i = 0; i < payouts.size(); ++i) payouts_by_net_.emplace(payouts[i].net, i);
    }

    std::optional<Uuid> take_same(const StatementRow& row) {
        const std::string text = joined(words_of(row.text));
        return take(row, [&](const BookedReceipt& receipt) {
            return receipt.on == row.on && !text.empty() && joined(words_of(receipt.reference)) == text;
        });
    }
    std::optional<Uuid> take_similar(const StatementRow& row) {
        return take(row, [&](const BookedReceipt& receipt) {
            return std::abs(receipt.on.days - row.on.days) <= booked_within_days;
        });
    }
    std::optional<Uuid> take_payout(const StatementRow& row) {
        const auto [first, last] = payouts_by_net_.equal_range(row.amount);
        for (auto it = first; it != last; ++it) {
            const BookedPayout& payout = payouts_[it->second];
            const std::int32_t later = row.on.days - payout.paid_on.days;
            if (used_payouts_[it->second] || later < -payout_days_before || later > payout_days_after) continue;
            used_payouts_[it->second] = true;
            return payout.payout;
        }
        return std::nullopt;
    }

private:
    template <class Fits>
    std::optional<Uuid> take(const StatementRow& row, const Fits& fits) {
        const auto [first, last] = by_amount_.equal_range(row.amount);
        for (auto it = first; it != last; ++it) {
            if (used_[it->second] || !fits(receipts_[it->second])) continue;
            used_[it->second] = true;
            return receipts_[it->second].payment;
        }
        return std::nullopt;
    }

    std::span<const BookedReceipt> receipts_;
    std::span<const BookedPayout> payouts_;
    std::vector<bool> used_, used_payouts_;
    std::multimap<std::int64_t, std::size_t> by_amount_, payouts_by_net_;
};

void number_occurrences(std::span<const StatementRow> rows, std::vector<MatchedRow>& matched) {
    std::map<std::tuple<Date, std::int64_t, std::string>, std::int32_t> seen;
    for (std::size_t i = 0; i < rows.size(); ++i)
        matched[i].occurrence = seen[{rows[i].on, rows[i].amount, joined(words_of(rows[i].text))}]++;
}

}  // namespace

std::string_view to_string(MatchReason reason) {
    switch (reason) {
        case MatchReason::invoice_number:
            return "invoice_number";
        case MatchReason::amount_due:
            return "amount_due";
        case MatchReason::only_one_with_amount:
            return "only_one_with_amount";
        case MatchReason::customer_name:
            return "customer_name";
        case MatchReason::part_of_amount_due:
            return "part_of_amount_due";
        case MatchReason::more_than_amount_due:
            return "more_than_amount_due";
        case MatchReason::before_issue:
            return "before_issue";
    }
    return "";
}

std::string_view to_string(RowOutcome outcome) {
    switch (outcome) {
        case RowOutcome::proposed:
            return "proposed";
        case RowOutcome::unmatched:
            return "unmatched";
        case RowOutcome::booked:
            return "booked";
        case RowOutcome::perhaps_booked:
            return "perhaps_booked";
        case RowOutcome::payout:
            return "payout";
        case RowOutcome::money_out:
            return "money_out";
    }
    return "";
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    const auto end_word = [&] {
        if (!word.empty()) words.push_back(std::exchange(word, {}));
    };
    for (const char c : text) {
        if (c >= 'a' && c <= 'z')
            word += static_cast<char>(c - 'a' + 'A');
        else if ((c >= 'A' && c <= 'Z') || is_digit(c))
            word += c;
        else
            end_word();
    }
    end_word();
    return words;
}

std::vector<MatchedRow> match_statement(std::span<const StatementRow> rows, std::span<const OwedInvoice> invoices,
                                        std::span<const BookedReceipt> receipts,
                                        std::span<const BookedPayout> payouts) {
    std::vector<OwedInvoice> oldest_first(invoices.begin(), invoices.end());
    std::ranges::stable_sort(oldest_first, {}, &OwedInvoice::issued_on);
    const InvoiceIndex open(oldest_first);
    BookedIndex booked(receipts, payouts);
    std::vector<MatchedRow> matched(rows.size());
    number_occurrences(rows, matched);
    // Certain ones first: a row that is only similar must not take the payment of one that is the same.
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].amount <= 0)
            matched[i].outcome = RowOutcome::money_out;
        else if ((matched[i].payment = booked.take_same(rows[i])))
            matched[i].outcome = RowOutcome::booked;
        else
            matched[i].outcome = RowOutcome::unmatched;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        MatchedRow& row = matched[i];
        if (row.outcome != RowOutcome::unmatched) continue;
        if ((row.payout = booked.take_payout(rows[i]))) {
            row.outcome = RowOutcome::payout;
            continue;
        }
        row.proposals = open.proposals_for(rows[i]);
        if ((row.payment = booked.take_similar(rows[i])))
            row.outcome = RowOutcome::perhaps_booked;
        else if (!row.proposals.empty())
            row.outcome = RowOutcome::proposed;
    }
    return matched;
}

}  // namespace suoledger::domain
