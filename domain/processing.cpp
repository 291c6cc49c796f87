// SPDX-License-Identifier: Apache-2.0
// The table of retention, by event type.
#include "domain/processing.hpp"

#include <array>
#include <utility>

namespace suoledger::domain {
namespace {

using enum Purpose;
using enum LawfulBasis;
using enum RetentionClass;

struct Handling {
    Purpose purpose{};
    LawfulBasis basis{};
    RetentionClass retention{};
};
constexpr Handling accounting{invoicing, legal_obligation, books};
constexpr Handling drafting{invoicing, contract, books};
constexpr Handling relating{customer_relation, contract, relation};
constexpr Handling rights{rights_of_people, legal_obligation, accountability};
constexpr Handling keys{access_control, legitimate_interest, access};
constexpr Handling profile{business_account, contract, books};
constexpr Handling platform{service_operation, legitimate_interest, operation};

/// Not defined for an event that nobody thought about.
template <class E>
constexpr Handling handling_of = E::has_no_handling;
#define SUOLEDGER_HANDLING(type, handling) \
    template <>                            \
    constexpr Handling handling_of<type> = handling
SUOLEDGER_HANDLING(BusinessRegistered, profile);
SUOLEDGER_HANDLING(BusinessProfileChanged, profile);
SUOLEDGER_HANDLING(TaxProfileChanged, profile);
SUOLEDGER_HANDLING(BankAccountChanged, profile);
SUOLEDGER_HANDLING(ApiKeyIssued, keys);
SUOLEDGER_HANDLING(ApiKeyRevoked, keys);
SUOLEDGER_HANDLING(OperatorKeyIssued, keys);
SUOLEDGER_HANDLING(OperatorKeyRevoked, keys);
SUOLEDGER_HANDLING(MemberAdded, keys);
SUOLEDGER_HANDLING(MemberRemoved, keys);
SUOLEDGER_HANDLING(CustomerRegistered, relating);
SUOLEDGER_HANDLING(CustomerDetailsChanged, relating);
constexpr Handling consenting{consent_evidence, legal_obligation, accountability};
SUOLEDGER_HANDLING(ConsentGiven, consenting);
SUOLEDGER_HANDLING(ConsentWithdrawn, consenting);
SUOLEDGER_HANDLING(InvoiceDrafted, drafting);
SUOLEDGER_HANDLING(DraftChanged, drafting);
SUOLEDGER_HANDLING(DraftDiscarded, drafting);
SUOLEDGER_HANDLING(InvoiceIssued, accounting);
SUOLEDGER_HANDLING(InvoiceRevised, accounting);
SUOLEDGER_HANDLING(InvoiceCancelled, accounting);
SUOLEDGER_HANDLING(InvoiceReopened, accounting);
SUOLEDGER_HANDLING(InvoiceWrittenOff, accounting);
SUOLEDGER_HANDLING(InvoiceWriteOffReversed, accounting);
SUOLEDGER_HANDLING(CreditNoteIssued, accounting);
SUOLEDGER_HANDLING(PaymentApplied, accounting);
SUOLEDGER_HANDLING(PaymentUnapplied, accounting);
SUOLEDGER_HANDLING(WithholdingTaxRecorded, accounting);
SUOLEDGER_HANDLING(VatWithheldRecorded, accounting);
SUOLEDGER_HANDLING(WithholdingReversed, accounting);
SUOLEDGER_HANDLING(PaymentReceived, accounting);
SUOLEDGER_HANDLING(PaymentAllocated, accounting);
SUOLEDGER_HANDLING(PaymentDeallocated, accounting);
SUOLEDGER_HANDLING(RefundRequested, accounting);
SUOLEDGER_HANDLING(RefundSettled, accounting);
SUOLEDGER_HANDLING(RefundFailed, accounting);
SUOLEDGER_HANDLING(ChargebackOpened, accounting);
SUOLEDGER_HANDLING(ChargebackWon, accounting);
SUOLEDGER_HANDLING(ChargebackLost, accounting);
SUOLEDGER_HANDLING(ProviderPayoutRecorded, accounting);
SUOLEDGER_HANDLING(ExpenseRecorded, accounting);
SUOLEDGER_HANDLING(ExpenseCorrected, accounting);
SUOLEDGER_HANDLING(ExpenseVoided, accounting);
SUOLEDGER_HANDLING(AccountingYearChanged, profile);
SUOLEDGER_HANDLING(ErasureRequested, rights);
SUOLEDGER_HANDLING(SubjectKeyDestroyed, rights);
SUOLEDGER_HANDLING(RecordKeyPostponed, rights);
SUOLEDGER_HANDLING(LegalHoldPlaced, rights);
SUOLEDGER_HANDLING(LegalHoldReleased, rights);
SUOLEDGER_HANDLING(ProcessingRestricted, rights);
SUOLEDGER_HANDLING(ProcessingRestrictionLifted, rights);
SUOLEDGER_HANDLING(RequestReceived, rights);
SUOLEDGER_HANDLING(RequesterIdentified, rights);
SUOLEDGER_HANDLING(RequestDecided, rights);
SUOLEDGER_HANDLING(RequestCompleted, rights);
SUOLEDGER_HANDLING(BreachAssessed, rights);
SUOLEDGER_HANDLING(AuthorityNotified, rights);
SUOLEDGER_HANDLING(SubjectsNotified, rights);
SUOLEDGER_HANDLING(PersonalDataRead, rights);
SUOLEDGER_HANDLING(HistoryExported, rights);
SUOLEDGER_HANDLING(KekRotated, platform);
SUOLEDGER_HANDLING(KekDestroyed, platform);
SUOLEDGER_HANDLING(PaymentInitiated, accounting);
SUOLEDGER_HANDLING(CheckoutOpened, accounting);
SUOLEDGER_HANDLING(PaymentFailed, accounting);
SUOLEDGER_HANDLING(RefundAcknowledged, accounting);
SUOLEDGER_HANDLING(LogoChanged, profile);
constexpr Handling delivering{delivery_of_documents, contract, relation};
SUOLEDGER_HANDLING(PayLinkRenewed, delivering);
SUOLEDGER_HANDLING(TransferClaimed, drafting);
SUOLEDGER_HANDLING(TransferClaimRejected, drafting);
SUOLEDGER_HANDLING(SendRequested, delivering);
SUOLEDGER_HANDLING(InvoiceSent, delivering);
SUOLEDGER_HANDLING(InvoiceDelivered, delivering);
SUOLEDGER_HANDLING(InvoiceBounced, delivering);
SUOLEDGER_HANDLING(SendingFailed, delivering);
SUOLEDGER_HANDLING(InvoiceViewed, delivering);
SUOLEDGER_HANDLING(DocumentRendered, accounting);
#undef SUOLEDGER_HANDLING

template <std::size_t... index>
constexpr auto table_of(std::index_sequence<index...>) {
    return std::array{EventHandling{EventName<std::variant_alternative_t<index, AnyEvent>>::value,
                                    handling_of<std::variant_alternative_t<index, AnyEvent>>.purpose,
                                    handling_of<std::variant_alternative_t<index, AnyEvent>>.basis,
                                    handling_of<std::variant_alternative_t<index, AnyEvent>>.retention}...};
}
constexpr auto table = table_of(std::make_index_sequence<std::variant_size_v<AnyEvent>>());

// Section numbers as far as they were seen: CAMA 2020 s.375(2), NTAA 2025 s.36 (additional assessment).
constexpr std::array rules{
    RetentionRule{books,
                  "six years after the end of the accounting year of the last document, and 12 months; longer under a "
                  "legal hold",
                  "CAMA 2020 s.375(2), NTAA 2025 s.36"},
    RetentionRule{relation, "name, address and Tax ID as the books; phone and e-mail until the person is erased", ""},
    RetentionRule{accountability,
                  "as long as the log, of which it is the evidence; words about a person go with that person's keys, "
                  "words of the business with the business",
                  "NDPA 2023 s.24"},
    RetentionRule{access, "as long as the business uses the service", ""},
    RetentionRule{operation, "as long as the log; nothing personal is in it", ""}};

}  // namespace

std::string_view to_string(RetentionClass retention) {
    switch (retention) {
        case books:
            return "books";
        case relation:
            return "relation";
        case accountability:
            return "accountability";
        case access:
            return "access";
        case operation:
            return "operation";
    }
    return "operation";
}

std::string_view to_string(Purpose purpose) {
    switch (purpose) {
        case invoicing:
            return "invoicing";
        case customer_relation:
            return "customer_relation";
        case delivery_of_documents:
            return "delivery_of_documents";
        case consent_evidence:
            return "consent_evidence";
        case rights_of_people:
            return "rights_of_people";
        case access_control:
            return "access_control";
        case business_account:
            return "business_account";
        case service_operation:
            return "service_operation";
    }
    return "service_operation";
}

std::string_view to_string(LawfulBasis basis) {
    switch (basis) {
        case contract:
            return "contract";
        case legal_obligation:
            return "legal_obligation";
        case legitimate_interest:
            return "legitimate_interest";
    }
    return "contract";
}

std::span<const RetentionRule> retention_rules() { return rules; }
std::span<const EventHandling> event_handlings() { return table; }

}  // namespace suoledger::domain
