// SPDX-License-Identifier: Apache-2.0
// What was shown and sent to people: pay links, transfer claims, messages, views and documents. No money moves by it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "domain/money.hpp"
#include "domain/personal.hpp"
#include "domain/time.hpp"
#include "domain/uuid.hpp"

namespace suoledger::domain {

enum class DocumentKind : std::uint8_t { invoice, receipt, credit_note, statement };
std::string_view to_string(DocumentKind kind);
std::optional<DocumentKind> parse_document_kind(std::string_view text);

/// What a message says. A reminder carries the invoice.
enum class MessageTemplate : std::uint8_t { invoice, receipt, credit_note, statement, reminder };
std::string_view to_string(MessageTemplate message_template);
std::optional<MessageTemplate> parse_message_template(std::string_view text);
DocumentKind document_of(MessageTemplate message_template);

/// Messages go by mail; the page is where a payer looks.
enum class DeliveryChannel : std::uint8_t { mail, page };
std::string_view to_string(DeliveryChannel channel);
std::optional<DeliveryChannel> parse_delivery_channel(std::string_view text);

/// Which of the person's keys were gone when a document was drawn: it shows placeholders in their stead.
enum class DocumentErasure : std::uint8_t { none, contact, record };
std::string_view to_string(DocumentErasure erasure);
std::optional<DocumentErasure> parse_document_erasure(std::string_view text);

using DocumentHash = std::array<std::uint8_t, 32>;

// --- events (delivery stream: its id is that of the invoice; of the payment for its receipt; of the customer for a
// statement. The thing itself keeps its version.) ---

/// Links of earlier generations end; the first is 0.
struct PayLinkRenewed {
    std::int64_t generation = 0;
    bool operator==(const PayLinkRenewed&) const = default;
};
/// A payer's word that a bank transfer was made.
struct TransferClaimed {
    Uuid claim_id;
    std::int64_t revision = 1;  // that the payer saw
    Currency currency = Currency::ngn;
    std::int64_t amount = 0;
    PersonalText payer_name;  // record key, as the reference
    PersonalText reference;
    Date claimed_on;
    bool operator==(const TransferClaimed&) const = default;
};
struct TransferClaimRejected {
    Uuid claim_id;
    PersonalText reason;  // record key
    bool operator==(const TransferClaimRejected&) const = default;
};
/// Implies that the message be sent, once.
struct SendRequested {
    Uuid message_id;
    DeliveryChannel channel{};
    MessageTemplate message_template{};
    std::int64_t what = 1;  // revision, payment version, credit note number, or position of a statement
    PersonalText to;        // contact key of the customer, else business key
    bool operator==(const SendRequested&) const = default;
};
/// The other side took the message.
struct InvoiceSent {
    Uuid message_id;
    DeliveryChannel channel{};
    std::string provider_message_id;
    bool operator==(const InvoiceSent&) const = default;
};
struct InvoiceDelivered {
    Uuid message_id;
    DeliveryChannel channel{};
    bool operator==(const InvoiceDelivered&) const = default;
};
struct InvoiceBounced {
    Uuid message_id;
    DeliveryChannel channel{};
    std::string code;        // [a-z0-9_]{1,60}
    bool permanent = false;  // nothing shall be sent to that address again
    PersonalText reason;     // contact key of the customer, else business key: it may name the address
    bool operator==(const InvoiceBounced&) const = default;
};
/// Given up: somebody has to look.
struct SendingFailed {
    Uuid message_id;
    DeliveryChannel channel{};
    std::string code;  // [a-z0-9_]{1,60}
    bool operator==(const SendingFailed&) const = default;
};
/// The first view of a revision.
struct InvoiceViewed {
    std::int64_t revision = 1;
    DeliveryChannel channel = DeliveryChannel::page;
    bool operator==(const InvoiceViewed&) const = default;
};
/// Once for each (kind, version, template version, erasure).
struct DocumentRendered {
    DocumentKind kind{};
    std::int64_t document_version = 1;  // revision, payment version, credit note number, or position of a statement
    std::string template_version;
    DocumentErasure erasure{};
    DocumentHash sha256{};
    std::int64_t bytes = 0;
    bool operator==(const DocumentRendered&) const = default;
};

// --- commands. What is known already is refused as already_recorded. ---

struct RenewPayLink {
    Uuid invoice_id;
};
struct ClaimTransfer {
    Uuid invoice_id;
    Uuid claim_id;                   // derived from what the payer said, so that the same again is known
    std::int64_t revision = 1;       // what the payer saw: invoice_changed if it is not so any more
    Money amount;                    // > 0, in the invoice's currency; may differ from what is due
    PersonalText payer_name;         // ≤ 200 characters
    PersonalText reference;          // ≤ 200 characters
    std::optional<Date> claimed_on;  // when it was sent; default: today; not in the future
};
struct RejectTransferClaim {
    Uuid invoice_id;
    Uuid claim_id;
    PersonalText reason;  // ≤ 500 characters
};
struct RequestSend {
    Uuid subject_id;  // invoice, payment or customer, as the template says
    Uuid message_id;
    DeliveryChannel channel = DeliveryChannel::mail;
    MessageTemplate message_template{};
    std::optional<std::int64_t> what;  // default: the invoice's revision, the payment's version; else required
    PersonalText to;                   // default: the customer's e-mail address
};
enum class DeliveryOutcome : std::uint8_t { sent, delivered, bounced, failed };
std::string_view to_string(DeliveryOutcome outcome);
std::optional<DeliveryOutcome> parse_delivery_outcome(std::string_view text);
/// What became of a message, in whatever order it is heard of.
struct RecordDelivery {
    Uuid subject_id;
    Uuid message_id;
    DeliveryOutcome outcome{};
    std::string provider_message_id;  // of one that was sent: up to 200 printable ASCII characters
    std::string code;                 // of one that bounced or failed
    bool permanent = false;           // of one that bounced
    PersonalText reason;              // likewise; ≤ 500 characters; not kept of a person who is erased
};
struct RecordView {
    Uuid invoice_id;
    std::int64_t revision = 1;
};
/// Another hash for what was rendered before is refused as document_differs.
struct RecordDocument {
    Uuid subject_id;
    DocumentKind kind{};
    std::int64_t document_version = 1;
    std::string template_version;  // 1..40 printable ASCII characters
    DocumentErasure erasure{};
    DocumentHash sha256{};
    std::int64_t bytes = 0;  // > 0
};

// --- state ---

struct TransferClaim {
    Uuid id;
    std::int64_t revision = 1;
    std::int64_t amount = 0;
    bool rejected = false;
    bool operator==(const TransferClaim&) const = default;
};
/// Of a message; sent, delivered, bounced and failed are as DeliveryOutcome.
enum class MessageStatus : std::uint8_t { requested, sent, delivered, bounced, failed };
std::string_view to_string(MessageStatus status);
std::optional<MessageStatus> parse_message_status(std::string_view text);

struct DeliveryMessage {
    Uuid id;
    DeliveryChannel channel{};
    MessageTemplate message_template{};
    MessageStatus status{};
    bool bounced_for_good = false;
    bool operator==(const DeliveryMessage&) const = default;
};
struct RenderedDocument {
    DocumentKind kind{};
    std::int64_t document_version = 1;
    std::string template_version;
    DocumentErasure erasure{};
    DocumentHash sha256{};
    bool operator==(const RenderedDocument&) const = default;
};

struct DeliveryState {
    std::int64_t version = 0;
    Uuid id;
    std::int64_t pay_link_generation = 0;
    std::vector<TransferClaim> claims;      // oldest first
    std::vector<DeliveryMessage> messages;  // oldest first
    std::set<std::int64_t> viewed_revisions;
    std::vector<RenderedDocument> documents;  // oldest first
};

inline constexpr std::int64_t last_pay_link_generation = 0xFFFF;  // two bytes of a pay token
inline constexpr std::size_t max_open_transfer_claims = 20;       // of one invoice: anybody with the link can claim

/// Whether the outcome says something new of a message that stands so. A failure that is known, or comes after the
/// message was taken, does not; nor does anything after a bounce for good.
bool advances(const DeliveryMessage& message, DeliveryOutcome outcome, bool permanent);

}  // namespace suoledger::domain
