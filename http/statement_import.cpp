// SPDX-License-Identifier: Apache-2.0
// Gathering what rows are matched with, and saying what came of it.
#include "http/statement_import.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "eventstore/crypto.hpp"
#include "http/reading.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

/// Of a business with more open invoices than any statement has rows: the newest are looked at.
constexpr std::size_t max_open_invoices = 20'000;
constexpr std::size_t payments_at_a_time = 1000;

struct StatementDays {
    domain::Date first, last;
};
StatementDays days_of(const BankStatement& statement) {
    const auto [first, last] = std::ranges::minmax_element(statement.rows, {}, &domain::StatementRow::on);
    return {first->on, last->on};
}

/// Opens customers' names to compare them with the text; shows none.
class Gathering {
public:
    Gathering(const Services& services, const projections::ReadSnapshot& snapshot, const domain::Uuid& tenant,
              domain::Currency currency, StatementDays days)
        : opener_(services.vault, tenant),
          snapshot_(snapshot),
          tenant_(tenant),
          currency_(currency),
          zone_(zone_of(snapshot, tenant)),
          days_(days) {}

    [[nodiscard]] std::vector<domain::OwedInvoice> invoices() {
        auto open = snapshot_.open_invoices(tenant_, currency_);
        std::ranges::stable_sort(open, std::greater{}, &projections::OpenInvoice::issued_on);
        if (open.size() > max_open_invoices) open.resize(max_open_invoices);
        std::vector<domain::OwedInvoice> invoices;
        invoices.reserve(open.size());
        for (const auto& invoice : open)
            invoices.push_back({.id = invoice.id,
                                .number = number_of(invoice.id),
                                .buyer = name_of(invoice.customer),
                                .amount_due = invoice.amount_due,
                                .issued_on = invoice.issued_on});
        return invoices;
    }
    /// Received within days of the statement, at the bank: cash never is, and a provider pays out.
    [[nodiscard]] std::vector<domain::BookedReceipt> receipts() const {
        std::vector<domain::BookedReceipt> receipts;
        projections::PaymentFilter filter;
        filter.currency = currency_;
        filter.received_from = start_of(zone_, days_.first.days - domain::booked_within_days);
        filter.received_before = start_of(zone_, days_.last.days + domain::booked_within_days + 1);
        projections::Page page{.before = std::nullopt, .limit = payments_at_a_time};
        do {
            const auto slice = snapshot_.payments(tenant_, filter, page);
            for (const auto& row : slice.rows) {
                if (row.method == domain::PaymentMethod::cash || row.method == domain::PaymentMethod::provider)
                    continue;
                if (!row.received) continue;
                const auto received = opener_.open<domain::PaymentReceived>(*row.received);
                receipts.push_back({.payment = row.id,
                                    .amount = row.amount,
                                    .on = domain::date_in(zone_, row.received_at),
                                    .reference = received.reference.value});
            }
            page.before = slice.next_before;
        } while (page.before);
        return receipts;
    }
    [[nodiscard]] std::vector<domain::BookedPayout> payouts() const {
        std::vector<domain::BookedPayout> payouts;
        projections::Page page{.before = std::nullopt, .limit = payments_at_a_time};
        do {
            const auto slice = snapshot_.payouts(tenant_, page);
            for (const auto& row : slice.rows) {
                const auto recorded = opener_.open<domain::ProviderPayoutRecorded>(row.recorded);
                if (recorded.currency == currency_ && recorded.net > 0)
                    payouts.push_back({row.id, recorded.net, recorded.paid_on});
            }
            page.before = slice.next_before;
        } while (page.before);
        return payouts;
    }
    [[nodiscard]] const std::string& number_of(const domain::Uuid& invoice) {
        std::string& number = numbers_[invoice];
        if (number.empty())
            if (const auto row = snapshot_.invoice(tenant_, invoice, projections::InvoiceDetails::none))
                number = domain::format_number(format_of(*row), row->number);
        return number;
    }
    [[nodiscard]] domain::Timestamp noon_of(domain::Date day) const {
        return {start_of(zone_, day.days).microseconds + 12LL * 3600 * 1'000'000};
    }

private:
    static domain::Timestamp start_of(const domain::Zone& zone, std::int32_t days) {
        return domain::start_of(zone, domain::Date{std::max(days, 0)});
    }
    [[nodiscard]] domain::NumberFormat format_of(const projections::InvoiceRow& invoice) const {
        const auto document = opener_.open_any(snapshot_.invoice_document(tenant_, invoice));
        if (const auto* issued = std::get_if<domain::InvoiceIssued>(&document)) return issued->number_format;
        return std::get<domain::InvoiceRevised>(document).document.number_format;
    }
    [[nodiscard]] const std::string& name_of(const domain::Uuid& customer) {
        const auto [place, is_new] = names_.try_emplace(customer);
        if (is_new)
            if (const auto row = snapshot_.customer(tenant_, customer))
                place->second = view_of(*row, opener_, false).details.name.value;
        return place->second;
    }

