// SPDX-License-Identifier: Apache-2.0
// From signed trees to answers.
#include "http/audit_proofs.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <chrono>
#include <utility>

#include "eventstore/leaf.hpp"
#include "http/field_syntax.hpp"
#include "http/outcome_response.hpp"
#include "http/preconditions.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;
using eventstore::Bytes;

/// Whoever waits is signed for at once, so this is the time of a write to the disk, not of the interval; on a busy
/// machine the thread that signs gives way to all others. Below the deadline of a request.
constexpr std::chrono::milliseconds signing_limit{8000};
constexpr std::string_view proof_media_type = "text/x.tlog.proof";

std::string leaf_data_of(const eventstore::RecordedEvent& event) {
    return eventstore::leaf_data(event, eventstore::metadata_commitment(event.salt, event.metadata),
                                 eventstore::payload_commitment(event.salt, event.payload));
}

Problem nothing_signed(const Services& services) {
    if (services.merkle != nullptr && !services.merkle->contradiction().empty())
        return unavailable(
            "signing_stopped",
            "The log is not the one that was signed last; nothing is signed until the operator decides.");
    return unavailable("not_signed_yet", "No checkpoint covers this yet; try again.");
}

std::expected<eventstore::SignedCheckpoint, Problem> covering_checkpoint(const Services& services,
                                                                         std::int64_t position) {
    if (services.merkle == nullptr) return std::unexpected(nothing_signed(services));
    auto newest = services.merkle->newest();
    const std::int64_t wanted = std::max<std::int64_t>(position, 1);  // a new log waits for its first one
    if (!newest || newest->checkpoint.size < wanted) {
        services.merkle->wait_until_signed(wanted, signing_limit);
        newest = services.merkle->newest();
    }
    if (!newest || newest->checkpoint.size < position) return std::unexpected(nothing_signed(services));
    return std::move(*newest);
}

}  // namespace

std::expected<eventstore::SignedCheckpoint, Problem> signed_checkpoint(const Services& services, const Request& request,
                                                                       std::int64_t position) {
    // Whether it is well-formed, and of this epoch, was asked before any handler.
    if (const auto asked = min_position_of(request); asked && *asked) position = std::max(position, (*asked)->position);
    return covering_checkpoint(services, position);
}

std::optional<SignedRoot> signed_root(const Services& services, std::int64_t position) {
    if (position == 0) return std::nullopt;
    const auto newest = covering_checkpoint(services, position);
    if (!newest) return std::nullopt;
    return SignedRoot{hash_text(services.merkle->root(position)), newest->note};
}

ProofForm proof_form_of(const Request& request, QueryReader& query) {
    const auto format = query.text("format");
    if (format && *format != "json" && *format != "tlog-proof") query.wrong("format", "must be json or tlog-proof");
    if (format) return *format == "tlog-proof" ? ProofForm::file : ProofForm::json;
    const auto accept = request.header("accept");
    bool wants_file = false;
    if (accept)
        for_each_list_element(*accept, [&](std::string_view element) {
            wants_file =
                wants_file || equal_ignoring_case(trimmed(element.substr(0, element.find(';'))), proof_media_type);
        });
    return wants_file ? ProofForm::file : ProofForm::json;
}

std::string hash_text(const eventstore::Hash& hash) { return eventstore::base64(Bytes(hash)); }

json::array hashes_json(std::span<const eventstore::Hash> hashes) {
    json::array texts;
    for (const auto& hash : hashes) texts.emplace_back(hash_text(hash));
    return texts;
}

InclusionPath inclusion_path(eventstore::MerkleLog& log, std::int64_t position, std::int64_t size) {
    return {size, log.root(size), log.prove_inclusion(position, size)};
}

json::object inclusion_json(const eventstore::RecordedEvent& event, const InclusionPath& path) {
    return {{"object", "inclusion_proof"},
            {"event", domain::to_type_id(domain::event_prefix, event.event_id)},
            {"type", event.event_type},
            {"position", event.position},
            {"size", path.size},
            {"leaf_data", eventstore::base64(eventstore::bytes_of(leaf_data_of(event)))},
            {"leaf_hash", eventstore::hex(Bytes(event.leaf_hash))},
            {"root", hash_text(path.root)},
            {"hashes", hashes_json(path.hashes)}};
}

std::string inclusion_file(const eventstore::RecordedEvent& event, const InclusionPath& path, const std::string& note) {
    eventstore::TlogProof proof;
    proof.extra = leaf_data_of(event);
    proof.index = event.position - 1;
    proof.hashes = path.hashes;
    proof.checkpoint = note;
    return eventstore::tlog_proof_text(proof);
}

Response file_answer(std::string content_type, std::string body, const std::string& name) {
    Response response;
    response.content_type = std::move(content_type);
    response.body = std::move(body);
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + "\"");
    return response;
}

}  // namespace suoledger::http
