// SPDX-License-Identifier: Apache-2.0
// Fixed samples of the events of deliveries; frozen like the others.
#include "tests/eventstore/event_samples.hpp"

namespace suoledger::eventstore {
namespace {

using domain::PersonalText;

const auto message = numbered_id(0xd1);
const auto claim = numbered_id(0xd2);
const auto mail = domain::DeliveryChannel::mail;
const domain::Date claimed_on{20'781};  // 2026-11-24

}  // namespace

std::vector<domain::Event> delivery_events() {
    return {
        domain::LogoChanged{domain::DocumentHash{0xab, 0xcd}},
        domain::PayLinkRenewed{3},
        domain::TransferClaimed{claim, 2, domain::Currency::ngn, 9'000'000, PersonalText("Adaeze Okonkwo"),
                                PersonalText("NIP/Adaeze/Rice"), claimed_on},
        domain::TransferClaimRejected{claim, PersonalText("Nothing of it has arrived")},
        domain::SendRequested{message, mail, domain::MessageTemplate::reminder, 2, PersonalText("adaeze@example.com")},
        domain::InvoiceSent{message, mail, "8F3A21C07D"},
        domain::InvoiceDelivered{message, mail},
        domain::InvoiceBounced{message, mail, "mailbox_unknown", true, PersonalText("adaeze@example.com: no such box")},
        domain::SendingFailed{message, mail, "refused"},
        domain::InvoiceViewed{2, domain::DeliveryChannel::page},
        domain::DocumentRendered{domain::DocumentKind::credit_note, 7, "2026-11", domain::DocumentErasure::contact,
                                 domain::DocumentHash{0x12, 0x34}, 23'456},
    };
}

}  // namespace suoledger::eventstore
