// SPDX-License-Identifier: Apache-2.0
// What the answers about proofs have in common: the checkpoint they rest on, an event's proof as JSON and as a file.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eventstore/merkle/merkle_log.hpp"
#include "http/message.hpp"
#include "http/query.hpp"
#include "http/route.hpp"

namespace suoledger::http {

/// The newest one; if `position` is given, or the request has a Ledger-Min-Position, one that covers it, for which it
/// waits a little. 503 `not_signed_yet`, and `signing_stopped` when that will not change by itself.
std::expected<eventstore::SignedCheckpoint, Problem> signed_checkpoint(const Services& services, const Request& request,
                                                                       std::int64_t position = 0);

/// How a client wants a proof.
enum class ProofForm : std::uint8_t { json, file };
/// By ?format= or Accept: text/x.tlog.proof.
ProofForm proof_form_of(const Request& request, QueryReader& query);

boost::json::array hashes_json(std::span<const eventstore::Hash> hashes);
std::string hash_text(const eventstore::Hash& hash);  // base64, as in checkpoints

/// A path in the tree of `size` entries, and its root.
struct InclusionPath {
    std::int64_t size = 0;
    eventstore::Hash root{};
    std::vector<eventstore::Hash> hashes;
};
InclusionPath inclusion_path(eventstore::MerkleLog& log, std::int64_t position, std::int64_t size);
/// With the event's leaf_data.
boost::json::object inclusion_json(const eventstore::RecordedEvent& event, const InclusionPath& path);
/// A C2SP .tlog-proof whose `extra` is the event's leaf_data; the path is of the checkpoint's tree.
std::string inclusion_file(const eventstore::RecordedEvent& event, const InclusionPath& path, const std::string& note);
Response file_answer(std::string content_type, std::string body, const std::string& name);

/// The root of the log up to `position` and a checkpoint that covers it: what the trailer of an export says. nullopt
/// when nothing signed covers it in time.
struct SignedRoot {
    std::string root, checkpoint;
};
std::optional<SignedRoot> signed_root(const Services& services, std::int64_t position);

}  // namespace suoledger::http
