// SPDX-License-Identifier: Apache-2.0
// Read models in a map: the real folds over a memory log, folded at every snapshot; lists know position order only.
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "eventstore/codec.hpp"
#include "eventstore/event_store.hpp"
#include "projections/keys.hpp"
#include "projections/projection.hpp"
#include "projections/row_fields.hpp"

namespace suoledger::projections {

class MapRows final : public Rows {
public:
    explicit MapRows(const Projection& projection) : Rows(projection.looked_up) {}
    /// For readers: of any kind.
    std::optional<std::string_view> find(std::string_view key) override {
        const auto found = rows.find(std::string(key));
        return found == rows.end() ? std::nullopt : std::optional<std::string_view>(found->second);
    }
    void put(std::string_view key, std::string_view value) override { rows[std::string(key)] = value; }
    void erase(std::string_view key) override { rows.erase(std::string(key)); }
    std::map<std::string, std::string> rows;
};

class FoldedSnapshot final : public ReadSnapshot {
public:
    /// Of all businesses, up to a position.
    explicit FoldedSnapshot(eventstore::EventStore& store,
                            std::int64_t until = std::numeric_limits<std::int64_t>::max());

    ProjectionPosition position() const override { return position_; }
    std::optional<BusinessRow> business(const domain::Uuid& tenant) const override;
    std::optional<ApiKeyRow> api_key_by_public_part(std::string_view public_part) const override;
    std::vector<ApiKeyRow> api_keys(const domain::Uuid& tenant) const override;
    std::optional<CustomerRow> customer(const domain::Uuid& tenant, const domain::Uuid& id) const override;
    Slice<CustomerRow> customers(const domain::Uuid& tenant, const Page& page) const override;
    std::vector<CustomerRow::Balance> balances_of(const domain::Uuid& tenant, const domain::Uuid& customer) const;
    /// Every key and value of a projection.
    std::map<std::string, std::string> everything(ProjectionId id) const { return of(id).rows; }
    Statement statement(const domain::Uuid& tenant, const StatementQuery& query) const override;
    std::optional<std::string> time_zone(const domain::Uuid& tenant) const override;
    std::optional<InvoiceRow> invoice(const domain::Uuid& tenant, const domain::Uuid& id,
                                      InvoiceDetails = InvoiceDetails::all) const override;
    Slice<InvoiceRow> invoices(const domain::Uuid& tenant, const InvoiceFilter& filter, const Page& page,
                               InvoiceDetails = InvoiceDetails::all) const override;
    StoredPayload invoice_document(const domain::Uuid& tenant, const InvoiceRow& invoice) const override;
    std::optional<PaymentRow> payment(const domain::Uuid& tenant, const domain::Uuid& id) const override;
    Slice<PaymentRow> payments(const domain::Uuid& tenant, const PaymentFilter& filter,
                               const Page& page) const override;
    std::vector<MemberRow> members(const domain::Uuid& tenant) const override;
    std::optional<PayoutRow> payout(const domain::Uuid& tenant, const domain::Uuid& id) const override;
    Slice<PayoutRow> payouts(const domain::Uuid& tenant, const Page& page) const override;
    std::optional<ExpenseRow> expense(const domain::Uuid& tenant, const domain::Uuid& id) const override;
    Slice<ExpenseRow> expenses(const domain::Uuid& tenant, const ExpenseFilter& filter,
                               const Page& page) const override;
    std::optional<RequestRow> request(const domain::Uuid& tenant, const domain::Uuid& id) const override;
    Slice<RequestRow> requests(const domain::Uuid& tenant, const RequestFilter& filter,
                               const Page& page) const override;
    std::optional<domain::Uuid> tenant_of_invoice(const domain::Uuid& id) const override;
    std::optional<DeliveryRow> delivery(const domain::Uuid& tenant, const domain::Uuid& subject) const override;
    std::optional<domain::Uuid> tenant_of_document(const domain::Uuid& subject) const override;
    std::optional<MessagePlace> message_place(const domain::Uuid& message) const override;
    std::optional<domain::Date> last_movement_on(const domain::Uuid& tenant,
                                                 const domain::Uuid& customer) const override;
    std::vector<JournalRow> journal(const domain::Uuid& tenant, const JournalFilter& filter) const override;
    std::vector<AccountSum> account_sums(const domain::Uuid& tenant, domain::Currency) const override;
    // By the real queries: what reports say is recomputed outside, from the events.
    std::vector<DaySum> day_sums(const domain::Uuid& tenant, domain::Currency currency, domain::Figure figure,
                                 const domain::Window& window) const override {
        return queried_->day_sums(tenant, currency, figure, window);
    }
    std::vector<domain::CohortInvoice> cohort(const domain::Uuid& tenant, domain::Currency currency,
                                              const domain::Window& window) const override {
        return queried_->cohort(tenant, currency, window);
    }
    domain::CohortFigures cohort_figures(const domain::Uuid& tenant, domain::Currency currency,
                                         const domain::Window& window) const override {
        return queried_->cohort_figures(tenant, currency, window);
    }
    std::vector<OwedSum> owed_sums(const domain::Uuid& tenant, domain::Currency currency) const override {
        return queried_->owed_sums(tenant, currency);
    }
    std::vector<OpenInvoice> open_invoices(const domain::Uuid& tenant, domain::Currency currency) const override {
        return queried_->open_invoices(tenant, currency);
    }
    AccountTurnover account_turnover(const domain::Uuid& tenant, const AccountFilter& filter) const override {
        return queried_->account_turnover(tenant, filter);
    }
    AccountPage account_page(const domain::Uuid& tenant, const AccountFilter& filter) const override {
        return queried_->account_page(tenant, filter);
    }

private:
    using Visit = std::function<void(const std::string& key, const std::string& value)>;
    [[nodiscard]] const MapRows& of(ProjectionId id) const { return rows_[static_cast<std::size_t>(id)]; }
    void each(ProjectionId id, const domain::Uuid& tenant, char kind, const Visit& visit) const;
    template <class Row>
    [[nodiscard]] std::optional<Row> row_of(ProjectionId id, const domain::Uuid& tenant,
                                            const domain::Uuid& row_id) const;
    template <class Row, class Find>
    Slice<Row> newest_first(ProjectionId id, const domain::Uuid& tenant, const Page& page, Find find) const;
    using Places = std::vector<std::pair<std::int64_t, domain::Uuid>>;  // in position order
    template <class Row, class Find>
    static Slice<Row> newest_of(const Places& places, const Page& page, Find find);

