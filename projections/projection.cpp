// SPDX-License-Identifier: Apache-2.0
// The table of projections.
#include "projections/projection.hpp"

#include <array>

#include <fmt/core.h>

namespace suoledger::projections {

namespace {

constexpr std::array<Projection, projection_count> projections{{
    {ProjectionId::businesses, "businesses", 4, fold_businesses, RowKinds("r")},
    {ProjectionId::api_keys, "api_keys", 1, fold_api_keys, RowKinds("r")},
    {ProjectionId::customers, "customers", 4, fold_customers, RowKinds("biprz")},
    {ProjectionId::invoices, "invoices", 7, fold_invoices, RowKinds("rvwz")},
    {ProjectionId::payments, "payments", 3, fold_payments, RowKinds("r")},
    {ProjectionId::journal, "journal", 1, fold_journal, RowKinds("z")},
    {ProjectionId::trial_balance, "trial_balance", 1, fold_trial_balance, RowKinds("t")},
    {ProjectionId::payouts, "payouts", 1, fold_payouts, RowKinds("")},
    {ProjectionId::expenses, "expenses", 1, fold_expenses, RowKinds("r")},
    {ProjectionId::figures, "figures", 3, fold_figures, RowKinds("adhipqsuz")},
    {ProjectionId::requests, "requests", 1, fold_requests, RowKinds("r")},
    {ProjectionId::deliveries, "deliveries", 1, fold_deliveries, RowKinds("r")},
    {ProjectionId::invoice_documents, "invoice_documents", 1, fold_invoice_documents, RowKinds(""), true},
}};

}  // namespace

std::span<const Projection, projection_count> all_projections() { return projections; }

const Projection* find_projection(std::string_view name) {
    for (const auto& projection : projections) {
        if (projection.name == name) return &projection;
    }
    return nullptr;
}

std::string column_family_of(const Projection& projection) {
    return fmt::format("{}.v{}", projection.name, projection.version);
}

StoredPayload stored_payload_of(const eventstore::RecordedEvent& recorded) {
    return {recorded.event_id, recorded.event_type, recorded.schema_version, recorded.payload};
}

}  // namespace suoledger::projections
