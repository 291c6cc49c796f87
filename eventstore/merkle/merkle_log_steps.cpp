// SPDX-License-Identifier: Apache-2.0
// The Merkle log's thread: when it grows, what it checks before it signs, in which order things reach the disk.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "eventstore/failpoints.hpp"
#include "eventstore/merkle/merkle_log_parts.hpp"
#include "eventstore/thread_name.hpp"
#include "eventstore/thread_priority.hpp"

namespace suoledger::eventstore {
namespace {

double seconds(domain::Timestamp instant) { return static_cast<double>(instant.microseconds) / 1e6; }

/// Partial tiles of the one tree that the other does not have.
std::vector<Tile> partial_only_in(const RightEdge& one, const RightEdge& other) {
    auto tiles = one.partial_tiles();
    std::erase_if(tiles, [&other](const Tile& tile) {
        return width_of_tile(tile.name.level, tile.name.index, other.size()) == tile.name.width;
    });
    return tiles;
}

}  // namespace

MerkleLog::Parts::Parts(MerkleLogOptions given, EventStore& log, Metrics& counted)
    : options(std::move(given)), store(log), metrics(counted) {
    options.sign_interval = std::min(options.sign_interval, merkle_limits::longest_sign_interval);
}

MerkleLog::Parts::~Parts() { stop(); }

void MerkleLog::Parts::start() {
    const LogHead head = store.head();
    TileFiles opened(epoch_folder(options.directory, head.epoch));
    auto found = open_signed_tree(options.directory, opened, options.keys, store, head, [this](std::string_view line) {
        if (options.on_line) options.on_line(line);
    });
    signers = options.keys.signers(head.epoch);
    files.emplace(std::move(opened));
    for (auto& sink : options.sinks)
        publishers.push_back(std::make_unique<CheckpointPublisher>(std::move(sink), metrics, options.on_alarm));
    metrics.set(metric::checkpoint_contradiction, 0, {});
    epoch = head.epoch;
    const std::lock_guard lock(mutex);
    edge = std::move(found.edge);
    known_head = std::max(known_head, head.position);
    if (found.newest) {
        last_leaf = found.newest->last_leaf;
        signed_size = edge.size();
        tree = std::make_shared<const ShownTree>(edge, *found.newest);
        metrics.set(metric::checkpoint_size, static_cast<double>(signed_size), {});
        // A process that was killed may have shown it to nobody.
        for (const auto& publisher : publishers) publisher->publish(*found.newest);
    }
    thread = std::thread([this] { run(); });
}

/// What is known by then is signed, so that nothing stays uncovered for as long as the service is down.
void MerkleLog::Parts::stop() {
    {
        const std::lock_guard lock(mutex);
        stopping = true;
    }
    wake.notify_one();
    signed_more.notify_all();
    if (thread.joinable()) thread.join();
}

void MerkleLog::Parts::run() {
    name_this_thread("merkle");
    set_priority_of_this_thread(ThreadPriority::background);
    files->remove_leftovers(edge.size());
    while (wait()) step();
    if (pause == std::chrono::milliseconds{0} && contradiction.empty()) step();
}

bool MerkleLog::Parts::wait() {
    std::unique_lock lock(mutex);
    if (pause > std::chrono::milliseconds{0}) {
        wake.wait_for(lock, pause, [this] { return stopping; });
        return !stopping;
    }
    while (!stopping) {
        if (!contradiction.empty()) {
            wake.wait(lock, [this] { return stopping; });
        } else if (known_head <= signed_size) {
            is_idle = true;
            wake.wait(lock, [this] { return stopping || known_head > signed_size; });
            is_idle = false;
        } else if (std::chrono::steady_clock::now() >= sign_at() || handed.size() > merkle_limits::handed_leaves / 2) {
            return true;
        } else {
            wake.wait_until(lock, sign_at());  // whatever wakes it, the question is asked anew
        }
    }
    return false;
}

MerkleLog::Parts::Time MerkleLog::Parts::sign_at() const {
    return signed_at + (wanted > signed_size ? merkle_limits::early_interval : options.sign_interval);
}

void MerkleLog::Parts::step() {
    const auto is_due = [this] {
        const std::lock_guard lock(mutex);
        return stopping || std::chrono::steady_clock::now() >= sign_at();
    };
    try {
        while (grow() && !is_due()) {
        }
        if (edge.size() > signed_size && is_due()) sign();
        pause = std::chrono::milliseconds{0};
    } catch (const LogContradiction& fault) {
        halt(fault.what());
    } catch (const std::exception& fault) {
        on_fault(fault.what());
    }
}

/// From what was handed over, else from the log; false when there is no more.
bool MerkleLog::Parts::grow() {
    std::vector<Hash> leaves;
    std::int64_t head = 0;
    {
        const std::lock_guard lock(mutex);
        leaves = handed.take_after(edge.size());
        head = known_head;
    }
    if (leaves.empty() && head > edge.size()) {
        leaves = read_leaves(store, edge.size());
        if (leaves.empty()) disbelieve(head);
    }
    take(leaves);
    return !leaves.empty();
}

/// Whoever told of a later head was wrong, and to believe it would be to ask without end; or the log was cut.
void MerkleLog::Parts::disbelieve(std::int64_t head) {
    if (const auto older = shown()) require_leaf(store, older->edge.size(), older->newest.last_leaf);
    const std::lock_guard lock(mutex);
    if (known_head == head) known_head = edge.size();
}

void MerkleLog::Parts::take(const std::vector<Hash>& leaves) {
    for (const Hash& leaf : leaves) edge.append(leaf, completed);
    if (!leaves.empty()) last_leaf = leaves.back();
    if (completed.size() < merkle_limits::unwritten_tiles) return;
    files->write(completed);
    completed.clear();
}

void MerkleLog::Parts::sign() {
    const auto older = shown();
    if (const LogHead head = store.head(); head.epoch != epoch)
        throw LogContradiction(
            fmt::format("the log is of epoch {} now and was of epoch {}; start again", head.epoch, epoch.load()));
    // The database may have been replaced by an older or another one since.
    if (older) require_leaf(store, older->edge.size(), older->newest.last_leaf);
    require_leaf(store, edge.size(), last_leaf);
    write_tiles(older ? older->edge : RightEdge());
    if (older) require_extension(older->newest.checkpoint, edge, *files);

    SignedCheckpoint next;
    next.checkpoint = {log_origin(options.keys.name, epoch), edge.size(), edge.root()};
    next.note = sign_note(checkpoint_text(next.checkpoint), signers);
    next.epoch = epoch;
    next.last_leaf = last_leaf;
    files->write_checkpoint(next.note);
    failpoint("merkle.checkpoint_durable");
    show(std::move(next));
    failpoint("merkle.checkpoint_shown");
}

void MerkleLog::Parts::write_tiles(const RightEdge& older) {
    failpoint("merkle.before_tiles");
    files->write(completed);
    completed.clear();
    files->write(partial_only_in(edge, older));
    failpoint("merkle.tiles_durable");
}

void MerkleLog::Parts::show(SignedCheckpoint signed_one) {
    const auto size = signed_one.checkpoint.size;
    // Said before anybody has it or is woken, who might ask.
    metrics.add(metric::checkpoints_signed, 1, {});
    metrics.set(metric::checkpoint_size, static_cast<double>(size), {});
    metrics.set(metric::checkpoint_signed_at, seconds(options.now()), {});
    for (const auto& publisher : publishers) publisher->publish(signed_one);
    auto next = std::make_shared<const ShownTree>(edge, std::move(signed_one));
    {
        const std::lock_guard lock(mutex);
        tree = std::move(next);
        signed_size = size;
        signed_at = std::chrono::steady_clock::now();
        metrics.set(metric::checkpoint_lag, static_cast<double>(std::max<std::int64_t>(0, known_head - size)), {});
    }
    signed_more.notify_all();
}

/// For good: what contradicts once is looked at by people before anything is signed again.
void MerkleLog::Parts::halt(const std::string& why) {
    metrics.set(metric::checkpoint_contradiction, 1, {});
    alarm(fmt::format("no checkpoint is signed any more: {}", why));
    {
        const std::lock_guard lock(mutex);
        contradiction = why;
    }
    signed_more.notify_all();
}

/// The database or the disk; tried again.
void MerkleLog::Parts::on_fault(std::string_view what) {
    if (pause == std::chrono::milliseconds{0}) alarm(fmt::format("checkpoints wait: {}", what));
    pause = std::clamp(2 * pause, merkle_limits::first_pause, merkle_limits::longest_pause);
}

void MerkleLog::Parts::alarm(std::string_view what) const {
    if (options.on_alarm) options.on_alarm(what);
}

}  // namespace suoledger::eventstore
