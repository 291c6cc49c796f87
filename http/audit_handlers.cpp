// SPDX-License-Identifier: Apache-2.0
// What an auditor asks for: checkpoints, keys, proofs, tenant heads, bundles. A business is told of its own events
// only; hashes of others' tell nothing, since every leaf commits to a salt that is not shown.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <limits>
#include <utility>

#include "http/audit_bundle.hpp"
#include "http/audit_proofs.hpp"
#include "http/handlers.hpp"
#include "http/reading.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

constexpr std::int64_t any_position = std::numeric_limits<std::int64_t>::max();
constexpr const char* text_type = "text/plain; charset=utf-8";

Response text_answer(std::int64_t position, std::string body) {
    Response response = json_answer(position, std::move(body));
    response.content_type = text_type;
    return response;
}

/// None for an operator, who may see all.
std::optional<domain::Uuid> tenant_of(const Principal& principal) {
    return principal.is_operator ? std::nullopt : std::optional(principal.tenant);
}

std::optional<eventstore::RecordedEvent> own_event_at(const Services& services, const Principal& principal,
                                                      std::int64_t position) {
    eventstore::LogQuery query;
    query.after_position = position - 1;
    query.until_position = position;
    query.limit = 1;
    query.tenant = tenant_of(principal);
    auto found = services.store.read_log(query);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::string name_of_proof(const eventstore::RecordedEvent& event) {
    return domain::to_type_id(domain::event_prefix, event.event_id) + ".tlog-proof";
}

Response proof_file(const Services& services, const eventstore::RecordedEvent& event,
                    const eventstore::SignedCheckpoint& checkpoint) {
    const auto path = inclusion_path(*services.merkle, event.position, checkpoint.checkpoint.size);
    Response response = file_answer(text_type, inclusion_file(event, path, checkpoint.note), name_of_proof(event));
    response.headers.emplace_back("Ledger-Position", std::to_string(checkpoint.checkpoint.size));
    return response;
}

/// That a bundle left the ledger is in the log before it does; what is counted while it is sent is left at 0.
domain::RecordHistoryExported recorded_export(const BundleRange& range, const eventstore::Checkpoint& checkpoint) {
    domain::RecordHistoryExported command;
    command.from_position = range.from;
    command.to_position = std::max(range.from, range.to == 0 ? checkpoint.size : std::min(range.to, checkpoint.size));
    command.format = "bundle";
    return command;
}

/// A whole stream: legal documents have tens of events.
std::vector<eventstore::RecordedEvent> whole_stream(eventstore::EventStore& store, const domain::StreamId& stream) {
    std::vector<eventstore::RecordedEvent> all;
    while (true) {
        auto page = store.read_stream({stream, static_cast<std::int64_t>(all.size()), 1000});
        if (page.empty()) return all;
        std::move(page.begin(), page.end(), std::back_inserter(all));
    }
}

}  // namespace

Handled get_checkpoint(const Services& services, const Request& request) {
    if (auto problem = QueryReader(request).problem()) return *problem;
    auto newest = signed_checkpoint(services, request);
    if (!newest) return std::move(newest.error());
    return text_answer(newest->checkpoint.size, std::move(newest->note));
}

Handled get_public_key(const Services& services, const Request& request) {
    if (auto problem = QueryReader(request).problem()) return *problem;
    const auto newest = signed_checkpoint(services, request);
    if (!newest) return newest.error();
    std::string keys;
    for (const auto& verifier : services.merkle->verifiers()) keys += verifier.text() + '\n';
    return text_answer(newest->checkpoint.size, std::move(keys));
}

Handled get_inclusion_proof(const Services& services, const Request& request) {
    QueryReader query(request);
    const auto position = query.integer("position", 1, any_position);
    if (!query.text("position")) query.wrong("position", "is required");
    const auto size = query.integer("size", 1, any_position);
    const ProofForm form = proof_form_of(request, query);
    if (form == ProofForm::file && size) query.wrong("size", "is of JSON; a .tlog-proof is of the newest checkpoint");
    if (auto problem = query.problem()) return *problem;
    const auto event = own_event_at(services, request.principal, *position);
    if (!event) return not_found("event");
    const auto newest = signed_checkpoint(services, request, *position);
    if (!newest) return newest.error();
    if (form == ProofForm::file) return proof_file(services, *event, *newest);
    const std::int64_t wanted = size.value_or(newest->checkpoint.size);
    if (wanted < *position || wanted > newest->checkpoint.size) {
        query.wrong("size", fmt::format("must be from {} to {}, the size of the newest checkpoint", *position,
                                        newest->checkpoint.size));
        return *query.problem();
    }
    auto proof = inclusion_json(*event, inclusion_path(*services.merkle, *position, wanted));
    proof["checkpoint"] = wanted == newest->checkpoint.size ? json::value(newest->note) : json::value(nullptr);
    return json_answer(newest->checkpoint.size, proof);
}

