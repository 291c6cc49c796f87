// SPDX-License-Identifier: Apache-2.0
// What a pay link shows: the invoice of its token, as far as whoever holds the link may see it.
#pragma once

#include <boost/json/object.hpp>
#include <expected>
#include <optional>
#include <string_view>

#include "http/pay_link.hpp"
#include "http/reading.hpp"

namespace suoledger::http {

/// The rows behind a pay link that holds.
struct PayerInvoice {
    domain::Uuid tenant;
    projections::InvoiceRow row;
    std::optional<projections::DeliveryRow> delivery;  // none: nothing was sent, claimed or seen yet
};
/// 404 `not_found` for what is no token of ours or of no invoice that is issued; 410 `pay_link_renewed` for one of an
/// earlier generation. A token of a later generation than the rows know holds: they are behind.
std::expected<PayerInvoice, Problem> find_payer_invoice(const Services& services,
                                                        const projections::ReadSnapshot& snapshot,
                                                        std::string_view token);

/// What the payer is told of a claim.
struct PayerClaim {
    std::int64_t amount = 0, revision = 1;
    domain::Date claimed_on;
    bool rejected = false;
};
struct PayerView {
    domain::Uuid tenant, id;
    std::int64_t number = 0, revision = 1;
    domain::InvoiceIssued document;  // personal texts open, or erased
    domain::InvoiceFigures figures;
    domain::Date today;  // in the tenant's zone
    std::optional<PayerClaim> last_claim;
    bool can_pay_online = false;
    domain::Timestamp updated_at;
};
PayerView payer_view(const Services& services, const projections::ReadSnapshot& snapshot, const PayerInvoice& found);
/// The least that a payer needs: no ids, no metadata, of the buyer the name alone.
boost::json::object payer_json(const PayerView& view);

/// What live streams tell, after every change: `{"object":"payer_status",…}`.
struct PayerStatus {
    std::int64_t revision = 1;
    domain::InvoiceFigures figures;
};
boost::json::object payer_status_json(const PayerStatus& status);

}  // namespace suoledger::http
