// SPDX-License-Identifier: Apache-2.0
// What a mail says: its words, and the document that goes with it.
#pragma once

#include <expected>
#include <string>

#include "domain/delivery.hpp"
#include "eventstore/event_store.hpp"
#include "http/document_content.hpp"

namespace suoledger::adapters {

struct Letter {
    std::string seller, buyer;  // names; the buyer's empty where nobody knows it (any more)
    std::string subject;
    std::string text, html;  // lines end with '\n'
    std::string attachment_name, attachment;
};

/// Without the attachment. `pay_url`: of an invoice that can be paid; `due`: what is due on it now.
struct PayingOf {
    std::string pay_url;
    domain::Money due;
};
Letter words_of(domain::MessageTemplate message_template, const http::WantedDocument& document,
                const std::optional<PayingOf>& paying);

/// What was asked for, of whom.
struct LetterAsked {
    domain::Uuid tenant, subject;
    const domain::SendRequested& request;
    std::int64_t position = 0;  // of the request
    eventstore::Origin origin;  // of the event that records the document
};
/// With the document, whose hash is in the log when this returns. 503 for what may pass; 409 `nothing_to_pay` for a
/// reminder of what was paid meanwhile, and the problems of the document. Throws StoreUnavailable and
/// DatabaseUnavailable.
std::expected<Letter, http::Problem> write_letter(const http::Services& services, const LetterAsked& asked);

}  // namespace suoledger::adapters
