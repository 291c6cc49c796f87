// SPDX-License-Identifier: Apache-2.0
// What a projection is: a name, a version, and a pure fold over its own rows.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "domain/event.hpp"
#include "eventstore/recorded_event.hpp"
#include "projections/keys.hpp"
#include "projections/rows.hpp"

namespace suoledger::projections {

enum class ProjectionId : std::uint8_t {
    businesses,
    api_keys,
    customers,
    invoices,
    payments,
    journal,
    trial_balance,
    payouts,
    expenses,
    figures,
    requests,
    deliveries,
    invoice_documents
};
inline constexpr std::size_t projection_count = 13;
constexpr std::size_t index_of(ProjectionId projection) { return static_cast<std::size_t>(projection); }

/// An event speaks of a row that is not there: the log or the rows are not what we wrote.
struct FoldFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Some kinds of rows, by the letter in their keys ('a' to 'z').
class RowKinds {
public:
    consteval explicit RowKinds(std::string_view letters) {
        for (const char letter : letters) {
            if (!is_kind(letter)) throw std::logic_error("kinds of rows are small letters");
            bits_ |= bit_of(letter);
        }
    }
    [[nodiscard]] constexpr bool has(std::string_view key) const {
        if (key.size() < key_head_size) return false;
        const char letter = key[key_head_size - 1];
        return is_kind(letter) && (bits_ & bit_of(letter)) != 0;
    }

private:
    static constexpr bool is_kind(char letter) { return letter >= 'a' && letter <= 'z'; }
    static constexpr std::uint32_t bit_of(char letter) { return std::uint32_t{1} << (letter - 'a'); }

    std::uint32_t bits_ = 0;
};

/// The rows of one projection, seen through what the batch in the making has already changed.
class Rows {
public:
    /// `looked_up`: the projection's.
    explicit Rows(RowKinds looked_up) : looked_up_(looked_up) {}
    virtual ~Rows() = default;
    /// What is returned is valid until the next call. Throws FoldFault for a row of a kind that is only written.
    std::optional<std::string_view> get(std::string_view key) {
        if (!is_looked_up(key)) throw FoldFault("a fold looks for a row of a kind that it only writes");
        return find(key);
    }
    virtual void put(std::string_view key, std::string_view value) = 0;
    virtual void erase(std::string_view key) = 0;

protected:
    /// Otherwise the row needs not be found again before it is written.
    [[nodiscard]] bool is_looked_up(std::string_view key) const { return looked_up_.has(key); }

private:
    virtual std::optional<std::string_view> find(std::string_view key) = 0;

