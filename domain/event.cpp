// SPDX-License-Identifier: Apache-2.0
// Which events take a legal number.
#include "domain/event.hpp"

#include <array>
#include <type_traits>

namespace suoledger::domain {
namespace {

struct SeriesOfEvent {
    Series operator()(const InvoiceIssued&) const { return Series::invoice; }
    Series operator()(const CreditNoteIssued&) const { return Series::credit_note; }
    Series operator()(const PaymentReceived&) const { return Series::receipt; }
    Series operator()(const BusinessRegistered&) const { return Series::none; }
    Series operator()(const BusinessProfileChanged&) const { return Series::none; }
    Series operator()(const ApiKeyIssued&) const { return Series::none; }
    Series operator()(const ApiKeyRevoked&) const { return Series::none; }
    Series operator()(const OperatorKeyIssued&) const { return Series::none; }
    Series operator()(const OperatorKeyRevoked&) const { return Series::none; }
    Series operator()(const CustomerRegistered&) const { return Series::none; }
    Series operator()(const CustomerDetailsChanged&) const { return Series::none; }
    Series operator()(const InvoiceCancelled&) const { return Series::none; }
    Series operator()(const PaymentApplied&) const { return Series::none; }
    Series operator()(const PaymentUnapplied&) const { return Series::none; }
    Series operator()(const InvoiceReopened&) const { return Series::none; }
    Series operator()(const PaymentAllocated&) const { return Series::none; }
    Series operator()(const PaymentDeallocated&) const { return Series::none; }
    Series operator()(const TaxProfileChanged&) const { return Series::none; }
    Series operator()(const BankAccountChanged&) const { return Series::none; }
    Series operator()(const MemberAdded&) const { return Series::none; }
    Series operator()(const MemberRemoved&) const { return Series::none; }
    Series operator()(const ConsentGiven&) const { return Series::none; }
    Series operator()(const ConsentWithdrawn&) const { return Series::none; }
    Series operator()(const InvoiceDrafted&) const { return Series::none; }
    Series operator()(const DraftChanged&) const { return Series::none; }
    Series operator()(const DraftDiscarded&) const { return Series::none; }
    Series operator()(const InvoiceRevised&) const { return Series::none; }
    Series operator()(const InvoiceWrittenOff&) const { return Series::none; }
    Series operator()(const InvoiceWriteOffReversed&) const { return Series::none; }
    Series operator()(const WithholdingTaxRecorded&) const { return Series::none; }
    Series operator()(const VatWithheldRecorded&) const { return Series::none; }
    Series operator()(const WithholdingReversed&) const { return Series::none; }
    Series operator()(const RefundRequested&) const { return Series::none; }
    Series operator()(const RefundSettled&) const { return Series::none; }
    Series operator()(const RefundFailed&) const { return Series::none; }
    Series operator()(const ChargebackOpened&) const { return Series::none; }
    Series operator()(const ChargebackWon&) const { return Series::none; }
    Series operator()(const ChargebackLost&) const { return Series::none; }
    Series operator()(const ProviderPayoutRecorded&) const { return Series::none; }
    Series operator()(const ExpenseRecorded&) const { return Series::none; }
    Series operator()(const ExpenseCorrected&) const { return Series::none; }
    Series operator()(const ExpenseVoided&) const { return Series::none; }
    Series operator()(const AccountingYearChanged&) const { return Series::none; }
    Series operator()(const ErasureRequested&) const { return Series::none; }
    Series operator()(const SubjectKeyDestroyed&) const { return Series::none; }
    Series operator()(const RecordKeyPostponed&) const { return Series::none; }
    Series operator()(const LegalHoldPlaced&) const { return Series::none; }
    Series operator()(const LegalHoldReleased&) const { return Series::none; }
    Series operator()(const ProcessingRestricted&) const { return Series::none; }
    Series operator()(const ProcessingRestrictionLifted&) const { return Series::none; }
    Series operator()(const RequestReceived&) const { return Series::none; }
    Series operator()(const RequesterIdentified&) const { return Series::none; }
    Series operator()(const RequestDecided&) const { return Series::none; }
    Series operator()(const RequestCompleted&) const { return Series::none; }
    Series operator()(const BreachAssessed&) const { return Series::none; }
    Series operator()(const AuthorityNotified&) const { return Series::none; }
    Series operator()(const SubjectsNotified&) const { return Series::none; }
    Series operator()(const PersonalDataRead&) const { return Series::none; }
    Series operator()(const HistoryExported&) const { return Series::none; }
    Series operator()(const KekRotated&) const { return Series::none; }
    Series operator()(const KekDestroyed&) const { return Series::none; }
    Series operator()(const PaymentInitiated&) const { return Series::none; }
    Series operator()(const CheckoutOpened&) const { return Series::none; }
    Series operator()(const PaymentFailed&) const { return Series::none; }
    Series operator()(const RefundAcknowledged&) const { return Series::none; }
    Series operator()(const LogoChanged&) const { return Series::none; }
    Series operator()(const PayLinkRenewed&) const { return Series::none; }
    Series operator()(const TransferClaimed&) const { return Series::none; }
    Series operator()(const TransferClaimRejected&) const { return Series::none; }
    Series operator()(const SendRequested&) const { return Series::none; }
    Series operator()(const InvoiceSent&) const { return Series::none; }
    Series operator()(const InvoiceDelivered&) const { return Series::none; }
    Series operator()(const InvoiceBounced&) const { return Series::none; }
    Series operator()(const SendingFailed&) const { return Series::none; }
    Series operator()(const InvoiceViewed&) const { return Series::none; }
    Series operator()(const DocumentRendered&) const { return Series::none; }
};

constexpr bool event_names_are_unique() {
    return []<class... E>(std::type_identity<std::variant<E...>>) {
        const std::array names{EventName<E>::value...};
        for (std::size_t i = 0; i < names.size(); ++i)
            for (std::size_t j = i + 1; j < names.size(); ++j)
                if (names[i] == names[j]) return false;
        return true;
    }(std::type_identity<AnyEvent>{});
}
static_assert(event_names_are_unique(), "two events share a wire name");

}  // namespace

Event::Event(const Event&) = default;
Event::Event(Event&&) noexcept = default;
Event& Event::operator=(const Event&) = default;
Event& Event::operator=(Event&&) noexcept = default;
Event::~Event() = default;

Series series_of(const Event& event) { return std::visit(SeriesOfEvent{}, event); }

}  // namespace suoledger::domain
