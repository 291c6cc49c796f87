// SPDX-License-Identifier: Apache-2.0
// Printed texts, documents as they stood, VAT by treatment.
#include "http/document_parts.hpp"

#include <algorithm>
#include <utility>

namespace suoledger::http {

std::string PrintedTexts::operator()(const domain::PersonalText& text) {
    switch (text.state) {
        case domain::PersonalState::absent:
            return {};
        case domain::PersonalState::open:
            return text.value;
        case domain::PersonalState::unavailable:  // a document does not say that somebody was erased who was not
            throw eventstore::KeysUnavailable{"a document needs keys that cannot be asked for now"};
        case domain::PersonalState::closed:
        case domain::PersonalState::erased:
            break;
    }
    erasure_ = domain::DocumentErasure::record;
    return std::string(erased_text);
}

std::vector<eventstore::RecordedEvent> events_until(const Services& services, const domain::StreamId& stream,
                                                    std::int64_t position) {
    constexpr std::int64_t events_at_a_time = 1000;
    std::vector<eventstore::RecordedEvent> all;
    for (;;) {
        auto page = services.store.read_stream({stream, std::ssize(all), events_at_a_time});
        const bool is_last = std::ssize(page) < events_at_a_time;
        for (auto& event : page) {
            if (event.position > position) return all;
            all.push_back(std::move(event));
        }
        if (is_last) return all;
    }
}

std::optional<IssuedDocument> issued_document(const Services& services, const domain::StreamId& stream,
                                              const IssuedUntil& until, const Opener& opener) {
    std::optional<IssuedDocument> issued;
    for (const auto& event : events_until(services, stream, until.position)) {
        if (event.event_type == domain::EventName<domain::InvoiceIssued>::value)
            issued = {opener.open<domain::InvoiceIssued>(event), 1, event.series_number, event.position};
        if (event.event_type != domain::EventName<domain::InvoiceRevised>::value) continue;
        auto revised = opener.open<domain::InvoiceRevised>(event);
        if (!issued || revised.revision > until.revision) break;
        issued->document = std::move(revised.document);
        issued->revision = revised.revision;
        issued->position = event.position;
    }
    return issued;
}

DocumentParty printed_seller(const domain::Seller& seller, PrintedTexts& printed) {
    return {seller.name, printed(seller.address), printed(seller.tax_id)};
}

DocumentParty printed_buyer(const domain::Buyer& buyer, PrintedTexts& printed) {
    return {printed(buyer.name), printed(buyer.address), printed(buyer.tax_id)};
}

std::string file_name_of(const std::string& number) {
    std::string name;
    for (const char c : number) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                              c == '_' || c == '.';
        name += is_plain ? c : '-';
    }
    return name + ".pdf";
}

std::vector<domain::Uuid> each_once(std::vector<domain::Uuid> ids) {
    std::ranges::sort(ids);
    const auto doubled = std::ranges::unique(ids);
    ids.erase(doubled.begin(), doubled.end());
    return ids;
}

std::string verify_url_of(const Services& services, const domain::Uuid& tenant, const DocumentToken& what) {
    return verify_url(services.public_url, services.vault.service_key(std::string(document_key_name)), tenant, what);
}

std::expected<WantedDocument, Problem> named_document(const Services& services, const domain::Uuid& tenant,
                                                      const DocumentToken& what) {
    switch (what.kind) {
        case domain::DocumentKind::invoice:
            return invoice_document(services, tenant, what.subject, what.version);
        case domain::DocumentKind::credit_note:
            return credit_note_document(services, tenant, what.subject, what.version);
        case domain::DocumentKind::receipt:
            return receipt_document(services, tenant, what.subject, what.version);
        case domain::DocumentKind::statement:
            break;
    }
    StatementAsked asked;
    asked.customer = what.subject;
    asked.moment.position = what.version;
    return statement_document(services, tenant, asked);
}

void VatSummary::add(const domain::InvoiceLine& line, std::int64_t amount, std::int64_t vat) {
    auto row = std::ranges::find_if(rows_, [&line](const DocumentVat& known) {
        return known.treatment == line.vat_treatment && known.rate_bps == line.vat_rate_bps;
    });
    if (row == rows_.end()) {
        rows_.push_back({line.vat_treatment, line.vat_rate_bps, {0, currency_}, {0, currency_}});
        row = std::prev(rows_.end());
    }
    row->net.minor_units += prices_include_vat_ ? amount - vat : amount;
    row->vat.minor_units += vat;
}

}  // namespace suoledger::http