Handled get_consistency_proof(const Services& services, const Request& request) {
    QueryReader query(request);
    const auto from = query.integer("from", 1, any_position);
    if (!query.text("from")) query.wrong("from", "is required");
    const auto to = query.integer("to", 1, any_position);
    if (auto problem = query.problem()) return *problem;
    const auto newest = signed_checkpoint(services, request);
    if (!newest) return newest.error();
    const std::int64_t older = *from, newer = to.value_or(newest->checkpoint.size);
    if (newer > newest->checkpoint.size)
        query.wrong("to",
                    fmt::format("must be at most {}, the size of the newest checkpoint", newest->checkpoint.size));
    if (older > newer) query.wrong("from", fmt::format("must be at most {}", newer));
    if (auto problem = query.problem()) return *problem;
    eventstore::MerkleLog& log = *services.merkle;
    return json_answer(newest->checkpoint.size,
                       json::object{{"object", "consistency_proof"},
                                    {"from", older},
                                    {"to", newer},
                                    {"from_root", hash_text(log.root(older))},
                                    {"to_root", hash_text(log.root(newer))},
                                    {"hashes", hashes_json(log.prove_consistency(older, newer))},
                                    {"checkpoint", newer == newest->checkpoint.size ? json::value(newest->note)
                                                                                    : json::value(nullptr)}});
}

Handled get_tenant_head(const Services& services, const Request& request) {
    if (auto problem = QueryReader(request).problem()) return *problem;
    const auto newest = signed_checkpoint(services, request, services.store.head().position);
    if (!newest) return newest.error();
    const auto head = tenant_head_at(services.store, request.principal.tenant, newest->checkpoint);
    return text_answer(newest->checkpoint.size, services.merkle->sign(eventstore::tenant_head_text(head)));
}

Handled get_audit_bundle(const Services& services, const Request& request) {
    QueryReader query(request);
    BundleRange range;
    range.tenant = tenant_of(request.principal);
    range.from = query.integer("from", 1, any_position).value_or(1);
    range.to = query.integer("to", 1, any_position).value_or(0);
    if (range.to != 0 && range.from > range.to) query.wrong("from", "must not be behind to");
    if (auto problem = query.problem()) return *problem;
    const auto newest = signed_checkpoint(services, request, services.store.head().position);
    if (!newest) return newest.error();
    BundleTree tree{newest->checkpoint, newest->note, services.merkle->verifiers(), "", nullptr};
    tree.node = [&log = *services.merkle](int level, std::int64_t index) { return log.node(level, index); };
    if (range.tenant) {
        const auto head = tenant_head_at(services.store, *range.tenant, newest->checkpoint);
        tree.tenant_head = services.merkle->sign(eventstore::tenant_head_text(head));
    }
    auto read = [&services, range, tree = std::move(tree)](std::int64_t) -> RecordedRead::Answer {
        const std::int64_t size = tree.checkpoint.size;
        Download download;
        download.head = file_answer("application/x-tar", "", fmt::format("audit-{}.tar", size));
        download.head.headers.emplace_back("Ledger-Position", std::to_string(size));
        download.source = std::make_shared<AuditBundle>(services.store, tree, range, services.now());
        return download;
    };
    return RecordedRead{request.principal.tenant, recorded_export(range, newest->checkpoint), std::move(read)};
}

Handled get_invoice_proof(const Services& services, const Request& request) {
    QueryReader query(request);
    const ProofForm form = proof_form_of(request, query);
    if (auto problem = query.problem()) return *problem;
    const auto id = id_in_path(request, domain::invoice_prefix);
    if (!id) return not_found("invoice");
    const auto events = whole_stream(services.store, {request.principal.tenant, domain::StreamType::invoice, *id});
    if (events.empty()) return not_found("invoice");
    const auto newest = signed_checkpoint(services, request, events.back().position);
    if (!newest) return newest.error();
    if (form == ProofForm::file) return proof_file(services, events.back(), *newest);
    json::array proofs;
    for (const auto& event : events)
        proofs.emplace_back(
            inclusion_json(event, inclusion_path(*services.merkle, event.position, newest->checkpoint.size)));
    return json_answer(newest->checkpoint.size,
                       json::object{{"object", "invoice_proof"},
                                    {"invoice", domain::to_type_id(domain::invoice_prefix, *id)},
                                    {"checkpoint", newest->note},
                                    {"proofs", std::move(proofs)}});
}

}  // namespace suoledger::http
