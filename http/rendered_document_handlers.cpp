// SPDX-License-Identifier: Apache-2.0
// Documents for whoever has a key or a token: a PDF, or for a client that prefers JSON its hash and a link that ends.
#include <array>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <limits>
#include <utility>

#include "eventstore/merkle/signed_note.hpp"
#include "http/accept.hpp"
#include "http/document_desk.hpp"
#include "http/handlers.hpp"
#include "http/outcome_response.hpp"
#include "http/verify_view.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;
using Wanted = std::expected<WantedDocument, Problem>;

constexpr std::int64_t any = std::numeric_limits<std::int64_t>::max();
constexpr std::string_view pdf_type = "application/pdf";
// Long enough to be handed on to a browser or another service, not to be kept.
constexpr std::int64_t link_lifetime_seconds = 3600;

enum class Asking : std::uint8_t { business, payer };

eventstore::Origin origin_of(const Request& request, Asking asking) {
    eventstore::Origin origin;
    origin.actor_kind = asking == Asking::payer ? eventstore::ActorKind::payer : eventstore::ActorKind::api_key;
    if (asking == Asking::business)
        origin.actor_id = domain::to_type_id(domain::api_key_prefix, request.principal.key_id);
    origin.request_id = request.request_id;
    origin.trace_id = request.trace_id;
    origin.channel = "http";
    return origin;
}

/// What the answer needs of the document, which is moved to the desk.
struct Label {
    domain::Uuid tenant;
    DocumentToken what;
    std::string number, file_name, public_url;
    std::int64_t position = 0;
    bool has_link = false;
    std::vector<domain::Uuid> people;
};
Label label_of(const WantedDocument& wanted) {
    return {.tenant = wanted.tenant,
            .what = wanted.what,
            .number = wanted.content.number,
            .file_name = wanted.file_name,
            .public_url = wanted.public_url,
            .position = wanted.position,
            .has_link = wanted.variant.empty(),
            .people = wanted.people};
}

std::string base64_of(const domain::DocumentHash& hash) { return eventstore::base64(eventstore::Bytes(hash)); }

Response pdf_answer(const Label& label, MadeDocument made) {
    Response response;
    response.content_type = pdf_type;
    response.headers = {{"Content-Disposition", "inline; filename=\"" + label.file_name + "\""},
                        {"Ledger-Position", std::to_string(label.position)},
                        {"Repr-Digest", "sha-256=:" + base64_of(made.sha256) + ":"}};
    response.body = std::move(made.bytes);
    return response;
}

Response link_answer(const Services& services, const Label& label, const MadeDocument& made) {
    DocumentToken token = label.what;
    const std::int64_t now = services.now().microseconds / 1'000'000;
    token.expires_at_seconds = now + link_lifetime_seconds;
    json::object answer{{"object", "document"},
                        {"kind", domain::to_string(label.what.kind)},
                        {"number", label.number.empty() ? json::value(nullptr) : json::value(label.number)},
                        {"document_version", label.what.version},
                        {"template_version", made.template_version},
                        {"sha256", eventstore::hex(made.sha256)},
                        {"bytes", made.bytes.size()},
                        {"url", nullptr},
                        {"expires_at", nullptr}};
    if (label.has_link) {
        const auto key = services.vault.service_key(std::string(document_key_name));
        answer["url"] = document_url(label.public_url, key, label.tenant, token);
        answer["expires_at"] = domain::to_string(domain::Timestamp{token.expires_at_seconds * 1'000'000});
    }
    return json_answer(label.position, answer);
}

bool prefers_json(const Request& request) {
    constexpr std::array<std::string_view, 2> offers{pdf_type, "application/json"};
    return preferred_offer(request, offers) == 1;
}

/// A read like any other, counted when it is answered.
void count_people(const Services& services, const domain::Uuid& tenant, const std::string& actor,
                  const std::vector<domain::Uuid>& people) {
    if (services.access_log != nullptr && !people.empty())
        services.access_log->count(tenant, actor, people, services.now());
}

