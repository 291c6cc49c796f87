// SPDX-License-Identifier: Apache-2.0
// What ReadSnapshot answers, read from pinned rows by key ranges; one file per resource.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "projections/database.hpp"
#include "projections/keys.hpp"
#include "projections/read_models.hpp"
#include "projections/row_codec.hpp"
#include "projections/row_fields.hpp"

namespace suoledger::projections {

std::optional<BusinessRow> find_business(const PinnedRows& rows, const domain::Uuid& tenant);
std::optional<std::string> find_time_zone(const PinnedRows& rows, const domain::Uuid& tenant);
std::optional<ApiKeyRow> find_api_key(const PinnedRows& rows, std::string_view public_part);
std::vector<ApiKeyRow> list_api_keys(const PinnedRows& rows, const domain::Uuid& tenant);
std::optional<CustomerRow> find_customer(const PinnedRows& rows, const domain::Uuid& tenant, const domain::Uuid& id);
Slice<CustomerRow> list_customers(const PinnedRows& rows, const domain::Uuid& tenant, const Page& page);
Statement read_statement(const PinnedRows& rows, const domain::Uuid& tenant, const StatementQuery& query);
std::optional<InvoiceRow> find_invoice(const PinnedRows& rows, const domain::Uuid& tenant, const domain::Uuid& id,
                                       InvoiceDetails details);
Slice<InvoiceRow> list_invoices(const PinnedRows& rows, const domain::Uuid& tenant, const InvoiceFilter& filter,
                                const Page& page, InvoiceDetails details);
std::vector<OpenInvoice> list_open_invoices(const PinnedRows& rows, const domain::Uuid& tenant,
                                            domain::Currency currency);
std::optional<domain::Uuid> find_tenant_of_invoice(const PinnedRows& rows, const domain::Uuid& invoice);
StoredPayload read_document(const PinnedRows& rows, const domain::Uuid& tenant, const InvoiceRow& invoice);
std::optional<PaymentRow> find_payment(const PinnedRows& rows, const domain::Uuid& tenant, const domain::Uuid& id);
Slice<PaymentRow> list_payments(const PinnedRows& rows, const domain::Uuid& tenant, const PaymentFilter& filter,
                                const Page& page);
std::vector<MemberRow> list_members(const PinnedRows& rows, const domain::Uuid& tenant);
std::optional<PayoutRow> find_payout(const PinnedRows& rows, const domain::Uuid& tenant, const domain::Uuid& id);
Slice<PayoutRow> list_payouts(const PinnedRows& rows, const domain::Uuid& tenant, const Page& page);
std::optional<ExpenseRow> find_expense(const PinnedRows& rows, const domain::Uuid& tenant, const domain::Uuid& id);
Slice<ExpenseRow> list_expenses(const PinnedRows& rows, const domain::Uuid& tenant, const ExpenseFilter& filter,
                                const Page& page);
std::optional<RequestRow> find_request(const PinnedRows& rows, const domain::Uuid& tenant, const domain::Uuid& id);
Slice<RequestRow> list_requests(const PinnedRows& rows, const domain::Uuid& tenant, const RequestFilter& filter,
                                const Page& page);
std::optional<DeliveryRow> find_delivery(const PinnedRows& rows, const domain::Uuid& tenant,
                                         const domain::Uuid& subject);
std::optional<domain::Uuid> find_tenant_of_document(const PinnedRows& rows, const domain::Uuid& subject);
std::optional<MessagePlace> find_message(const PinnedRows& rows, const domain::Uuid& message);
std::optional<domain::Date> find_last_movement(const PinnedRows& rows, const domain::Uuid& tenant,
                                               const domain::Uuid& customer);
std::vector<JournalRow> list_journal(const PinnedRows& rows, const domain::Uuid& tenant, const JournalFilter& filter);
std::vector<AccountSum> sum_accounts(const PinnedRows& rows, const domain::Uuid& tenant, domain::Currency currency);
std::vector<DaySum> sum_days(RowCursor& figures, const domain::Uuid& tenant, domain::Currency currency,
                             domain::Figure figure, const domain::Window& window);
std::vector<domain::CohortInvoice> list_cohort(RowCursor& figures, const domain::Uuid& tenant,
                                               domain::Currency currency, const domain::Window& window);
domain::CohortFigures count_cohort(RowCursor& figures, const domain::Uuid& tenant, domain::Currency currency,
                                   const domain::Window& window);
std::vector<OwedSum> list_owed_sums(RowCursor& figures, const domain::Uuid& tenant, domain::Currency currency);
AccountTurnover turn_over(const PinnedRows& rows, const domain::Uuid& tenant, const AccountFilter& filter);
AccountPage list_account(const PinnedRows& rows, const domain::Uuid& tenant, const AccountFilter& filter);

template <class Row>
std::optional<Row> find_row(const PinnedRows& rows, ProjectionId projection, const std::string& key) {
    const auto bytes = rows.get(projection, key);
    if (!bytes) return std::nullopt;
    return decode_row<Row>(*bytes);
}
/// For rows that an index or another row names. Throws RowFault.
template <class Row>
Row row_at(const PinnedRows& rows, ProjectionId projection, const std::string& key) {
    auto row = find_row<Row>(rows, projection, key);
    if (!row) throw RowFault("an index names a row that is not there");
    return *std::move(row);
}

/// Fills a page from rows that come newest first.
template <class Row>
class PageFiller {
public:
    explicit PageFiller(const Page& page) : limit_(page.limit) {}
    /// False: there is one more than fits, look no further.
    bool add(std::int64_t position, Row row) {
        if (slice_.rows.size() >= limit_) {
            if (limit_ > 0) slice_.next_before = last_;
            return false;
        }
        slice_.rows.push_back(std::move(row));
        last_ = position;
        return true;
    }
    [[nodiscard]] Slice<Row> take() { return std::move(slice_); }

private:
    const std::size_t limit_;
    Slice<Row> slice_;
    std::int64_t last_ = 0;
};

/// Walks an index whose keys are `prefix` and a position; `visit` takes that and the value, and returns false to stop.
template <class Visit>
void each_newest_first(const PinnedRows& rows, ProjectionId projection, const Key& prefix, const Page& page,
                       const Visit& visit) {
    if (page.before && *page.before <= 0) return;
    Key before(prefix);
    if (page.before) before.with(*page.before);
    rows.scan_down(projection, prefix, page.before ? before : end_of_prefix(prefix),
                   [&](std::string_view key, std::string_view value) {
                       return visit(position_in_key(key, prefix.size()), value);
                   });
}
/// The values are ids; `find` gives nullopt for a row that the filter leaves out.
template <class Row, class Find>
Slice<Row> newest_first(const PinnedRows& rows, ProjectionId projection, const Key& prefix, const Page& page,
                        const Find& find) {
    PageFiller<Row> filler(page);
    each_newest_first(rows, projection, prefix, page, [&](std::int64_t position, std::string_view id) {
        std::optional<Row> row = find(decode_row<domain::Uuid>(id));
        return !row || filler.add(position, *std::move(row));
    });
    return filler.take();
}

}  // namespace suoledger::projections
