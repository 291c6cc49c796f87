// SPDX-License-Identifier: Apache-2.0
// The whole decision: state and command in, events or a rejection out. Pure; called again under the log-head lock.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "domain/event.hpp"
#include "domain/rejection.hpp"
#include "domain/stream.hpp"

namespace suoledger::domain {

using AnyCommand =
    std::variant<RegisterBusiness, ChangeBusinessProfile, IssueApiKey, RevokeApiKey, IssueOperatorKey,
                 RevokeOperatorKey, RegisterCustomer, ChangeCustomerDetails, IssueInvoice, CancelInvoice,
                 IssueCreditNote, RecordManualPayment, AllocatePayment, DeallocatePayment, ChangeTaxProfile,
                 ChangeBankAccount, AddMember, RemoveMember, GiveConsent, WithdrawConsent, DraftInvoice, ChangeDraft,
                 DiscardDraft, IssueDraft, ReviseInvoice, WriteOffInvoice, RecordWithholdingTax, RecordVatWithheld,
                 ReverseWithholding, RequestRefund, RecordRefund, RecordChargeback, RecordPayout, RecordExpense,
                 CorrectExpense, VoidExpense, ChangeAccountingYear, EraseCustomer, DestroySubjectKey, PostponeRecordKey,
                 PlaceLegalHold, ReleaseLegalHold, RestrictProcessing, LiftRestriction, ReceiveRequest,
                 IdentifyRequester, DecideRequest, CompleteRequest, AssessBreach, NotifyAuthority, NotifySubjects,
                 RecordPersonalDataRead, RecordHistoryExported, RotateKek, DestroyKek, InitiatePayment, OpenCheckout,
                 RecordProviderFailure, RecordProviderCharge, RecordProviderRefund, ChangeLogo, RenewPayLink,
                 ClaimTransfer, RejectTransferClaim, RequestSend, RecordDelivery, RecordView, RecordDocument>;

/// As Event: copied, moved and destroyed in one place.
struct Command : AnyCommand {
    using AnyCommand::AnyCommand;
    Command(const Command&);
    Command(Command&&) noexcept;
    Command& operator=(const Command&);
    Command& operator=(Command&&) noexcept;
    ~Command();
};

/// What a decision may know beside the command: no clock is asked.
struct CommandContext {
    Uuid tenant;  // platform_tenant for operator keys
    Timestamp now;
    std::optional<std::int64_t> expected_version;  // If-Match, of the command's target stream
};

using AnyState = std::variant<BusinessState, CustomerState, InvoiceState, PaymentState, PlatformState, PayoutState,
                              ExpenseState, RequestState, AccessState, DeliveryState>;

struct State : AnyState {
    using AnyState::AnyState;
    State(const State&);
    State(State&&) noexcept;
    State& operator=(const State&);
    State& operator=(State&&) noexcept;
    ~State();
};

/// The state of a stream of that type before its first event.
State initial_state(const StreamId& stream);
/// Folds one event into the state of its stream and raises `version` by one.
void evolve(State& state, const Event& event);

/// What a decision looked at. `version` 0 with no state pointer stands for a stream that was loaded and is empty.
class View {
public:
    /// nullptr state: the stream does not exist (version 0).
    void put(const StreamId& stream, std::shared_ptr<const State> state);
    void put(const ReservationKey& key, std::optional<Uuid> owner);

    /// nullopt: not loaded yet. nullptr inside: loaded, does not exist.
    [[nodiscard]] std::optional<std::shared_ptr<const State>> find(const StreamId& stream) const;
    [[nodiscard]] std::optional<std::optional<Uuid>> find(const ReservationKey& key) const;

    [[nodiscard]] const std::map<StreamId, std::shared_ptr<const State>>& streams() const { return streams_; }
    [[nodiscard]] const std::map<ReservationKey, std::optional<Uuid>>& reservations() const { return reservations_; }

private:
    std::map<StreamId, std::shared_ptr<const State>> streams_;
    std::map<ReservationKey, std::optional<Uuid>> reservations_;
};

/// What must be put into the view before the decision can be taken.
struct Missing {
    std::vector<StreamId> streams;
    std::vector<ReservationKey> reservations;
};

/// Keys under which an event's personal fields are sealed; a field names its class, not its key.
struct SealingKeys {
    std::optional<Uuid> contact;   // phone, e-mail
    std::optional<Uuid> record;    // name, address, tax id, free text about a customer's document
    std::optional<Uuid> business;  // nullopt only on the platform stream
};

struct NewEvent {
    StreamId stream;
    Event event;
    Timestamp effective_at;
    SealingKeys keys;
};

/// A subject key that the append creates (wrapped outside the domain).
struct NewSubjectKey {
    Uuid key_id;
    KeyClass key_class{};
    StreamId subject;  // the customer or business it belongs to
};

struct ReservationChange {
    ReservationKey key;
    std::optional<Uuid> owner;  // nullopt releases it
};
/// A subject key that goes with the append.
struct DestroyedKey {
    Uuid key_id;
    StreamId subject;
};

struct Decision {
    std::vector<NewEvent> events;  // in append order; one stream's events keep their order
    std::vector<ReservationChange> reservations;
    std::vector<NewSubjectKey> new_keys;
    std::vector<DestroyedKey> destroyed_keys;
    std::vector<StreamId> released_owners;  // all reservations of each are released: whoever is erased is not found
    StreamId target;                        // the stream whose version If-Match and the reply speak of
    std::optional<Uuid> reply_key;          // seals the kept reply: contact key of the person, else business key
    /// Every (stream, version) and (reservation, owner) the decision rests on is the View's content.
};

using Stop = std::variant<Missing, Rejection>;

/// Loop: put what is Missing into the view, call again. Deterministic in (context, view, command).
std::expected<Decision, Stop> decide(const CommandContext& context, const View& view, const Command& command);

}  // namespace suoledger::domain
