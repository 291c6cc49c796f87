// SPDX-License-Identifier: Apache-2.0
// Random commands of deliveries.
#include "tests/projections/history_delivery.hpp"

#include "eventstore/leaf.hpp"
#include "tests/projections/fresh_id.hpp"

namespace suoledger::projections {

using domain::Uuid;

domain::Command DeliveryCommands::next(const Uuid& tenant, const std::vector<Uuid>& invoices,
                                       const std::vector<Uuid>& payments) {
    Made& made = made_[tenant];
    const Uuid invoice = any(invoices);
    switch (below(9)) {
        case 0:
            return domain::RenewPayLink{invoice};
        case 1:
            return claim(made, invoice);
        case 2: {
            const Place place = any(made.claims);
            return domain::RejectTransferClaim{place.first, place.second, domain::PersonalText("Not found")};
        }
        case 3:
        case 4:
            return send(made, invoice, any(payments));
        case 5:
        case 6:
            return outcome(any(made.messages));
        case 7:
            return domain::RecordView{invoice, static_cast<std::int64_t>(1 + below(2))};
        default:
            return domain::RecordDocument{.subject_id = invoice,
                                          .kind = domain::DocumentKind::invoice,
                                          .document_version = static_cast<std::int64_t>(1 + below(2)),
                                          .template_version = "1",
                                          .erasure = static_cast<domain::DocumentErasure>(below(3)),
                                          .sha256 = {1},
                                          .bytes = 20'000};
    }
}

domain::Command DeliveryCommands::claim(Made& made, const Uuid& invoice) {
    domain::ClaimTransfer command;
    command.invoice_id = invoice;
    command.claim_id = fresh_id();
    command.revision = below(4) == 0 ? 2 : 1;
    command.amount = {static_cast<std::int64_t>(1 + below(9'000)), domain::Currency::ngn};
    command.payer_name = domain::PersonalText("Sade Obi");
    made.claims.emplace_back(command.invoice_id, command.claim_id);
    return command;
}

domain::Command DeliveryCommands::send(Made& made, const Uuid& invoice, const Uuid& payment) {
    domain::RequestSend command;
    command.message_template = below(3) == 0   ? domain::MessageTemplate::receipt
                               : below(2) == 0 ? domain::MessageTemplate::reminder
                                               : domain::MessageTemplate::invoice;
    command.subject_id = command.message_template == domain::MessageTemplate::receipt ? payment : invoice;
    command.message_id = fresh_id();
    command.to = domain::PersonalText("sade@example.com");
    made.messages.emplace_back(command.subject_id, command.message_id);
    return command;
}

domain::Command DeliveryCommands::outcome(const Place& message) {
    domain::RecordDelivery command;
    command.subject_id = message.first;
    command.message_id = message.second;
    command.outcome = static_cast<domain::DeliveryOutcome>(below(4));
    if (command.outcome == domain::DeliveryOutcome::sent) command.provider_message_id = "4711@mx.example";
    command.code = "mailbox_full";
    command.permanent = below(4) == 0;
    command.reason = domain::PersonalText("sade@example.com is full");
    return command;
}

}  // namespace suoledger::projections