    const RowKinds looked_up_;
};

/// An event of the log with its payload decoded; personal fields stay closed.
struct Fact {
    const eventstore::RecordedEvent& recorded;
    const domain::Event& event;
};

/// Reads and writes nothing but `rows`, so that a projection can be folded alone. Throws FoldFault.
using Fold = void (*)(const Fact& fact, Rows& rows);

struct Projection {
    ProjectionId id;
    std::string_view name;  // "invoices"
    std::int32_t version;   // raised with every change of the fold or of the stored bytes
    Fold fold;
    RowKinds looked_up;        // what the fold gets; rows of all other kinds it writes without reading them
    bool is_appended = false;  // its rows come in the order of their keys, and none ever changes
};
/// In the order of ProjectionId.
std::span<const Projection, projection_count> all_projections();
/// nullptr: no such name.
const Projection* find_projection(std::string_view name);
/// "invoices.v1"
std::string column_family_of(const Projection& projection);

void fold_businesses(const Fact& fact, Rows& rows);
void fold_api_keys(const Fact& fact, Rows& rows);
void fold_customers(const Fact& fact, Rows& rows);
void fold_invoices(const Fact& fact, Rows& rows);
void fold_payments(const Fact& fact, Rows& rows);
void fold_journal(const Fact& fact, Rows& rows);
void fold_trial_balance(const Fact& fact, Rows& rows);
void fold_payouts(const Fact& fact, Rows& rows);
void fold_expenses(const Fact& fact, Rows& rows);
void fold_figures(const Fact& fact, Rows& rows);
void fold_requests(const Fact& fact, Rows& rows);
void fold_deliveries(const Fact& fact, Rows& rows);
void fold_invoice_documents(const Fact& fact, Rows& rows);

/// Base of a fold's visitor: names the events that this projection passes over. Whatever is neither named here nor
/// handled does not compile.
template <class E>
struct IgnoresOne {
    void operator()(const E&) const {}
};
template <class... E>
struct Ignores : IgnoresOne<E>... {
    using IgnoresOne<E>::operator()...;
};

template <class... Group>
struct AllOf : Group... {
    using Group::operator()...;
};
/// The events of one kind of stream, for folds that none of them concerns.
using BusinessEvents = Ignores<domain::BusinessRegistered, domain::BusinessProfileChanged, domain::TaxProfileChanged,
                               domain::BankAccountChanged, domain::MemberAdded, domain::MemberRemoved,
                               domain::AccountingYearChanged, domain::LogoChanged>;
using KeyEvents =
    Ignores<domain::ApiKeyIssued, domain::ApiKeyRevoked, domain::OperatorKeyIssued, domain::OperatorKeyRevoked>;
using CustomerEvents =
    Ignores<domain::CustomerRegistered, domain::CustomerDetailsChanged, domain::ConsentGiven, domain::ConsentWithdrawn>;
using InvoiceEvents = Ignores<domain::InvoiceDrafted, domain::DraftChanged, domain::DraftDiscarded,
                              domain::InvoiceIssued, domain::InvoiceRevised, domain::InvoiceCancelled,
                              domain::CreditNoteIssued, domain::PaymentApplied, domain::PaymentUnapplied,
                              domain::InvoiceReopened, domain::InvoiceWrittenOff, domain::InvoiceWriteOffReversed,
                              domain::WithholdingTaxRecorded, domain::VatWithheldRecorded, domain::WithholdingReversed>;
/// Of payments, without money in them.
using AttemptEvents = Ignores<domain::PaymentInitiated, domain::CheckoutOpened, domain::PaymentFailed>;
using PaymentEvents =
    AllOf<AttemptEvents,
          Ignores<domain::PaymentReceived, domain::PaymentAllocated, domain::PaymentDeallocated,
                  domain::RefundRequested, domain::RefundAcknowledged, domain::RefundSettled, domain::RefundFailed,
                  domain::ChargebackOpened, domain::ChargebackWon, domain::ChargebackLost>>;
using PayoutEvents = Ignores<domain::ProviderPayoutRecorded>;
/// Erasure, holds and restrictions, in the customer's stream.
using CustomerRightsEvents =
    Ignores<domain::ErasureRequested, domain::SubjectKeyDestroyed, domain::RecordKeyPostponed, domain::LegalHoldPlaced,
            domain::LegalHoldReleased, domain::ProcessingRestricted, domain::ProcessingRestrictionLifted>;
using RequestEvents =
    Ignores<domain::RequestReceived, domain::RequesterIdentified, domain::RequestDecided, domain::RequestCompleted,
            domain::BreachAssessed, domain::AuthorityNotified, domain::SubjectsNotified>;
using AccessEvents = Ignores<domain::PersonalDataRead, domain::HistoryExported>;
/// Of deliveries, but for the pay link, which invoices show.
using MessageEvents = Ignores<domain::TransferClaimed, domain::TransferClaimRejected, domain::SendRequested,
                              domain::InvoiceSent, domain::InvoiceDelivered, domain::InvoiceBounced,
                              domain::SendingFailed, domain::InvoiceViewed, domain::DocumentRendered>;
using DeliveryEvents = AllOf<Ignores<domain::PayLinkRenewed>, MessageEvents>;
using KekEvents = Ignores<domain::KekRotated, domain::KekDestroyed>;
using PrivacyEvents = AllOf<CustomerRightsEvents, RequestEvents, AccessEvents, KekEvents>;
using ExpenseEvents = Ignores<domain::ExpenseRecorded, domain::ExpenseCorrected, domain::ExpenseVoided>;
/// Then no row of it exists, and a fold needs not look for one.
inline bool begins_stream(const eventstore::RecordedEvent& recorded) { return recorded.stream_version == 1; }
StoredPayload stored_payload_of(const eventstore::RecordedEvent& recorded);

}  // namespace suoledger::projections
