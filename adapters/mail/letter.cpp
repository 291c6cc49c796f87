// SPDX-License-Identifier: Apache-2.0
// Gathering a letter: what stands in the log, what the document says, the document itself.
#include "adapters/mail/letter.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <utility>

#include "http/document_desk.hpp"
#include "http/log_states.hpp"
#include "http/outcome_response.hpp"
#include "http/pay_link.hpp"

namespace suoledger::adapters {
namespace {

using domain::DocumentKind;
using domain::MessageTemplate;

/// Read models fold what was committed a moment ago; one that does not within this time is asked again later.
constexpr std::chrono::seconds longest_wait{10};

bool is_shown(projections::ReadModels& read_models, std::int64_t position) {
    // Shared with the callback, which may come after the wait was given up.
    const auto reached = std::make_shared<std::promise<bool>>();
    auto answer = reached->get_future();
    read_models.when_reached(position, [reached](bool is_there) { reached->set_value(is_there); });
    return answer.wait_for(longest_wait) == std::future_status::ready && answer.get();
}

std::int64_t generation_of(const http::Services& services, const domain::Uuid& tenant, const domain::Uuid& invoice) {
    const auto state = http::state_in_log(services, {tenant, domain::StreamType::delivery, invoice});
    return state ? std::get<domain::DeliveryState>(*state).pay_link_generation : 0;
}

/// nullopt: nothing is due.
std::optional<PayingOf> paying_of(const http::Services& services, const domain::Uuid& tenant,
                                  const domain::Uuid& invoice) {
    const auto state = http::state_in_log(services, {tenant, domain::StreamType::invoice, invoice});
    if (!state) return std::nullopt;
    const auto& owed = std::get<domain::InvoiceState>(*state);
    const std::int64_t due = domain::amount_due_of(owed);
    if (due <= 0) return std::nullopt;
    const auto key = services.vault.service_key(std::string(http::pay_link_key_name));
    const auto generation = static_cast<std::uint16_t>(generation_of(services, tenant, invoice));
    return PayingOf{http::pay_url(services.public_url, key, {invoice, generation}), {due, owed.currency}};
}

}  // namespace

std::expected<Letter, http::Problem> write_letter(const http::Services& services, const LetterAsked& asked) {
    if (services.documents == nullptr)
        return std::unexpected(http::unavailable("documents_not_configured", "This service makes no documents."));
    if (!is_shown(services.read_models, asked.position))
        return std::unexpected(http::unavailable("read_models_behind", "Read models do not show it yet."));
    const DocumentKind kind = domain::document_of(asked.request.message_template);
    std::optional<PayingOf> paying;
    if (kind == DocumentKind::invoice) paying = paying_of(services, asked.tenant, asked.subject);
    if (asked.request.message_template == MessageTemplate::reminder && !paying)
        return std::unexpected(http::Problem{
            .status = 409, .code = "nothing_to_pay", .detail = "Nothing is due on the invoice any more."});
    auto document = http::named_document(services, asked.tenant, {kind, asked.subject, asked.request.what, 0});
    if (!document) return std::unexpected(std::move(document.error()));
    Letter letter = words_of(asked.request.message_template, *document, paying);
    auto made = services.documents->make_and_wait(*std::move(document), asked.origin);
    if (!made) return std::unexpected(std::move(made.error()));
    letter.attachment = std::move(made->bytes);
    return letter;
}

}  // namespace suoledger::adapters
