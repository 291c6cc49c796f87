// SPDX-License-Identifier: Apache-2.0
// What others ask of the Merkle log: handing over, waiting, proofs, tiles, signatures.
#include "eventstore/merkle/merkle_log.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "eventstore/merkle/merkle_log_parts.hpp"

namespace suoledger::eventstore {
namespace {

std::string bytes_of_tile(const std::vector<Hash>& hashes) {
    std::string bytes;
    for (const Hash& hash : hashes) bytes.append(reinterpret_cast<const char*>(hash.data()), hash.size());
    return bytes;
}

}  // namespace

MerkleLog::MerkleLog(MerkleLogOptions options, EventStore& store, Metrics& metrics)
    : parts_(std::make_unique<Parts>(std::move(options), store, metrics)) {}

MerkleLog::~MerkleLog() = default;

void MerkleLog::start() { parts_->start(); }

void MerkleLog::committed(std::shared_ptr<const std::vector<RecordedEvent>> batch) {
    if (!batch || batch->empty()) return;
    bool must_wake = false;
    {
        const std::lock_guard lock(parts_->mutex);
        if (parts_->stopping) return;
        parts_->known_head = std::max(parts_->known_head, batch->back().position);
        const bool was_dropped = !parts_->handed.push(*batch);
        // Otherwise it wakes by itself when it is time to sign.
        must_wake = parts_->is_idle || was_dropped || parts_->handed.size() > merkle_limits::handed_leaves / 2;
    }
    if (must_wake) parts_->wake.notify_one();
}

void MerkleLog::notify_head(std::int64_t position) {
    {
        const std::lock_guard lock(parts_->mutex);
        if (position <= parts_->known_head) return;
        parts_->known_head = position;
        if (!parts_->is_idle) return;
    }
    parts_->wake.notify_one();
}

std::optional<SignedCheckpoint> MerkleLog::newest() const {
    const auto tree = parts_->shown();
    return tree ? std::optional{tree->newest} : std::nullopt;
}

bool MerkleLog::wait_until_signed(std::int64_t position, std::chrono::milliseconds limit) {
    Parts& parts = *parts_;
    std::unique_lock lock(parts.mutex);
    if (parts.signed_size >= position) return true;
    parts.known_head = std::max(parts.known_head, position);
    parts.wanted = std::max(parts.wanted, position);
    ++parts.waiters;
    parts.wake.notify_one();
    parts.signed_more.wait_for(
        lock, limit, [&] { return parts.signed_size >= position || parts.stopping || !parts.contradiction.empty(); });
    if (--parts.waiters == 0) parts.wanted = 0;
    return parts.signed_size >= position;
}

std::vector<Hash> MerkleLog::prove_inclusion(std::int64_t position, std::int64_t size) {
    const auto tree = parts_->shown_with(size);
    if (position < 1 || position > size) throw std::invalid_argument("this position is not in a tree of that size");
    TileTree nodes(*parts_->files, tree->edge, &parts_->cache);
    return inclusion_proof(nodes, position - 1, size);
}

std::vector<Hash> MerkleLog::prove_consistency(std::int64_t from, std::int64_t to) {
    const auto tree = parts_->shown_with(to);
    if (from < 1 || from > to) throw std::invalid_argument("from an empty or larger tree nothing can be shown");
    TileTree nodes(*parts_->files, tree->edge, &parts_->cache);
    return consistency_proof(nodes, from, to);
}

Hash MerkleLog::root(std::int64_t size) {
    const auto tree = parts_->shown_with(size);
    TileTree nodes(*parts_->files, tree->edge, &parts_->cache);
    return root_of(nodes, size);
}

Hash MerkleLog::node(int level, std::int64_t index) {
    if (level < 0 || level > 62 || index < 0) throw std::invalid_argument("there is no such node");
    // In this order nothing overflows.
    const auto tree = parts_->shown_with(1);
    if (index >= tree->edge.size() >> level) throw std::invalid_argument("this node is not inside the signed tree");
    return TileTree(*parts_->files, tree->edge, &parts_->cache).node(level, index);
}

std::optional<std::string> MerkleLog::tile(std::string_view path) const {
    const auto tree = parts_->shown();
    if (!tree) return std::nullopt;
    if (path == "checkpoint") return tree->newest.note;
    const auto name = parse_tile_path(path);
    if (!name) return std::nullopt;
    const auto hashes = TileTree(*parts_->files, tree->edge, &parts_->cache).tile(*name);
    if (hashes.empty()) return std::nullopt;
    return bytes_of_tile(hashes);
}

std::string MerkleLog::sign(std::string_view text) const {
    static_cast<void>(epoch());
    return sign_note(text, parts_->signers);
}

std::vector<NoteVerifier> MerkleLog::verifiers() const { return parts_->options.keys.verifiers(epoch()); }

std::int64_t MerkleLog::epoch() const {
    const std::int64_t opened = parts_->epoch;
    if (opened == 0) throw StoreUnavailable("the log's tree is not open yet");
    return opened;
}

std::string MerkleLog::contradiction() const {
    const std::lock_guard lock(parts_->mutex);
    return parts_->contradiction;
}

std::shared_ptr<const ShownTree> MerkleLog::Parts::shown() const {
    const std::lock_guard lock(mutex);
    return tree;
}

std::shared_ptr<const ShownTree> MerkleLog::Parts::shown_with(std::int64_t size) const {
    auto current = shown();
    if (size < 0 || !current || size > current->edge.size())
        throw std::invalid_argument("a tree of that size was not signed yet");
    return current;
}

}  // namespace suoledger::eventstore
