// SPDX-License-Identifier: Apache-2.0
// A payment's receipt, from the log alone: business, customer and invoices as they stood when the payment got to the
// version asked for, so that a receipt is the same whenever it is made again.
#include <limits>
#include <utility>

#include "eventstore/prepare.hpp"
#include "http/document_parts.hpp"

namespace suoledger::http {
namespace {

using domain::Money;
using domain::StreamId;
using domain::StreamType;
using domain::Uuid;

constexpr std::int64_t any_version = std::numeric_limits<std::int64_t>::max();

/// nullptr: no such stream then.
std::shared_ptr<const domain::State> state_at(const Services& services, const StreamId& stream, std::int64_t position) {
    return eventstore::fold(stream, nullptr, events_until(services, stream, position), services.vault);
}

/// A payment at one of its versions.
struct ReceiptFacts {
    domain::PaymentState state;
    domain::PaymentReceived received;
    std::int64_t number = 0, position = 0;
};

std::expected<ReceiptFacts, Problem> receipt_facts(const Services& services, const StreamId& stream,
                                                   std::optional<std::int64_t> version, const Opener& opener) {
    auto events = events_until(services, stream, any_version);
    if (events.empty()) return std::unexpected(not_found("payment"));
    if (version && (*version < 1 || *version > std::ssize(events))) return std::unexpected(not_found("version"));
    if (version) events.resize(static_cast<std::size_t>(*version));
    const auto state = eventstore::fold(stream, nullptr, events, services.vault);
    ReceiptFacts facts{.state = std::get<domain::PaymentState>(*state), .received = {}};
    if (!facts.state.is_received)
        return std::unexpected(Problem{.status = 409,
                                       .code = "payment_not_received",
                                       .detail = "The payment is an attempt so far: no money has arrived."});
    for (const auto& event : events) {
        if (event.event_type != domain::EventName<domain::PaymentReceived>::value) continue;
        facts.received = opener.open<domain::PaymentReceived>(event);
        facts.number = event.series_number;
    }
    facts.position = events.back().position;
    return facts;
}

std::vector<ReceiptShare> printed_shares(const Services& services, const Uuid& tenant, const ReceiptFacts& facts,
                                         const Opener& opener) {
    std::vector<ReceiptShare> shares;
    for (const auto& share : facts.state.allocations) {
        const StreamId stream{tenant, StreamType::invoice, share.invoice};
        const auto issued = issued_document(services, stream, {any_version, facts.position}, opener);
        if (!issued) throw eventstore::CodecFault("a payment is allocated to an invoice that was not issued");
        shares.push_back({domain::format_number(issued->document.number_format, issued->number),
                          issued->document.issued_on, Money{share.amount, facts.state.currency}});
    }
    return shares;
}

ReceiptContent printed_receipt(const ReceiptFacts& facts, PrintedTexts& printed) {
    const auto money = [&facts](std::int64_t amount) { return Money{amount, facts.state.currency}; };
    ReceiptContent body;
    body.amount = money(facts.state.amount);
    body.method = facts.state.method;
    body.reference = printed(facts.received.reference);
    body.unallocated = money(domain::amount_unallocated_of(facts.state));
    body.refunded = money(facts.state.refunded);
    body.charged_back = money(facts.state.charged_back);
    return body;
}

/// Whoever the money came from and went to, as they were then.
void print_parties(const Services& services, const ReceiptFacts& facts, PrintedTexts& printed, WantedDocument& wanted) {
    const auto business = state_at(services, {wanted.tenant, StreamType::business, wanted.tenant}, facts.position);
    if (!business) throw eventstore::CodecFault("a payment's business is not in the log");
    const auto& seller = std::get<domain::BusinessState>(*business);
    wanted.content.seller = {seller.name, printed(seller.address), printed(seller.tax_id)};
    wanted.keys.push_back(seller.business_key);
    if (!facts.state.customer) return;
    const auto customer =
        state_at(services, {wanted.tenant, StreamType::customer, *facts.state.customer}, facts.position);
    if (!customer) throw eventstore::CodecFault("a payment's customer is not in the log");
    const auto& buyer = std::get<domain::CustomerState>(*customer);
    wanted.content.buyer = printed_buyer({buyer.details.name, buyer.details.address, buyer.details.tax_id}, printed);
    wanted.keys.push_back(buyer.record_key);
    if (buyer.details.name.is_open()) wanted.people.push_back(buyer.id);
}

}  // namespace

std::expected<WantedDocument, Problem> receipt_document(const Services& services, const Uuid& tenant,
                                                        const Uuid& payment, std::optional<std::int64_t> version) {
    AskedKeys asked;
    const Opener opener(services.vault, tenant, asked);
    const auto facts = receipt_facts(services, {tenant, StreamType::payment, payment}, version, opener);
    if (!facts) return std::unexpected(facts.error());
    PrintedTexts printed;
    WantedDocument wanted;
    wanted.tenant = tenant;
    wanted.what = {domain::DocumentKind::receipt, payment, facts->state.version, 0};
    wanted.public_url = services.public_url;
    wanted.position = facts->position;
    print_parties(services, *facts, printed, wanted);
    ReceiptContent body = printed_receipt(*facts, printed);
    body.shares = printed_shares(services, tenant, *facts, opener);
    wanted.content.body = std::move(body);
    wanted.content.number = domain::format_number(facts->received.number_format, facts->number);
    wanted.content.dated = facts->received.received_on;
    wanted.content.livemode = facts->received.livemode;
    wanted.content.verify_url = verify_url_of(services, tenant, wanted.what);
    wanted.file_name = file_name_of(wanted.content.number);
    wanted.erasure = printed.erasure();
    std::erase_if(wanted.keys, [&](const Uuid& key) { return services.vault.find(tenant, key) == nullptr; });
    wanted.keys.insert(wanted.keys.end(), asked.found.begin(), asked.found.end());
    wanted.keys = each_once(std::move(wanted.keys));
    return wanted;
}

}  // namespace suoledger::http
