// SPDX-License-Identifier: Apache-2.0
// Erasure of a customer: the keys of a person, when each is destroyed, and what keeps the record key (AUDIT §4).
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string_view>

#include "domain/personal.hpp"
#include "domain/time.hpp"
#include "domain/uuid.hpp"

namespace suoledger::domain {

/// contact: phone, e-mail, chats. record: name, address, tax id, free text of documents. business: its own.
enum class KeyClass : std::uint8_t { contact, record, business };
std::string_view to_string(KeyClass key_class);
std::optional<KeyClass> parse_key_class(std::string_view text);

/// Why the person may be erased (NDPA 2023 s.34(2)).
enum class ErasureBasis : std::uint8_t {
    request,
    consent_withdrawn,
    no_longer_needed,
    unlawful_processing,
    legal_duty
};
std::string_view to_string(ErasureBasis basis);
std::optional<ErasureBasis> parse_erasure_basis(std::string_view text);

/// Why a key went. `already_listed`: the list of destroyed keys names it, which is final: the log was restored from
/// before, or a hold came too late.
enum class DestructionReason : std::uint8_t { erasure, retention_ended, already_listed };
std::string_view to_string(DestructionReason reason);
std::optional<DestructionReason> parse_destruction_reason(std::string_view text);

// --- events (customer stream) ---

/// From here on the customer is erased: the contact key goes at once, the record key when it is due.
struct ErasureRequested {
    std::optional<Uuid> request;  // the request that asked for it
    ErasureBasis basis{};
    Uuid contact_key, record_key;
    std::optional<Date> last_document_on;
    Date record_key_due_on;  // first day without a duty to keep the record; a legal hold may keep it longer
    Date complete_on;        // by then no backup holds the contact key in a form that can be opened
    bool operator==(const ErasureRequested&) const = default;
};
/// The list of destroyed keys named it before this was appended; the append deleted the wrapped key.
struct SubjectKeyDestroyed {
    Uuid key_id;
    KeyClass key_class{};
    DestructionReason reason{};
    std::int64_t list_number = 0;     // in the list of destroyed keys
    std::int64_t kek_epoch = 0;       // that wrapped it; 0 if the wrapped key was gone already
    std::optional<Date> complete_on;  // when that KEK is destroyed at the latest
    bool operator==(const SubjectKeyDestroyed&) const = default;
};
/// A document later than the erasure obliges to keep the record longer.
struct RecordKeyPostponed {
    Date last_document_on;
    Date record_key_due_on;
    bool operator==(const RecordKeyPostponed&) const = default;
};
/// Keeps the record key, whatever is due; of several holds each. Its words are sealed under that key.
struct LegalHoldPlaced {
    Uuid hold_id;
    PersonalText reason, reference;
    bool operator==(const LegalHoldPlaced&) const = default;
};
struct LegalHoldReleased {
    Uuid hold_id;
    PersonalText reason;
    bool operator==(const LegalHoldReleased&) const = default;
};

// --- commands ---

struct EraseCustomer {
    Uuid customer_id;
    std::optional<Uuid> request_id;  // of kind erasure, granted
    ErasureBasis basis{};
    std::optional<Date> last_document_on;  // of the customer's documents and payments, as the caller read them
    Date complete_on;                      // by the schedule of KEKs
};
/// For the service itself: it writes the list of destroyed keys before.
struct DestroySubjectKey {
    Uuid customer_id;
    Uuid key_id;
    DestructionReason reason{};
    std::int64_t list_number = 0;
    std::int64_t kek_epoch = 0;
    std::optional<Date> complete_on;
    std::optional<Date> last_document_on;  // as read just before; retention counts from it
};
struct PostponeRecordKey {
    Uuid customer_id;
    Date last_document_on;
};
struct PlaceLegalHold {
    Uuid customer_id;
    Uuid hold_id;            // made by the caller
    PersonalText reason;     // 1..500 characters
    PersonalText reference;  // of the case: at most 200 characters
};
struct ReleaseLegalHold {
    Uuid customer_id;
    Uuid hold_id;
    PersonalText reason;
};

// --- state ---

/// What became of a customer's keys.
struct Erasure {
    bool requested = false;
    bool contact_destroyed = false, record_destroyed = false;
    std::optional<Date> record_key_due_on;
    std::set<Uuid> holds;  // in force
    bool operator==(const Erasure&) const = default;
};

}  // namespace suoledger::domain
