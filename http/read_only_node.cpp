// SPDX-License-Identifier: Apache-2.0
// By route: method, effect, and the handlers that ask what a read node does not have.
#include "http/read_only_node.hpp"

#include <algorithm>
#include <array>

#include "http/answer_call.hpp"
#include "http/handlers.hpp"
#include "http/outcome_response.hpp"
#include "http/primary_reads.hpp"
#include "http/reconciliation_handlers.hpp"

namespace suoledger::http {
namespace {

constexpr std::array<Handler, 9> asks_the_tree{get_checkpoint,        get_public_key,  get_inclusion_proof,
                                               get_consistency_proof, get_tenant_head, get_invoice_proof,
                                               get_entries,           get_tile,        get_document_proof};
constexpr std::array<Handler, 3> asks_tables{get_access_log, list_dead_letters, list_differences};

bool reads(Method method) { return method == Method::get || method == Method::head; }

/// How an invoice stands is no look at it: watched here, from this node's log.
bool is_shown_to_payers(const Route& route) {
    if (route.handler == &watch_payer_invoice) return false;
    return route.pattern.starts_with("/pay/") || route.pattern.starts_with("/v1/public/");
}

}  // namespace

bool needs_primary(const Route& route) {
    if (route.handler == &rebuild_projection) return false;
    if (!reads(route.method)) return true;
    if (route.effect == Effect::record || is_shown_to_payers(route)) return true;
    return std::ranges::find(asks_the_tree, route.handler) != asks_the_tree.end() ||
           std::ranges::find(asks_tables, route.handler) != asks_tables.end();
}

bool is_left(const Handled& handled) {
    const auto* stream = std::get_if<EventStream>(&handled);
    const bool is_export = stream != nullptr && stream->form == EventForm::lines;
    return is_export || std::holds_alternative<RecordedRead>(handled) || std::holds_alternative<LeftToPrimary>(handled);
}

Problem read_only_node(std::string_view primary_url) {
    return unavailable("read_only_node", "This node only reads; send it to " + std::string(primary_url) + ".");
}

std::variant<LeftToPrimary, Problem> left_to_primary(const Services& services, const Call& call) {
    const bool may_ask = services.primary_reads != nullptr && services.primary_reads->reaches(call.listener);
    if (!may_ask || !reads(call.request.method)) return read_only_node(services.primary_url);
    if (has_dot_segment(call.request.path)) return no_route(call);
    return LeftToPrimary{};
}

}  // namespace suoledger::http
