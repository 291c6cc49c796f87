// SPDX-License-Identifier: Apache-2.0
// Base of visitors that name the events which they pass over, so that a new event does not compile unseen.
#pragma once

#include "domain/event.hpp"

namespace suoledger::domain {

template <class E>
struct PassedOverOne {
    void operator()(const E&) const {}
};
template <class... E>
struct PassedOver : PassedOverOne<E>... {
    using PassedOverOne<E>::operator()...;
};

using WithoutFigures =
    PassedOver<BusinessRegistered, BusinessProfileChanged, TaxProfileChanged, BankAccountChanged, MemberAdded,
               MemberRemoved, ApiKeyIssued, ApiKeyRevoked, OperatorKeyIssued, OperatorKeyRevoked, CustomerRegistered,
               CustomerDetailsChanged, ConsentGiven, ConsentWithdrawn, InvoiceDrafted, DraftChanged, DraftDiscarded,
               InvoiceReopened, AccountingYearChanged, ErasureRequested, SubjectKeyDestroyed, RecordKeyPostponed,
               LegalHoldPlaced, LegalHoldReleased, ProcessingRestricted, ProcessingRestrictionLifted, RequestReceived,
               RequesterIdentified, RequestDecided, RequestCompleted, BreachAssessed, AuthorityNotified,
               SubjectsNotified, PersonalDataRead, HistoryExported, KekRotated, KekDestroyed, PaymentInitiated,
               CheckoutOpened, PaymentFailed, RefundAcknowledged, LogoChanged, PayLinkRenewed, TransferClaimed,
               TransferClaimRejected, SendRequested, InvoiceSent, InvoiceDelivered, InvoiceBounced, SendingFailed,
               InvoiceViewed, DocumentRendered>;

}  // namespace suoledger::domain
