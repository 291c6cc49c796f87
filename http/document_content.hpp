// SPDX-License-Identifier: Apache-2.0
// What a document says, gathered from read models and the log: of a version, so that it is the same whenever asked.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "domain/delivery.hpp"
#include "http/document_renderer.hpp"
#include "http/document_token.hpp"
#include "http/moment.hpp"
#include "http/route.hpp"

namespace suoledger::http {

/// What is printed where somebody was erased.
inline constexpr std::string_view erased_text = "(erased)";
/// Rows of a statement as a document: some fifty pages.
inline constexpr std::size_t max_statement_entries = 2'000;

/// A document ready to be drawn, and what its bytes depend on.
struct WantedDocument {
    domain::Uuid tenant;
    DocumentToken what;       // without expiry
    std::string variant;      // of a statement: its window and currency, if they are not the usual ones
    DocumentContent content;  // but for the logo
    std::string public_url;   // that its links begin with
    std::optional<domain::DocumentHash> logo;  // of the file
    domain::DocumentErasure erasure{};
    std::vector<domain::Uuid> keys;    // all that opened something in it, in order, each once
    std::vector<domain::Uuid> people;  // customers whom it names in clear
    std::string file_name;             // "INV-000123.pdf"
    std::int64_t position = 0;         // that it reflects
};

// Each is 404 for what is not there, 409 `invoice_not_issued` for a draft.

/// Default: the revision in force.
std::expected<WantedDocument, Problem> invoice_document(const Services& services, const domain::Uuid& tenant,
                                                        const domain::Uuid& invoice,
                                                        std::optional<std::int64_t> revision = {});
std::expected<WantedDocument, Problem> credit_note_document(const Services& services, const domain::Uuid& tenant,
                                                            const domain::Uuid& invoice, std::int64_t number);
/// Default: the payment as it stands. 409 `payment_not_received` for an attempt without money.
std::expected<WantedDocument, Problem> receipt_document(const Services& services, const domain::Uuid& tenant,
                                                        const domain::Uuid& payment,
                                                        std::optional<std::int64_t> version = {});
struct StatementAsked {
    domain::Uuid customer;
    std::optional<domain::Date> from, to;
    domain::Currency currency = domain::Currency::ngn;
    Moment moment;
};
/// Waits a little until a checkpoint covers it; the problems are those of `see` and of `signed_checkpoint` too.
std::expected<WantedDocument, Problem> statement_document(const Services& services, const domain::Uuid& tenant,
                                                          const StatementAsked& asked);
/// By what a token, or a message that was asked for, says; of a statement the whole account in naira.
std::expected<WantedDocument, Problem> named_document(const Services& services, const domain::Uuid& tenant,
                                                      const DocumentToken& what);

}  // namespace suoledger::http
