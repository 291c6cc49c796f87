// SPDX-License-Identifier: Apache-2.0
// Whether two states or two decisions are the same, field by field: a field that is added does not compile until it is
// named here.
#pragma once

#include <tuple>

#include "domain/decide.hpp"

namespace suoledger::domain {

inline auto parts_of(const Allocation& part) {
    const auto& [payment, amount] = part;
    return std::tie(payment, amount);
}
inline auto parts_of(const Allocations& all) { return std::tuple(all.oldest_first()); }
inline auto parts_of(const InvoiceShare& part) {
    const auto& [invoice, amount] = part;
    return std::tie(invoice, amount);
}
inline auto parts_of(const Withholding& part) {
    const auto& [id, kind, amount, reversed] = part;
    return std::tie(id, kind, amount, reversed);
}
inline auto parts_of(const Refund& part) {
    const auto& [id, amount, reserved, status, reason, fee, settled_on, failure_reason, provider_refund_id] = part;
    return std::tie(id, amount, reserved, status, reason, fee, settled_on, failure_reason, provider_refund_id);
}
inline auto parts_of(const Chargeback& part) {
    const auto& [id, amount, amount_taken, stage, opened_on, reason, fee, closed_on] = part;
    return std::tie(id, amount, amount_taken, stage, opened_on, reason, fee, closed_on);
}
inline auto parts_of(const BusinessState& state) {
    const auto& [version, id, name, livemode, vat_registered, zone, invoice_format, credit_note_format, receipt_format,
                 business_key, address, tax_id, bank_account, logo_sha256, key_revoked, members, year_end] = state;
    return std::tie(version, id, name, livemode, vat_registered, zone, invoice_format, credit_note_format,
                    receipt_format, business_key, address, tax_id, bank_account, logo_sha256, key_revoked, members,
                    year_end);
}
inline auto parts_of(const CustomerState& state) {
    const auto& [version, id, contact_key, record_key, details, consents, restrictions, erasure] = state;
    return std::tie(version, id, contact_key, record_key, details, consents, restrictions, erasure);
}
inline auto parts_of(const InvoiceState& state) {
    const auto& [version, id, customer, currency, prices_include_vat, draft, discarded, cancelled, revision, lines,
                 credited_by_line, totals, credited, allocated, withheld, written_off, allocations, withholdings,
                 issued_on, due_on, number_format] = state;
    return std::tie(version, id, customer, currency, prices_include_vat, draft, discarded, cancelled, revision, lines,
                    credited_by_line, totals, credited, allocated, withheld, written_off, allocations, withholdings,
                    issued_on, due_on, number_format);
}
inline auto parts_of(const PaymentState& state) {
    const auto& [version, id, is_received, attempt, provider, provider_payment_id, currency, amount, fee, method,
                 allocated, reserved, refunded, charged_back, overdrawn, customer, received_on, allocations, refunds,
                 chargebacks] = state;
    return std::tie(version, id, is_received, attempt, provider, provider_payment_id, currency, amount, fee, method,
                    allocated, reserved, refunded, charged_back, overdrawn, customer, received_on, allocations, refunds,
                    chargebacks);
}
inline auto parts_of(const PlatformState& state) {
    const auto& [version, key_revoked, keks] = state;
    return std::tie(version, key_revoked, keks);
}
inline auto parts_of(const PayoutState& state) {
    const auto& [version, id] = state;
    return std::tie(version, id);
}
inline auto parts_of(const ExpenseState& state) {
    const auto& [version, id, facts, voided] = state;
    return std::tie(version, id, facts, voided);
}

inline auto parts_of(const RequestState& state) {
    const auto& [version, id, kind, customer, identified, completed, outcome, breach] = state;
    return std::tie(version, id, kind, customer, identified, completed, outcome, breach);
}
inline auto parts_of(const AccessState& state) {
    const auto& [version] = state;
    return std::tie(version);
}

inline auto parts_of(const DeliveryState& state) {
    const auto& [version, id, pay_link_generation, claims, messages, viewed_revisions, documents] = state;
    return std::tie(version, id, pay_link_generation, claims, messages, viewed_revisions, documents);
}

inline auto parts_of(const SealingKeys& keys) {
    const auto& [contact, record, business] = keys;
    return std::tie(contact, record, business);
}
inline auto parts_of(const NewEvent& event) {
    const auto& [stream, fact, effective_at, keys] = event;
    return std::tie(stream, fact, effective_at, keys);
}
inline auto parts_of(const NewSubjectKey& key) {
    const auto& [key_id, key_class, subject] = key;
    return std::tie(key_id, key_class, subject);
}
inline auto parts_of(const ReservationChange& change) {
    const auto& [key, owner] = change;
    return std::tie(key, owner);
}
inline auto parts_of(const DestroyedKey& key) {
    const auto& [key_id, subject] = key;
    return std::tie(key_id, subject);
}
inline auto parts_of(const Decision& decision) {
    const auto& [events, reservations, new_keys, destroyed_keys, released_owners, target, reply_key] = decision;
    return std::tie(events, reservations, new_keys, destroyed_keys, released_owners, target, reply_key);
}

template <class T>
    requires requires(const T& value) { parts_of(value); }
bool operator==(const T& left, const T& right) {
    return parts_of(left) == parts_of(right);
}

}  // namespace suoledger::domain
