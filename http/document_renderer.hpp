// SPDX-License-Identifier: Apache-2.0
// What a document says, and the port that makes a file of it. Words that are the same on every document (titles, column
// heads, the amount in words) are the renderer's and covered by its template version; all other text is here.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/money.hpp"
#include "domain/payment_method.hpp"
#include "domain/tax.hpp"
#include "domain/time.hpp"

namespace suoledger::http {

/// Rows from the top, three bytes a pixel; transparent parts are white. Made by `LogoDecoder`.
struct DecodedLogo {
    std::uint32_t width = 0, height = 0;
    std::string rgb;  // width × height × 3 bytes
};

/// An empty text is left out; of somebody erased, the placeholder that is to be printed.
struct DocumentParty {
    std::string name, address, tax_id;  // lines of an address end with '\n'
};

/// A line as printed: amount = quantity × unit price − discount, in the document's price mode.
struct DocumentLine {
    std::string description;
    std::int64_t quantity_thousandths = 1000;  // 0: neither quantity nor unit price is printed
    domain::Money unit_price;
    domain::Money discount;  // of this line, ≥ 0
    domain::VatTreatment vat_treatment = domain::VatTreatment::standard;
    std::int32_t vat_rate_bps = 0;
    domain::Money amount;
};

/// One row of the VAT summary: a treatment and its rate.
struct DocumentVat {
    domain::VatTreatment treatment = domain::VatTreatment::standard;
    std::int32_t rate_bps = 0;
    domain::Money net, vat;
};

/// sum of lines − discount = subtotal (prices without VAT) or total (prices with VAT); subtotal + vat = total.
struct DocumentTotals {
    domain::Money discount;  // of the whole document, ≥ 0
    domain::Money subtotal, vat, total;
};

/// One revision, as it was issued: what happened to it since is on the page that `verify_url` names, not on paper.
struct InvoiceContent {
    std::int64_t revision = 1;  // printed from 2 on
    std::optional<domain::Date> due_on;
    bool prices_include_vat = true;
    std::vector<DocumentLine> lines;
    DocumentTotals totals;
    std::vector<DocumentVat> vat;
    std::string bank_account;  // as the business wrote it, lines end with '\n'
    std::string pay_url;       // printed and linked; empty: none
    std::string notes;
};

struct CreditNoteContent {
    std::string invoice_number;
    domain::Date invoice_issued_on;
    bool prices_include_vat = true;
    std::vector<DocumentLine> lines;  // what is credited of the invoice's lines
    DocumentTotals totals;
    std::vector<DocumentVat> vat;
    std::string reason;
};

/// A part of a payment that went to an invoice.
struct ReceiptShare {
    std::string invoice_number;
    domain::Date invoice_issued_on;
    domain::Money amount;
};
/// A payment at one of its versions.
struct ReceiptContent {
    domain::Money amount;  // that arrived; fees are between the business and its bank
    domain::PaymentMethod method = domain::PaymentMethod::bank_transfer;
    std::string reference;
    std::vector<ReceiptShare> shares;
    domain::Money unallocated;             // kept as credit of the customer
    domain::Money refunded, charged_back;  // given or taken back since; zero is left out
};

/// One row of an account: an amount that raises what the customer owes, or one that lowers it; the other is zero.
struct StatementEntry {
    domain::Date day;
    std::string description;  // "Invoice INV-000123"
    domain::Money charged, credited, balance;
};
struct StatementContent {
    domain::Date from, to;                           // both included; `dated` is the day it is as of
    domain::Money opening_balance, closing_balance;  // > 0: the customer owes
    domain::Money charged, credited;                 // sums of the entries
    std::vector<StatementEntry> entries;
    std::int64_t as_of_position = 0;
    std::string checkpoint;  // the signed note that covers the position, as published; empty: none yet
};

struct DocumentContent {
    DocumentParty seller, buyer;
    std::shared_ptr<const DecodedLogo> logo;  // shared: one decoded logo serves all documents of a business; null: none
    std::string number;                       // as printed: "INV-000123"; of a statement, empty
    domain::Date dated;                       // issued, received or as of
    bool livemode = true;                     // else it says on every page that it is a test
    std::string verify_url;                   // QR code and link; empty: none
    std::variant<InvoiceContent, CreditNoteContent, ReceiptContent, StatementContent> body;
};

/// Any text is safe to give: what cannot be printed is replaced, what is too long is cut with an ellipsis.
class DocumentRenderer {
public:
    virtual ~DocumentRenderer() = default;
    /// The same bytes for the same content, always. Some milliseconds of a processor; callable from any thread. Throws
    /// std::runtime_error when it cannot be made.
    virtual std::string render(const DocumentContent& content) = 0;
    /// Changes whenever the bytes of any document would.
    [[nodiscard]] virtual std::string_view template_version() const = 0;
};

}  // namespace suoledger::http