    const Opener opener_;
    const projections::ReadSnapshot& snapshot_;
    const domain::Uuid tenant_;
    const domain::Currency currency_;
    const domain::Zone zone_;
    const StatementDays days_;
    std::map<domain::Uuid, std::string> names_, numbers_;
};

/// The same row has it whenever and in whatever file it comes; two equal rows of one file differ by their count.
std::string fingerprint_of(const domain::StatementRow& row, domain::Currency currency, std::int32_t occurrence) {
    std::string text;
    for (const std::string& word : domain::words_of(row.text)) text += word + ' ';
    const std::string day = domain::to_string(row.on), amount = std::to_string(row.amount),
                      count = std::to_string(occurrence);
    const std::string fields = eventstore::length_prefixed({eventstore::bytes_of("suoledger/statement-row/v1"),
                                                            eventstore::bytes_of(domain::to_string(currency)),
                                                            eventstore::bytes_of(day), eventstore::bytes_of(amount),
                                                            eventstore::bytes_of(text), eventstore::bytes_of(count)});
    return eventstore::hex(eventstore::sha256({eventstore::bytes_of(fields)})).substr(0, 32);
}

json::object proposal_json(Gathering& gathering, const domain::MatchProposal& proposal) {
    json::array reasons;
    for (const domain::MatchReason reason : proposal.reasons) reasons.emplace_back(domain::to_string(reason));
    return {{"invoice", domain::to_type_id(domain::invoice_prefix, proposal.invoice)},
            {"number", gathering.number_of(proposal.invoice)},
            {"amount", proposal.amount},
            {"confidence", proposal.confidence},
            {"reasons", std::move(reasons)}};
}

/// The body of the POST /v1/payments that books the row, for the best proposal if there is one.
json::object booking_json(const Gathering& gathering, const domain::StatementRow& row, domain::Currency currency,
                          const domain::MatchedRow& matched) {
    json::object booking{{"amount", row.amount},
                         {"currency", domain::to_string(currency)},
                         {"method", "bank_transfer"},
                         {"reference", row.text},
                         {"received_at", domain::to_string(gathering.noon_of(row.on))}};
    if (!matched.proposals.empty())
        booking["invoice"] = domain::to_type_id(domain::invoice_prefix, matched.proposals.front().invoice);
    return booking;
}

json::object row_json(Gathering& gathering, const domain::StatementRow& row, domain::Currency currency,
                      const domain::MatchedRow& matched) {
    using domain::RowOutcome;
    json::array proposals;
    for (const auto& proposal : matched.proposals) proposals.emplace_back(proposal_json(gathering, proposal));
    const bool is_open = matched.outcome == RowOutcome::proposed || matched.outcome == RowOutcome::unmatched ||
                         matched.outcome == RowOutcome::perhaps_booked;
    const std::string fingerprint = fingerprint_of(row, currency, matched.occurrence);
    return {{"line", row.line},
            {"date", domain::to_string(row.on)},
            {"amount", row.amount},
            {"fingerprint", fingerprint},
            {"outcome", domain::to_string(matched.outcome)},
            {"payment", matched.payment ? json::value(domain::to_type_id(domain::payment_prefix, *matched.payment))
                                        : json::value(nullptr)},
            {"payout", matched.payout ? json::value(domain::to_type_id(domain::payout_prefix, *matched.payout))
                                      : json::value(nullptr)},
            {"proposals", std::move(proposals)},
            {"booking", is_open ? json::value(booking_json(gathering, row, currency, matched)) : json::value(nullptr)},
            {"idempotency_key", is_open ? json::value("statement-" + fingerprint) : json::value(nullptr)}};
}

}  // namespace

std::optional<DateOrder> parse_date_order(std::string_view text) {
    if (text == "day_first") return DateOrder::day_first;
    if (text == "month_first") return DateOrder::month_first;
    return std::nullopt;
}

json::object statement_import_json(const Services& services, const projections::ReadSnapshot& snapshot,
                                   const domain::Uuid& tenant, domain::Currency currency,
                                   const BankStatement& statement) {
    json::array rows, unreadable;
    if (!statement.rows.empty()) {
        Gathering gathering(services, snapshot, tenant, currency, days_of(statement));
        const auto matched =
            domain::match_statement(statement.rows, gathering.invoices(), gathering.receipts(), gathering.payouts());
        for (std::size_t i = 0; i < matched.size(); ++i)
            rows.emplace_back(row_json(gathering, statement.rows[i], currency, matched[i]));
    }
    for (const UnreadableRow& row : statement.unreadable)
        unreadable.emplace_back(json::object{{"line", row.line}, {"detail", row.why}});
    return {{"object", "bank_statement_import"},
            {"currency", domain::to_string(currency)},
            {"rows", std::move(rows)},
            {"unreadable", std::move(unreadable)},
            {"rows_without_amount", statement.rows_without_amount}};
}

}  // namespace suoledger::http