Handled hand_over(const Services& services, const Request& request, Wanted wanted) {
    if (!wanted) return std::move(wanted.error());
    if (services.documents == nullptr)
        return unavailable("documents_not_configured", "This service makes no documents.");
    const bool as_json = prefers_json(request);
    const std::string actor = domain::to_type_id(domain::api_key_prefix, request.principal.key_id);
    auto begin = [&services, as_json, actor, origin = origin_of(request, Asking::business),
                  document = *std::move(wanted)](const Deferred::OnAnswer& on_answer) mutable {
        Label label = label_of(document);
        services.documents->make(std::move(document), std::move(origin),
                                 [&services, as_json, actor, label = std::move(label), on_answer](auto made) {
                                     if (!made) return on_answer(std::move(made.error()));
                                     if (as_json) return on_answer(link_answer(services, label, *made));
                                     count_people(services, label.tenant, actor, label.people);
                                     on_answer(pdf_answer(label, *std::move(made)));
                                 });
    };
    return Deferred{std::move(begin)};
}

/// "12" or the printed "CN-000012".
std::optional<std::int64_t> number_in_path(const std::string& text) {
    const auto first = text.find_last_not_of("0123456789");
    const std::string_view digits = std::string_view(text).substr(first == std::string::npos ? 0 : first + 1);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return number;
}

Problem no_such_document() {
    return {.status = 404, .code = "document_not_found", .detail = "There is no document under this link."};
}

/// The address is a capability: nothing of it may be kept or passed on.
Response linked_answer(const Label& label, MadeDocument made) {
    Response response = pdf_answer(label, std::move(made));
    std::erase_if(response.headers, [](const auto& header) { return header.first == "Ledger-Position"; });
    response.headers.emplace_back("Cache-Control", "private, no-store");
    response.headers.emplace_back("Referrer-Policy", "no-referrer");
    return response;
}

}  // namespace

Handled get_public_document(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto linked = genuine_document(services, *services.read_models.snapshot(), request.path_parameters.front());
    if (!linked) return no_such_document();
    if (has_expired(linked->what, services.now()))
        return Problem{.status = 410, .code = "link_expired", .detail = "Ask whoever gave you the link for another."};
    if (services.documents == nullptr)
        return unavailable("documents_not_configured", "This service makes no documents.");
    Wanted wanted = named_document(services, linked->tenant, linked->what);
    if (!wanted) return std::move(wanted.error());
    auto begin = [&desk = *services.documents, origin = origin_of(request, Asking::payer),
                  document = *std::move(wanted)](const Deferred::OnAnswer& on_answer) mutable {
        Label label = label_of(document);
        desk.make(std::move(document), std::move(origin), [label = std::move(label), on_answer](auto made) {
            if (!made) return on_answer(std::move(made.error()));
            on_answer(linked_answer(label, *std::move(made)));
        });
    };
    return Deferred{std::move(begin)};
}

Handled get_invoice_document(const Services& services, const Request& request) {
    QueryReader query(request);
    const auto revision = query.integer("revision", 1, any);
    if (auto problem = query.problem()) return *problem;
    const auto id = id_in_path(request, domain::invoice_prefix);
    if (!id) return not_found("invoice");
    return hand_over(services, request, invoice_document(services, request.principal.tenant, *id, revision));
}

Handled get_credit_note_document(const Services& services, const Request& request) {
    if (auto problem = QueryReader(request).problem()) return *problem;
    const auto id = id_in_path(request, domain::invoice_prefix);
    if (!id) return not_found("invoice");
    const auto number = number_in_path(request.path_parameters.at(1));
    if (!number) return not_found("credit_note");
    Wanted wanted = credit_note_document(services, request.principal.tenant, *id, *number);
    const bool is_plain = request.path_parameters[1] == std::to_string(*number);
    if (wanted && !is_plain && wanted->content.number != request.path_parameters[1]) return not_found("credit_note");
    return hand_over(services, request, std::move(wanted));
}

Handled get_receipt_document(const Services& services, const Request& request) {
    QueryReader query(request);
    const auto version = query.integer("version", 1, any);
    if (auto problem = query.problem()) return *problem;
    const auto id = id_in_path(request, domain::payment_prefix);
    if (!id) return not_found("payment");
    return hand_over(services, request, receipt_document(services, request.principal.tenant, *id, version));
}

Handled get_statement_document(const Services& services, const Request& request) {
    QueryReader query(request);
    StatementAsked asked;
    asked.from = query.date("from");
    asked.to = query.date("to");
    asked.currency = query.currency().value_or(domain::Currency::ngn);
    asked.moment = read_moment(query);
    if (asked.from && asked.to && *asked.to < *asked.from) query.wrong("to", "must not be before from");
    if (auto problem = query.problem()) return *problem;
    const auto id = id_in_path(request, domain::customer_prefix);
    if (!id) return not_found("customer");
    asked.customer = *id;
    return hand_over(services, request, statement_document(services, request.principal.tenant, asked));
}

}  // namespace suoledger::http
