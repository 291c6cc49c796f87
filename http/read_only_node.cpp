// SPDX-License-Identifier: Apache-2.0
// By route: method, effect, and the handlers that ask what a read node does not have.
#include "http/read_only_node.hpp"

#include <algorithm>
#include <array>

#include "http/handlers.hpp"
#include "http/outcome_response.hpp"
#include "http/reconciliation_handlers.hpp"

namespace suoledger::http {
namespace {

constexpr std::array<Handler, 9> asks_the_tree{get_checkpoint,        get_public_key,  get_inclusion_proof,
                                               get_consistency_proof, get_tenant_head, get_invoice_proof,
                                               get_entries,           get_tile,        get_document_proof};
constexpr std::array<Handler, 3> asks_tables{get_access_log, list_dead_letters, list_differences};

bool is_payers(std::string_view pattern) { return pattern.starts_with("/pay/") || pattern.starts_with("/v1/public/"); }

}  // namespace

bool needs_primary(const Route& route) {
    if (route.handler == &rebuild_projection) return false;
    if (route.method != Method::get && route.method != Method::head) return true;
    if (route.effect == Effect::record || is_payers(route.pattern)) return true;
    return std::ranges::find(asks_the_tree, route.handler) != asks_the_tree.end() ||
           std::ranges::find(asks_tables, route.handler) != asks_tables.end();
}

bool is_recorded(const Handled& handled) {
    const auto* stream = std::get_if<EventStream>(&handled);
    return std::holds_alternative<RecordedRead>(handled) || (stream != nullptr && stream->form == EventForm::lines);
}

Problem read_only_node(std::string_view primary_url) {
    return unavailable("read_only_node", "This node only reads; send it to " + std::string(primary_url) + ".");
}

}  // namespace suoledger::http
