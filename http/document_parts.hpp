// SPDX-License-Identifier: Apache-2.0
// What the contents of all kinds of documents have in common.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "http/document_content.hpp"
#include "http/reading.hpp"

namespace suoledger::http {

/// Personal texts as they are printed; remembers whether a placeholder stands for one.
class PrintedTexts {
public:
    std::string operator()(const domain::PersonalText& text);
    [[nodiscard]] domain::DocumentErasure erasure() const { return erasure_; }

private:
    domain::DocumentErasure erasure_ = domain::DocumentErasure::none;
};

/// The document of an invoice as it stood at a revision and at a position, whichever is earlier.
struct IssuedDocument {
    domain::InvoiceIssued document;
    std::int64_t revision = 0, number = 0;
    std::int64_t position = 0;  // of the event that made it so
};
struct IssuedUntil {
    std::int64_t revision, position;  // both included
};
/// From the log; nullopt: it was not issued then.
std::optional<IssuedDocument> issued_document(const Services& services, const domain::StreamId& stream,
                                              const IssuedUntil& until, const Opener& opener);
/// Events of a stream up to a position, oldest first.
std::vector<eventstore::RecordedEvent> events_until(const Services& services, const domain::StreamId& stream,
                                                    std::int64_t position);

DocumentParty printed_seller(const domain::Seller& seller, PrintedTexts& printed);
DocumentParty printed_buyer(const domain::Buyer& buyer, PrintedTexts& printed);
/// Letters, digits, '-', '_' and '.' of it, and ".pdf".
std::string file_name_of(const std::string& number);
/// In order, each once.
std::vector<domain::Uuid> each_once(std::vector<domain::Uuid> ids);
/// Where its QR code leads.
std::string verify_url_of(const Services& services, const domain::Uuid& tenant, const DocumentToken& what);

/// One row for each treatment and rate, in the order in which they come.
class VatSummary {
public:
    VatSummary(domain::Currency currency, bool prices_include_vat)
        : currency_(currency), prices_include_vat_(prices_include_vat) {}
    void add(const domain::InvoiceLine& line, std::int64_t amount, std::int64_t vat);
    [[nodiscard]] std::vector<DocumentVat> take() { return std::move(rows_); }

private:
    const domain::Currency currency_;
    const bool prices_include_vat_;
    std::vector<DocumentVat> rows_;
};

}  // namespace suoledger::http
