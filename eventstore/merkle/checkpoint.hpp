// SPDX-License-Identifier: Apache-2.0
// What is signed about the log: checkpoints (C2SP tlog-checkpoint), tenant heads, proofs as files (C2SP tlog-proof).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/merkle/signed_note.hpp"
#include "eventstore/merkle/tree.hpp"

namespace suoledger::eventstore {

/// "<name>/log/<epoch>": the origin of a log's checkpoints, and the name of the key that signs them.
std::string log_origin(std::string_view name, std::int64_t epoch);

struct Checkpoint {
    std::string origin;
    std::int64_t size = 0;
    Hash root{};
    bool operator==(const Checkpoint&) const = default;
};
/// Three lines: origin, size in decimal, base64 of the root.
std::string checkpoint_text(const Checkpoint& checkpoint);
/// nullopt when malformed (leading zeros, an empty origin, another length of root). Extension lines are passed over.
std::optional<Checkpoint> parse_checkpoint(std::string_view text);

/// Where one business stands at a checkpoint: an auditor of it sees with this that nothing of it was withheld.
/// Text: "suoledger/tenant-head/v1", tenant (UUID), tenant_sequence, position of its last event, then the checkpoint's
/// three lines.
struct TenantHead {
    domain::Uuid tenant;
    std::int64_t tenant_sequence = 0, position = 0;  // 0, 0 while the business has no event in the tree
    Checkpoint checkpoint;
    bool operator==(const TenantHead&) const = default;
};
std::string tenant_head_text(const TenantHead& head);
std::optional<TenantHead> parse_tenant_head(std::string_view text);

/// A self-contained receipt: "c2sp.org/tlog-proof@v1", optional `extra`, `index <n>`, the hashes, an empty line, the
/// signed checkpoint. `extra` here is the leaf_data of the event, so that the file says what it proves.
struct TlogProof {
    std::string extra;  // raw bytes; empty: none
    std::int64_t index = 0;
    std::vector<Hash> hashes;
    std::string checkpoint;  // the whole signed note
};
std::string tlog_proof_text(const TlogProof& proof);
std::optional<TlogProof> parse_tlog_proof(std::string_view text);

}  // namespace suoledger::eventstore
