// SPDX-License-Identifier: Apache-2.0
// Commands of payers.
#include "http/payer_commands.hpp"

#include <algorithm>

#include "eventstore/leaf.hpp"
#include "http/submission.hpp"

namespace suoledger::http {
namespace {

using eventstore::bytes_of;

constexpr std::string_view claim_tag = "suoledger/transfer-claim/v1";

bool was_seen(const PayerInvoice& found) {
    if (!found.delivery) return false;
    const auto& views = found.delivery->views;
    return std::ranges::find(views, found.row.revision, &projections::ViewRow::revision) != views.end();
}

}  // namespace

void record_view(const Services& services, const Request& request, const PayerInvoice& found) {
    if (request.method != Method::get || was_seen(found)) return;
    const std::string instance = domain::to_string(found.row.id) + "/" + std::to_string(found.row.revision);
    services.store.submit(step_of(services, request, {found.tenant, "view", instance},
                                  domain::RecordView{found.row.id, found.row.revision}),
                          [](const eventstore::AppendOutcome&) {});
}

domain::ClaimTransfer claim_of(const Services& services, const PayerInvoice& found, ClaimFields fields) {
    const std::int64_t amount = fields.amount.value_or(domain::amount_due_of(found.row.figures));
    const std::string day = fields.claimed_on ? domain::to_string(*fields.claimed_on) : std::string();
    const auto words =
        eventstore::length_prefixed({bytes_of(claim_tag), found.row.id.bytes, eventstore::big_endian(fields.revision),
                                     eventstore::big_endian(amount), bytes_of(fields.payer_name.value),
                                     bytes_of(fields.reference.value), bytes_of(day)});
    return {.invoice_id = found.row.id,
            .claim_id = eventstore::uuid_v8_of(services.vault.fingerprint(found.tenant, words)),
            .revision = fields.revision,
            .amount = {amount, found.row.currency},
            .payer_name = std::move(fields.payer_name),
            .reference = std::move(fields.reference),
            .claimed_on = fields.claimed_on};
}

}  // namespace suoledger::http
