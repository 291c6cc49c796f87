// SPDX-License-Identifier: Apache-2.0
// What the decide_*.cpp share: reading the view, naming wrong fields, keys of an event.
#pragma once

#include <algorithm>
#include <string>

#include "domain/decide.hpp"
#include "domain/ledger_assert.hpp"
#include "domain/text_limits.hpp"

namespace suoledger::domain {

using Outcome = std::expected<Decision, Stop>;

inline constexpr std::int64_t max_clock_lead_microseconds =
    5 * 60 * 1'000'000LL;  // effective times may run ahead so far

std::unexpected<Stop> reject(RejectionCode code, std::string detail);

/// Collects every wrong field, so that a client hears of all of them at once.
class FieldErrors {
public:
    void add(std::string pointer, std::string detail) { errors_.push_back({std::move(pointer), std::move(detail)}); }
    /// Adds an error unless the text is absent (and may be) or 1..max characters long.
    void check_text(const std::string& pointer, const PersonalText& text, std::size_t max_characters,
                    bool required = false);
    [[nodiscard]] bool any() const { return !errors_.empty(); }
    [[nodiscard]] Rejection rejection() const {
        return {RejectionCode::invalid_fields, "Some fields break a rule.", errors_};
    }
    [[nodiscard]] std::unexpected<Stop> stop() const { return std::unexpected<Stop>(rejection()); }

private:
    std::vector<FieldError> errors_;
};

/// Reads a tenant's streams out of the view and remembers what was not there. nullptr: not loaded, or it does not
/// exist.
class Lookup {
public:
    Lookup(const Uuid& tenant, const View& view) : tenant_(tenant), view_(view) {}

    const BusinessState* business() { return find<BusinessState>(StreamType::business, tenant_); }
    const CustomerState* customer(const Uuid& id) { return find<CustomerState>(StreamType::customer, id); }
    const InvoiceState* invoice(const Uuid& id) { return find<InvoiceState>(StreamType::invoice, id); }
    const PaymentState* payment(const Uuid& id) { return find<PaymentState>(StreamType::payment, id); }
    const PayoutState* payout(const Uuid& id) { return find<PayoutState>(StreamType::payout, id); }
    const ExpenseState* expense(const Uuid& id) { return find<ExpenseState>(StreamType::expense, id); }
    const RequestState* request(const Uuid& id) { return find<RequestState>(StreamType::request, id); }
    const AccessState* access() { return find<AccessState>(StreamType::access, tenant_); }
    const DeliveryState* delivery(const Uuid& id) { return find<DeliveryState>(StreamType::delivery, id); }
    const PlatformState* platform() { return find<PlatformState>(StreamType::platform, platform_tenant); }
    /// Who holds the key; nothing without a key.
    std::optional<Uuid> owner(ReservationKind kind, const std::optional<std::array<std::uint8_t, 16>>& key);

    [[nodiscard]] bool incomplete() const { return !missing_.streams.empty() || !missing_.reservations.empty(); }
    [[nodiscard]] std::unexpected<Stop> missing() const { return std::unexpected<Stop>(missing_); }

private:
    template <class S>
    const S* find(StreamType type, const Uuid& id) {
        const StreamId stream{tenant_, type, id};
        const auto found = view_.find(stream);
        if (!found) {
            if (std::ranges::find(missing_.streams, stream) == missing_.streams.end())
                missing_.streams.push_back(stream);
            return nullptr;
        }
        if (!*found) return nullptr;
        const S* state = std::get_if<S>(found->get());
        LEDGER_ASSERT(state != nullptr);
        return state->version == 0 ? nullptr : state;
    }

