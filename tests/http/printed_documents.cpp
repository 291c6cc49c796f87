// SPDX-License-Identifier: Apache-2.0
// Documents as lines of text.
#include "tests/http/printed_documents.hpp"

#include <fmt/format.h>

#include <iterator>

namespace suoledger::http::test {
namespace {

std::string text(const domain::Money& money) {
    return fmt::format("{} {}", domain::to_string(money.currency), money.minor_units);
}

class Printer {
public:
    template <class... Args>
    void line(fmt::format_string<Args...> format, Args&&... args) {
        fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
        out_ += '\n';
    }
    void party(std::string_view role, const DocumentParty& party) {
        line("{}: {} | {} | {}", role, party.name, party.address, party.tax_id);
    }
    void lines(const std::vector<DocumentLine>& lines) {
        for (const auto& one : lines)
            line("line: {} x{} at {} less {} {} {} = {}", one.description, one.quantity_thousandths,
                 text(one.unit_price), text(one.discount), domain::to_string(one.vat_treatment), one.vat_rate_bps,
                 text(one.amount));
    }
    void sums(const DocumentTotals& totals, const std::vector<DocumentVat>& vat) {
        line("totals: discount {} subtotal {} vat {} total {}", text(totals.discount), text(totals.subtotal),
             text(totals.vat), text(totals.total));
        for (const auto& row : vat)
            line("vat: {} {} of {} = {}", domain::to_string(row.treatment), row.rate_bps, text(row.net), text(row.vat));
    }
    void operator()(const InvoiceContent& body) {
        line("invoice revision {} due {} inclusive {}", body.revision,
             body.due_on ? domain::to_string(*body.due_on) : "never", body.prices_include_vat);
        lines(body.lines);
        sums(body.totals, body.vat);
        line("bank: {} pay: {} notes: {}", body.bank_account, body.pay_url, body.notes);
    }
    void operator()(const CreditNoteContent& body) {
        line("credit note of {} of {} inclusive {}", body.invoice_number, domain::to_string(body.invoice_issued_on),
             body.prices_include_vat);
        lines(body.lines);
        sums(body.totals, body.vat);
        line("reason: {}", body.reason);
    }
    void operator()(const ReceiptContent& body) {
        line("receipt of {} by {} reference {}", text(body.amount), domain::to_string(body.method), body.reference);
        for (const auto& share : body.shares)
            line("share: {} of {} = {}", share.invoice_number, domain::to_string(share.invoice_issued_on),
                 text(share.amount));
        line("unallocated {} refunded {} charged back {}", text(body.unallocated), text(body.refunded),
             text(body.charged_back));
    }
    void operator()(const StatementContent& body) {
        line("statement from {} to {} at {}", domain::to_string(body.from), domain::to_string(body.to),
             body.as_of_position);
        line("opening {} closing {} charged {} credited {}", text(body.opening_balance), text(body.closing_balance),
             text(body.charged), text(body.credited));
        for (const auto& entry : body.entries)
            line("entry: {} {} +{} -{} = {}", domain::to_string(entry.day), entry.description, text(entry.charged),
                 text(entry.credited), text(entry.balance));
        line("checkpoint: {}", body.checkpoint);
    }
    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    std::string out_;
};

}  // namespace

std::string PrintedDocuments::render(const DocumentContent& content) {
    if (on_render) on_render();
    ++count;
    Printer printer;
    printer.line("document {} of {} live {}", content.number, domain::to_string(content.dated), content.livemode);
    printer.party("seller", content.seller);
    printer.party("buyer", content.buyer);
    printer.line("logo: {}", content.logo ? std::to_string(content.logo->width) : "none");
    printer.line("verify: {}", content.verify_url);
    std::visit([&printer](const auto& body) { printer(body); }, content.body);
    return printer.take() + ending;
}

std::expected<DecodedLogo, LogoFault> WrittenLogos::decode(std::string_view file) {
    ++count;
    if (file.size() > max_logo_file_bytes) return std::unexpected(LogoFault::too_large);
    if (!file.starts_with("logo")) return std::unexpected(LogoFault::unreadable);
    return DecodedLogo{static_cast<std::uint32_t>(file.size() - 4), 1, std::string((file.size() - 4) * 3, '\xFF')};
}

}  // namespace suoledger::http::test
