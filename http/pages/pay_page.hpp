// SPDX-License-Identifier: Apache-2.0
// The page of a pay link: what is due, how to pay it, and what became of it; for whoever holds the link.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/invoice.hpp"
#include "http/message.hpp"

namespace suoledger::http {

/// What a payer said of a transfer.
struct ShownClaim {
    std::int64_t amount = 0;
    std::optional<domain::Date> claimed_on;
    bool rejected = false;
};
/// A form that was sent and not taken: what was filled in, and what is wrong with it, by field name.
struct FormAnswer {
    std::map<std::string, std::string> values, errors;
};
struct ShownFile {
    std::string label, url;
};
/// What just happened, told above all.
enum class PayNews : std::uint8_t { none, claimed, invoice_changed, too_many_claims, checkout_failed };

struct PayPage {
    std::string token;   // of the link
    std::string number;  // as printed
    std::int64_t revision = 1;
    domain::InvoiceIssued document;
    domain::InvoiceFigures figures;
    domain::Date today;              // in the tenant's zone
    std::vector<ShownClaim> claims;  // oldest first
    bool takes_online_payment = false, needs_email = false;
    std::vector<ShownFile> files;  // documents to open
    std::string live_status;       // what the live status says that this page shows; empty: it has none
    PayNews news = PayNews::none;
    FormAnswer claim_form, checkout_form;
};

std::string pay_page_html(const PayPage& page);

/// The parts of "GTBank 0123456789 Ada Stores": a Nigerian account number (NUBAN) has ten digits. Without exactly one
/// such number all of it is in `bank`.
struct BankAccount {
    std::string bank, number, name;
};
BankAccount bank_account_of(std::string_view text);

}  // namespace suoledger::http
