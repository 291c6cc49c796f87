// SPDX-License-Identifier: Apache-2.0
// Every query goes to the rows.
#include "projections/pinned_snapshot.hpp"

#include <utility>

#include "projections/queries.hpp"

namespace suoledger::projections {

namespace {

class PinnedSnapshot final : public ReadSnapshot {
public:
    explicit PinnedSnapshot(std::shared_ptr<const PinnedRows> rows) : rows_(std::move(rows)) {}

    ProjectionPosition position() const override { return rows_->position(); }
    std::optional<BusinessRow> business(const domain::Uuid& tenant) const override {
        return find_business(*rows_, tenant);
    }
    std::optional<std::string> time_zone(const domain::Uuid& tenant) const override {
        return find_time_zone(*rows_, tenant);
    }
    std::optional<ApiKeyRow> api_key_by_public_part(std::string_view public_part) const override {
        return find_api_key(*rows_, public_part);
    }
    std::vector<ApiKeyRow> api_keys(const domain::Uuid& tenant) const override { return list_api_keys(*rows_, tenant); }
    std::optional<CustomerRow> customer(const domain::Uuid& tenant, const domain::Uuid& id) const override {
        return find_customer(*rows_, tenant, id);
    }
    Slice<CustomerRow> customers(const domain::Uuid& tenant, const Page& page) const override {
        return list_customers(*rows_, tenant, page);
    }
    Statement statement(const domain::Uuid& tenant, const StatementQuery& query) const override {
        return read_statement(*rows_, tenant, query);
    }
    std::optional<InvoiceRow> invoice(const domain::Uuid& tenant, const domain::Uuid& id,
                                      InvoiceDetails details) const override {
        return find_invoice(*rows_, tenant, id, details);
    }
    Slice<InvoiceRow> invoices(const domain::Uuid& tenant, const InvoiceFilter& filter, const Page& page,
                               InvoiceDetails details) const override {
        return list_invoices(*rows_, tenant, filter, page, details);
    }
    StoredPayload invoice_document(const domain::Uuid& tenant, const InvoiceRow& invoice) const override {
        return read_document(*rows_, tenant, invoice);
    }
    std::optional<PaymentRow> payment(const domain::Uuid& tenant, const domain::Uuid& id) const override {
        return find_payment(*rows_, tenant, id);
    }
    Slice<PaymentRow> payments(const domain::Uuid& tenant, const PaymentFilter& filter,
                               const Page& page) const override {
        return list_payments(*rows_, tenant, filter, page);
    }
    std::vector<MemberRow> members(const domain::Uuid& tenant) const override { return list_members(*rows_, tenant); }
    std::optional<PayoutRow> payout(const domain::Uuid& tenant, const domain::Uuid& id) const override {
        return find_payout(*rows_, tenant, id);
    }
    Slice<PayoutRow> payouts(const domain::Uuid& tenant, const Page& page) const override {
        return list_payouts(*rows_, tenant, page);
    }
    std::optional<ExpenseRow> expense(const domain::Uuid& tenant, const domain::Uuid& id) const override {
        return find_expense(*rows_, tenant, id);
    }
    Slice<ExpenseRow> expenses(const domain::Uuid& tenant, const ExpenseFilter& filter,
                               const Page& page) const override {
        return list_expenses(*rows_, tenant, filter, page);
    }
    std::optional<RequestRow> request(const domain::Uuid& tenant, const domain::Uuid& id) const override {
        return find_request(*rows_, tenant, id);
    }
    Slice<RequestRow> requests(const domain::Uuid& tenant, const RequestFilter& filter,
                               const Page& page) const override {
        return list_requests(*rows_, tenant, filter, page);
    }
    std::optional<domain::Uuid> tenant_of_invoice(const domain::Uuid& id) const override {
        return find_tenant_of_invoice(*rows_, id);
    }
    std::optional<DeliveryRow> delivery(const domain::Uuid& tenant, const domain::Uuid& subject) const override {
        return find_delivery(*rows_, tenant, subject);
    }
    std::optional<domain::Uuid> tenant_of_document(const domain::Uuid& subject) const override {
        return find_tenant_of_document(*rows_, subject);
    }
    std::optional<MessagePlace> message_place(const domain::Uuid& message) const override {
        return find_message(*rows_, message);
    }
    std::optional<domain::Date> last_movement_on(const domain::Uuid& tenant,
                                                 const domain::Uuid& customer) const override {
        return find_last_movement(*rows_, tenant, customer);
    }
    std::vector<JournalRow> journal(const domain::Uuid& tenant, const JournalFilter& filter) const override {
        return list_journal(*rows_, tenant, filter);
    }
    std::vector<AccountSum> account_sums(const domain::Uuid& tenant, domain::Currency currency) const override {
        return sum_accounts(*rows_, tenant, currency);
    }
    std::vector<DaySum> day_sums(const domain::Uuid& tenant, domain::Currency currency, domain::Figure figure,
                                 const domain::Window& window) const override {
        return sum_days(figures(), tenant, currency, figure, window);
    }
    std::vector<domain::CohortInvoice> cohort(const domain::Uuid& tenant, domain::Currency currency,
                                              const domain::Window& window) const override {
        return list_cohort(figures(), tenant, currency, window);
    }
    domain::CohortFigures cohort_figures(const domain::Uuid& tenant, domain::Currency currency,
                                         const domain::Window& window) const override {
        return count_cohort(figures(), tenant, currency, window);
    }
    std::vector<OwedSum> owed_sums(const domain::Uuid& tenant, domain::Currency currency) const override {
        return list_owed_sums(figures(), tenant, currency);
    }
    std::vector<OpenInvoice> open_invoices(const domain::Uuid& tenant, domain::Currency currency) const override {
        return list_open_invoices(*rows_, tenant, currency);
    }
    AccountTurnover account_turnover(const domain::Uuid& tenant, const AccountFilter& filter) const override {
        return turn_over(*rows_, tenant, filter);
    }
    AccountPage account_page(const domain::Uuid& tenant, const AccountFilter& filter) const override {
        return list_account(*rows_, tenant, filter);
    }

private:
    /// A report asks for dozens of ranges.
    RowCursor& figures() const {
        if (!figures_) figures_ = rows_->cursor(ProjectionId::figures);
        return *figures_;
    }

    // Shared because the rows of a past position serve many snapshots; a pin of RocksDB has one.
    std::shared_ptr<const PinnedRows> rows_;
    mutable std::unique_ptr<RowCursor> figures_;
};

}  // namespace

std::unique_ptr<ReadSnapshot> snapshot_over(std::shared_ptr<const PinnedRows> rows) {
    return std::make_unique<PinnedSnapshot>(std::move(rows));
}

}  // namespace suoledger::projections
