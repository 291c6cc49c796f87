// SPDX-License-Identifier: Apache-2.0
// Writing a step out as a command of deliveries.
#pragma once

#include <utility>

#include "tests/domain/random_privacy_commands.hpp"

namespace suoledger::domain {

class DeliveryCommandOf : protected PrivacyCommandOf {
public:
    using PrivacyCommandOf::PrivacyCommandOf;

protected:
    using PrivacyCommandOf::fill;
    void fill(ChangeLogo& command) {
        if (dice(4) != 3) command.logo_sha256 = DocumentHash{static_cast<std::uint8_t>(dice(3))};
    }
    void fill(RenewPayLink& command) { command.invoice_id = an_invoice_there(); }
    void fill(ClaimTransfer& command) {
        command.invoice_id = an_invoice_there();
        command.claim_id = numbered(700'000, step_.item * 100 + dice(40));
        command.revision = revision_of(command.invoice_id);
        command.amount = {step_.amount, currency_of(command.invoice_id)};
        command.payer_name = PersonalText("Bola Ade");
        if (dice(3) == 2) command.claimed_on = today();
    }
    void fill(RejectTransferClaim& command) {
        std::vector<std::pair<Uuid, Uuid>> there;
        each<DeliveryState>([&](const DeliveryState& delivery) {
            for (const TransferClaim& claim : delivery.claims) there.emplace_back(delivery.id, claim.id);
        });
        std::tie(command.invoice_id, command.claim_id) = mostly_one_of(there, {an_invoice_there(), id(404)});
    }
    void fill(RequestSend& command) {
        command.message_template = static_cast<MessageTemplate>(dice(5));
        command.subject_id = subject_of(document_of(command.message_template));
        command.message_id = numbered(750'000, step_.item * 1'000 + dice(1'000));
        if (dice(2) == 0) command.what = 1 + dice(2);
        if (dice(4) != 3) command.to = PersonalText("bola@example.com");
    }
    void fill(RecordDelivery& command) {
        std::vector<std::pair<Uuid, Uuid>> there;
        each<DeliveryState>([&](const DeliveryState& delivery) {
            for (const DeliveryMessage& message : delivery.messages) there.emplace_back(delivery.id, message.id);
        });
        std::tie(command.subject_id, command.message_id) = mostly_one_of(there, {an_invoice_there(), id(404)});
        command.outcome = static_cast<DeliveryOutcome>(dice(4));
        command.code = "mailbox_full";
        command.permanent = dice(4) == 3;
        command.reason = PersonalText("bola@example.com is full");
    }
    void fill(RecordView& command) {
        command.invoice_id = an_invoice_there();
        command.revision = revision_of(command.invoice_id);
    }
    void fill(RecordDocument& command) {
        command.kind = static_cast<DocumentKind>(dice(4));
        command.subject_id = subject_of(command.kind);
        command.document_version = 1 + dice(2);
        command.template_version = "1";
        command.erasure = static_cast<DocumentErasure>(dice(3));
        command.sha256 = {static_cast<std::uint8_t>(dice(8) == 7 ? 2 : 1)};
        command.bytes = 20'000;
    }

private:
    Uuid an_invoice_there() {
        std::vector<Uuid> there;
        each<InvoiceState>([&](const InvoiceState& invoice) { there.push_back(invoice.id); });
        return mostly_one_of(there, numbered(1000, step_.invoice));
    }
    Uuid a_payment_there() {
        std::vector<Uuid> there;
        each<PaymentState>([&](const PaymentState& payment) { there.push_back(payment.id); });
        return mostly_one_of(there, numbered(5000, step_.payment));
    }
    Uuid subject_of(DocumentKind kind) {
        if (kind == DocumentKind::receipt) return a_payment_there();
        return kind == DocumentKind::statement ? customer() : an_invoice_there();
    }
    [[nodiscard]] std::int64_t revision_of(const Uuid& invoice_id) const {
        std::int64_t revision = 1;
        each<InvoiceState>([&](const InvoiceState& invoice) {
            if (invoice.id == invoice_id) revision = invoice.revision;
        });
        return revision;
    }
    [[nodiscard]] Currency currency_of(const Uuid& invoice_id) const {
        Currency currency = Currency::ngn;
        each<InvoiceState>([&](const InvoiceState& invoice) {
            if (invoice.id == invoice_id) currency = invoice.currency;
        });
        return currency;
    }
};

}  // namespace suoledger::domain
