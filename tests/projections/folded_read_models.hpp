// SPDX-License-Identifier: Apache-2.0
// Read models in a map: the real folds over a memory log, folded at every snapshot; lists know position order only.
#pragma once

#include <array>
#include <map>

#include "eventstore/codec.hpp"
#include "eventstore/event_store.hpp"
#include "projections/keys.hpp"
#include "projections/projection.hpp"
#include "projections/row_fields.hpp"

namespace suoledger::projections {

class MapRows final : public Rows {
public:
    std::optional<std::string> get(const std::string& key) override {
        const auto found = rows.find(key);
        return found == rows.end() ? std::nullopt : std::optional(found->second);
    }
    void put(const std::string& key, std::string value) override { rows[key] = std::move(value); }
    void erase(const std::string& key) override { rows.erase(key); }
    std::map<std::string, std::string> rows;
};

class FoldedSnapshot final : public ReadSnapshot {
public:
    explicit FoldedSnapshot(eventstore::EventStore& store);

    ProjectionPosition position() const override { return position_; }
    std::optional<BusinessRow> business(const domain::Uuid& tenant) const override;
    std::optional<ApiKeyRow> api_key_by_public_part(std::string_view public_part) const override;
    std::vector<ApiKeyRow> api_keys(const domain::Uuid& tenant) const override;
    std::optional<CustomerRow> customer(const domain::Uuid& tenant, const domain::Uuid& id) const override;
    Slice<CustomerRow> customers(const domain::Uuid& tenant, const Page& page) const override;
    std::optional<InvoiceRow> invoice(const domain::Uuid& tenant, const domain::Uuid& id) const override;
    Slice<InvoiceRow> invoices(const domain::Uuid& tenant, const InvoiceFilter& filter,
                               const Page& page) const override;
    std::optional<PaymentRow> payment(const domain::Uuid& tenant, const domain::Uuid& id) const override;
    Slice<PaymentRow> payments(const domain::Uuid& tenant, const PaymentFilter& filter,
                               const Page& page) const override;
    std::vector<MemberRow> members(const domain::Uuid& tenant) const override;
    std::optional<PayoutRow> payout(const domain::Uuid& tenant, const domain::Uuid& id) const override;
    Slice<PayoutRow> payouts(const domain::Uuid& tenant, const Page& page) const override;
    std::optional<ExpenseRow> expense(const domain::Uuid& tenant, const domain::Uuid& id) const override;
    Slice<ExpenseRow> expenses(const domain::Uuid& tenant, const ExpenseFilter& filter,
                               const Page& page) const override;
    std::vector<JournalRow> journal(const domain::Uuid& tenant, const JournalFilter& filter) const override;
    std::vector<AccountSum> account_sums(const domain::Uuid& tenant, domain::Currency) const override;

private:
    using Visit = std::function<void(const std::string& key, const std::string& value)>;
    [[nodiscard]] const MapRows& of(ProjectionId id) const { return rows_[static_cast<std::size_t>(id)]; }
    void each(ProjectionId id, const domain::Uuid& tenant, char kind, const Visit& visit) const;
    template <class Row>
    [[nodiscard]] std::optional<Row> row_of(ProjectionId id, const domain::Uuid& tenant,
                                            const domain::Uuid& row_id) const;
    template <class Row, class Find>
    Slice<Row> newest_first(ProjectionId id, const domain::Uuid& tenant, const Page& page, Find find) const;

    ProjectionPosition position_;
    mutable std::array<MapRows, projection_count> rows_;
};

class FoldedReadModels final : public ReadModels {
public:
    explicit FoldedReadModels(eventstore::EventStore& store) : store_(store) {}
    std::unique_ptr<ReadSnapshot> snapshot() override { return std::make_unique<FoldedSnapshot>(store_); }
    void when_reached(std::int64_t, std::function<void(bool)> callback) override { callback(true); }
    std::vector<ProjectionStatus> status() override;
    std::pair<std::string, ProjectionPosition> digest(std::string_view) override { return {}; }
    void rebuild(std::string_view projection) override;

private:
    eventstore::EventStore& store_;
};

}  // namespace suoledger::projections
