// SPDX-License-Identifier: Apache-2.0
// What is behind the QR code of a document.
#include "http/audit_proofs.hpp"
#include "http/handlers.hpp"
#include "http/pages/html.hpp"
#include "http/verify_view.hpp"

namespace suoledger::http {
namespace {

Problem not_genuine() {
    return {.status = 404, .code = "document_not_genuine", .detail = "Nothing in the ledger has this code."};
}

/// A version that there is not was never printed: with a token of ours it is a later one than the read models know.
Problem shown(Problem problem) { return problem.status == 404 ? not_genuine() : std::move(problem); }

std::optional<eventstore::RecordedEvent> event_at(const Services& services, const domain::Uuid& tenant,
                                                  std::int64_t position) {
    eventstore::LogQuery query;
    query.after_position = position - 1;
    query.until_position = position;
    query.limit = 1;
    query.tenant = tenant;
    auto found = services.store.read_log(query);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

}  // namespace

Handled get_verify_page(const Services& services, const Request& request) {
    const auto& token = request.path_parameters.front();
    const auto snapshot = services.read_models.snapshot();
    const auto document = genuine_document(services, *snapshot, token);
    if (!document) return not_genuine();
    const auto page = verify_page_of(services, *snapshot, *document, token);
    if (!page) return shown(page.error());
    return html_response(200, verify_page_html(*page));
}

Handled get_document_proof(const Services& services, const Request& request) {
    const auto snapshot = services.read_models.snapshot();
    const auto document = genuine_document(services, *snapshot, request.path_parameters.front());
    if (!document) return not_genuine();
    const auto position = proving_position(services, *snapshot, *document);
    const auto event = position ? event_at(services, document->tenant, *position) : std::nullopt;
    if (!event) return not_genuine();
    const auto newest = signed_checkpoint(services, request, *position);
    if (!newest) return newest.error();
    const auto path = inclusion_path(*services.merkle, *position, newest->checkpoint.size);
    Response response = file_answer("text/plain; charset=utf-8", inclusion_file(*event, path, newest->note),
                                    domain::to_type_id(domain::event_prefix, event->event_id) + ".tlog-proof");
    response.headers.emplace_back("Cache-Control", "private, no-cache");
    response.headers.emplace_back("Referrer-Policy", "no-referrer");
    return response;
}

}  // namespace suoledger::http