    ProjectionPosition position_;
    mutable std::vector<MapRows> rows_{all_projections().begin(), all_projections().end()};
    std::unique_ptr<ReadSnapshot> queried_;
};

/// Who waits for which position; apart from the read models because the store, which outlives them, reaches it.
class ReachedPositions {
public:
    void reach(std::int64_t position);
    void when_reached(std::int64_t position, std::function<void(bool)> callback);

private:
    std::mutex mutex_;
    std::int64_t reached_ = 0;
    std::multimap<std::int64_t, std::function<void(bool)>> waiters_;
};

class FoldedReadModels final : public ReadModels {
public:
    /// `reached` is told of every commit to the store.
    FoldedReadModels(eventstore::EventStore& store, ReachedPositions& reached) : store_(store), reached_(reached) {}
    std::unique_ptr<ReadSnapshot> snapshot() override { return std::make_unique<FoldedSnapshot>(store_); }
    using ReadModels::when_reached;
    void when_reached(std::int64_t position, std::function<void(bool)> callback, Hurry) override {
        reached_.when_reached(position, std::move(callback));
    }
    std::unique_ptr<ReadSnapshot> snapshot_at(const domain::Uuid&, std::int64_t position) override {
        return std::make_unique<FoldedSnapshot>(store_, position);
    }
    std::vector<ProjectionStatus> status() override;
    std::pair<std::string, ProjectionPosition> digest(std::string_view) override { return {}; }
    /// Which then goes on for ever.
    void start_rebuild(std::string_view projection) override;

private:
    eventstore::EventStore& store_;
    ReachedPositions& reached_;
    std::mutex mutex_;
    std::set<std::string, std::less<>> rebuilt_;
};

}  // namespace suoledger::projections