    Uuid tenant_;
    const View& view_;
    Missing missing_;
};

/// If-Match against the target's version (0 for a stream that is not there).
std::optional<std::unexpected<Stop>> check_version(const CommandContext& context, std::int64_t current_version);
/// A command that creates a stream found one of that id.
std::unexpected<Stop> already_there(std::int64_t current_version);
/// A fact that somebody reports is known. `current_version` is of the stream that has it.
std::unexpected<Stop> already_recorded(std::int64_t current_version);
/// Money of a provider's test mode is no money, and a test business has none.
std::optional<std::unexpected<Stop>> check_livemode(const BusinessState& business, bool livemode);

/// Of a command on a customer.
struct CustomerCase {
    const BusinessState* business = nullptr;
    const CustomerState* customer = nullptr;
};
inline CustomerCase find_customer(Lookup& look, const Uuid& id) { return {look.business(), look.customer(id)}; }
/// Once everything was looked up: both are there, and If-Match holds.
std::optional<std::unexpected<Stop>> check_found(const CommandContext& context, const Lookup& look,
                                                 const BusinessState* business, const CustomerState* customer);
/// Refuses customer_erased: nothing that needs the person may begin.
std::optional<std::unexpected<Stop>> check_not_erased(const CustomerState& customer);

SealingKeys keys_of(const BusinessState& business);
/// phone and e-mail too: for the customer's own events.
SealingKeys keys_of(const CustomerState& customer, const BusinessState& business);
/// For documents about a customer, if one is known. Words about one whose record key is gone are the business' own.
SealingKeys document_keys(const CustomerState* customer, const BusinessState& business);
/// Contact key of the person; of one who is erased the record key, while there is one; else the business key.
Uuid reply_key_of(const CustomerState* customer, const BusinessState& business);

/// One event on the business's own stream, effective now.
Decision one_event(const CommandContext& context, const BusinessState& business, Event event);
/// The same on the customer's stream.
Decision one_event(const CommandContext& context, const CustomerState& customer, const BusinessState& business,
                   Event event);

/// Name, phone, e-mail, address and Tax ID, each below `pointer`.
void check_details(FieldErrors& errors, const std::string& pointer, const CustomerDetails& details);
/// A registration joins the decision: its event, reservations and two new subject keys.
void append_registration(Decision& decision, const CommandContext& context, const RegisterCustomer& command,
                         const BusinessState& business);

Outcome decide_on(const CommandContext& context, const View& view, const RegisterBusiness& command);
Outcome decide_on(const CommandContext& context, const View& view, const ChangeBusinessProfile& command);
Outcome decide_on(const CommandContext& context, const View& view, const IssueApiKey& command);
Outcome decide_on(const CommandContext& context, const View& view, const RevokeApiKey& command);
Outcome decide_on(const CommandContext& context, const View& view, const IssueOperatorKey& command);
Outcome decide_on(const CommandContext& context, const View& view, const RevokeOperatorKey& command);
Outcome decide_on(const CommandContext& context, const View& view, const RegisterCustomer& command);
Outcome decide_on(const CommandContext& context, const View& view, const ChangeCustomerDetails& command);
Outcome decide_on(const CommandContext& context, const View& view, const IssueInvoice& command);
Outcome decide_on(const CommandContext& context, const View& view, const CancelInvoice& command);
Outcome decide_on(const CommandContext& context, const View& view, const IssueCreditNote& command);
Outcome decide_on(const CommandContext& context, const View& view, const RecordManualPayment& command);
Outcome decide_on(const CommandContext& context, const View& view, const AllocatePayment& command);
Outcome decide_on(const CommandContext& context, const View& view, const DeallocatePayment& command);
Outcome decide_on(const CommandContext& context, const View& view, const ChangeTaxProfile& command);
Outcome decide_on(const CommandContext& context, const View& view, const ChangeBankAccount& command);
Outcome decide_on(const CommandContext& context, const View& view, const AddMember& command);
Outcome decide_on(const CommandContext& context, const View& view, const RemoveMember& command);
Outcome decide_on(const CommandContext& context, const View& view, const GiveConsent& command);
Outcome decide_on(const CommandContext& context, const View& view, const WithdrawConsent& command);
Outcome decide_on(const CommandContext& context, const View& view, const DraftInvoice& command);
Outcome decide_on(const CommandContext& context, const View& view, const ChangeDraft& command);
Outcome decide_on(const CommandContext& context, const View& view, const DiscardDraft& command);
Outcome decide_on(const CommandContext& context, const View& view, const IssueDraft& command);
Outcome decide_on(const CommandContext& context, const View& view, const ReviseInvoice& command);
Outcome decide_on(const CommandContext& context, const View& view, const WriteOffInvoice& command);
Outcome decide_on(const CommandContext& context, const View& view, const RecordWithholdingTax& command);
Outcome decide_on(const CommandContext& context, const View& view, const RecordVatWithheld& command);
Outcome decide_on(const CommandContext& context, const View& view, const ReverseWithholding& command);
Outcome decide_on(const CommandContext& context, const View& view, const RequestRefund& command);
Outcome decide_on(const CommandContext& context, const View& view, const RecordRefund& command);
Outcome decide_on(const CommandContext& context, const View& view, const RecordChargeback& command);
Outcome decide_on(const CommandContext& context, const View& view, const RecordPayout& command);
Outcome decide_on(const CommandContext& context, const View& view, const RecordExpense& command);
Outcome decide_on(const CommandContext& context, const View& view, const CorrectExpense& command);
Outcome decide_on(const CommandContext& context, const View& view, const VoidExpense& command);
Outcome decide_on(const CommandContext& context, const View& view, const ChangeAccountingYear& command);
Outcome decide_on(const CommandContext& context, const View& view, const EraseCustomer& command);
Outcome decide_on(const CommandContext& context, const View& view, const DestroySubjectKey& command);
Outcome decide_on(const CommandContext& context, const View& view, const PostponeRecordKey& command);
Outcome decide_on(const CommandContext& context, const View& view, const PlaceLegalHold& command);
Outcome decide_on(const CommandContext& context, const View& view, const ReleaseLegalHold& command);
Outcome decide_on(const CommandContext& context, const View& view, const RestrictProcessing& command);
Outcome decide_on(const CommandContext& context, const View& view, const LiftRestriction& command);
Outcome decide_on(const CommandContext& context, const View& view, const ReceiveRequest& command);
Outcome decide_on(const CommandContext& context, const View& view, const IdentifyRequester& command);
Outcome decide_on(const CommandContext& context, const View& view, const DecideRequest& command);
Outcome decide_on(const CommandContext& context, const View& view, const CompleteRequest& command);
Outcome decide_on(const CommandContext& context, const View& view, const AssessBreach& command);
Outcome decide_on(const CommandContext& context, const View& view, const NotifyAuthority& command);
Outcome decide_on(const CommandContext& context, const View& view, const NotifySubjects& command);
Outcome decide_on(const CommandContext& context, const View& view, const RecordPersonalDataRead& command);
Outcome decide_on(const CommandContext& context, const View& view, const RecordHistoryExported& command);
Outcome decide_on(const CommandContext& context, const View& view, const RotateKek& command);
Outcome decide_on(const CommandContext& context, const View& view, const DestroyKek& command);
Outcome decide_on(const CommandContext& context, const View& view, const InitiatePayment& command);
Outcome decide_on(const CommandContext& context, const View& view, const OpenCheckout& command);
Outcome decide_on(const CommandContext& context, const View& view, const RecordProviderFailure& command);
Outcome decide_on(const CommandContext& context, const View& view, const RecordProviderCharge& command);
Outcome decide_on(const CommandContext& context, const View& view, const RecordProviderRefund& command);
Outcome decide_on(const CommandContext& context, const View& view, const ChangeLogo& command);
Outcome decide_on(const CommandContext& context, const View& view, const RenewPayLink& command);
Outcome decide_on(const CommandContext& context, const View& view, const ClaimTransfer& command);
Outcome decide_on(const CommandContext& context, const View& view, const RejectTransferClaim& command);
Outcome decide_on(const CommandContext& context, const View& view, const RequestSend& command);
Outcome decide_on(const CommandContext& context, const View& view, const RecordDelivery& command);
Outcome decide_on(const CommandContext& context, const View& view, const RecordView& command);
Outcome decide_on(const CommandContext& context, const View& view, const RecordDocument& command);

}  // namespace suoledger::domain
