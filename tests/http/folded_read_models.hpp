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

namespace suoledger::http::test {

class MapRows final : public projections::Rows {
public:
    std::optional<std::string> get(const std::string& key) override {
        const auto found = rows.find(key);
        return found == rows.end() ? std::nullopt : std::optional(found->second);
    }
    void put(const std::string& key, std::string value) override { rows[key] = std::move(value); }
    void erase(const std::string& key) override { rows.erase(key); }
    std::map<std::string, std::string> rows;
};

class FoldedSnapshot final : public projections::ReadSnapshot {
public:
    explicit FoldedSnapshot(eventstore::EventStore& store);

    projections::ProjectionPosition position() const override { return position_; }
    std::optional<projections::BusinessRow> business(const domain::Uuid& tenant) const override;
    std::optional<projections::ApiKeyRow> api_key_by_public_part(std::string_view public_part) const override;
    std::vector<projections::ApiKeyRow> api_keys(const domain::Uuid& tenant) const override;
    std::optional<projections::CustomerRow> customer(const domain::Uuid& tenant, const domain::Uuid& id) const override;
    projections::Slice<projections::CustomerRow> customers(const domain::Uuid& tenant,
                                                           const projections::Page& page) const override;
    std::optional<projections::InvoiceRow> invoice(const domain::Uuid& tenant, const domain::Uuid& id) const override;
    projections::Slice<projections::InvoiceRow> invoices(const domain::Uuid& tenant,
                                                         const projections::InvoiceFilter& filter,
                                                         const projections::Page& page) const override;
    std::optional<projections::PaymentRow> payment(const domain::Uuid& tenant, const domain::Uuid& id) const override;
    projections::Slice<projections::PaymentRow> payments(const domain::Uuid& tenant,
                                                         std::optional<domain::Uuid> invoice,
                                                         std::optional<domain::Uuid> customer,
                                                         const projections::Page& page) const override;
    std::vector<projections::JournalRow> journal(const domain::Uuid& tenant,
                                                 const projections::JournalFilter& filter) const override;
    std::vector<projections::AccountSum> account_sums(const domain::Uuid& tenant, domain::Currency) const override;

private:
    using Visit = std::function<void(const std::string& key, const std::string& value)>;
    [[nodiscard]] const MapRows& of(projections::ProjectionId id) const { return rows_[static_cast<std::size_t>(id)]; }
    void each(projections::ProjectionId id, const domain::Uuid& tenant, char kind, const Visit& visit) const;
    template <class Row, class Find>
    projections::Slice<Row> newest_first(projections::ProjectionId id, const domain::Uuid& tenant,
                                         const projections::Page& page, Find find) const;

    projections::ProjectionPosition position_;
    mutable std::array<MapRows, projections::projection_count> rows_;
};

class FoldedReadModels final : public projections::ReadModels {
public:
    explicit FoldedReadModels(eventstore::EventStore& store) : store_(store) {}
    std::unique_ptr<projections::ReadSnapshot> snapshot() override { return std::make_unique<FoldedSnapshot>(store_); }
    void when_reached(std::int64_t, std::function<void(bool)> callback) override { callback(true); }
    std::vector<projections::ProjectionStatus> status() override;
    std::pair<std::string, projections::ProjectionPosition> digest(std::string_view) override { return {}; }
    void rebuild(std::string_view projection) override;

private:
    eventstore::EventStore& store_;
};

}  // namespace suoledger::http::test
