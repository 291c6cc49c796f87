// SPDX-License-Identifier: Apache-2.0
// History rewritten by someone who recomputes every number, leaf and root: by itself the log looks right, and what was
// signed before shows it.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "eventstore/audit/tree_checks.hpp"
#include "tests/eventstore/audit/sample_log.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

constexpr std::size_t older = 300, signed_size = 600;  // of checkpoints; the log goes on behind

struct Tampering {
    std::string name;
    std::size_t first_bad;  // index of the first event that is not what it was
    std::function<void(Log& log)> change;
};

std::size_t invoice() { return index_of(sample_log(), "invoice_issued", 100); }

/// The first event of a command.
std::size_t sale() { return index_of(sample_log(), "customer_registered", 100); }

/// A command that never was, just before `index`, with a stream of its own.
RecordedEvent invented(const Log& log, std::size_t index) {
    RecordedEvent event = log[0];
    event.recorded_at = log[index].recorded_at;
    event.stream.id.bytes[15] ^= 1;
    event.metadata.replace(event.metadata.find("command_id") + 13, 8, "0190ffff");
    rename(event);
    return event;
}

std::vector<Tampering> tamperings() {
    return {
        {"changed payload", invoice(), [](Log& log) { log[invoice()].payload += ' '; }},
        {"changed metadata", invoice(),
         [](Log& log) {
             auto& text = log[invoice()].metadata;
             text.replace(text.find("\"channel\":\"test\""), 16, "\"channel\":\"http\"");
         }},
        {"changed actor", invoice(),
         [](Log& log) {
             auto& text = log[invoice()].metadata;
             text.replace(text.find("key_1"), 5, "key_2");
         }},
        {"changed time", invoice(), [](Log& log) { log[invoice()].effective_at.microseconds -= 1; }},
        {"inserted event", sale(),
         [](Log& log) { log.insert(log.begin() + static_cast<std::ptrdiff_t>(sale()), invented(log, sale())); }},
        {"swapped events", 0,
         [](Log& log) {
             // Two commands change places, the times do not.
             std::vector<domain::Timestamp> times;
             for (const RecordedEvent& event : log) times.push_back(event.recorded_at);
             std::rotate(log.begin(), log.begin() + 2, log.begin() + 4);
             for (std::size_t index = 0; index < times.size(); ++index) log[index].recorded_at = times[index];
         }},
    };
}

AuditInput with_checkpoints(const std::vector<std::size_t>& sizes) {
    AuditInput input;
    input.depth = AuditDepth::hashes;
    for (const std::size_t size : sizes) input.checkpoints.push_back(kept_checkpoint(sample_log(), size));
    return input;
}

/// The keeper's own checkpoint and tiles of the true log.
AuditInput with_tiles(Tiles tiles = tiles_of(sample_log(), signed_size)) {
    AuditInput input;
    input.depth = AuditDepth::hashes;
    input.checkpoints = {{"own", checkpoint_of(sample_log(), signed_size), true}};
    input.tiles = OwnTiles{reader_of(tiles), signed_size};
    return input;
}

TEST(Tampering, PassesTheTrueLogWithAllThatWasSignedAboutIt) {
    AuditInput input = with_tiles();
    for (const std::size_t size : {1U, 2U, 255U, 256U, 257U, 511U, 600U})
        input.checkpoints.push_back(kept_checkpoint(sample_log(), size));
    const auto report = audit_of(sample_log(), std::move(input));
    EXPECT_EQ(verdict(report), "clean");
    EXPECT_EQ(report.agreeing_checkpoints, 8);
    EXPECT_EQ(report.root, naive_root(sample_log(), 0, sample_log().size()));
    EXPECT_EQ(report.last_leaf, sample_log().back().leaf_hash);
}

TEST(Tampering, OfHashedHistoryIsFoundByAnOlderCheckpointBetweenItAndTheOneBefore) {
    for (const Tampering& tampering : tamperings()) {
        Log log = sample_log();
        tampering.change(log);
        renumber(log);
        rehash(log);
        ASSERT_EQ(verdict(audit_of(log, with_checkpoints({}))), "clean")
            << tampering.name << ": the forger left a trace, and this test shows nothing";
        EXPECT_EQ(verdict(audit_of(log, with_checkpoints({older}))), "root_differs at 1-300") << tampering.name;
        const std::size_t before = tampering.first_bad;
        if (before == 0) continue;
        EXPECT_EQ(verdict(audit_of(log, with_checkpoints({before, older}))),
                  "root_differs at " + std::to_string(before + 1) + "-300")
            << tampering.name;
    }
}

TEST(Tampering, OfHashedHistoryIsFoundExactlyByTheTiles) {
    for (const Tampering& tampering : tamperings()) {
        Log log = sample_log();
        tampering.change(log);
        renumber(log);
        rehash(log);
        const auto report = audit_of(log, with_tiles());
        EXPECT_EQ(verdict(report), "leaf_differs_from_tile at " + std::to_string(tampering.first_bad + 1))
            << tampering.name;
        EXPECT_TRUE(std::ranges::any_of(report.findings, [](const Finding& finding) {
            return finding.code == FindingCode::root_differs;
        })) << tampering.name;
        // Who writes the tiles anew as well cannot sign the root that they lead to.
        EXPECT_EQ(verdict(audit_of(log, with_tiles(tiles_of(log, signed_size)))), "root_differs at 1-600")
            << tampering.name;
    }
}

TEST(Tampering, DeletedCommandsAreFound) {
    Log log = sample_log();
    const std::size_t index = invoice();
    ASSERT_EQ(log[index - 1].event_type, "customer_registered");
    // A sale as a whole: the customer, the invoice, and the payment's events.
    const domain::Uuid sold = log[index].stream.id;
    std::size_t end = index + 1;
    while (log[end].event_type != "customer_registered") ++end;
    ASSERT_EQ(log[index].stream.id, sold);
    log.erase(log.begin() + static_cast<std::ptrdiff_t>(index) - 1, log.begin() + static_cast<std::ptrdiff_t>(end));
    renumber(log);
    rehash(log);
    ASSERT_EQ(verdict(audit_of(log, with_checkpoints({}))), "clean");
    EXPECT_EQ(verdict(audit_of(log, with_tiles())), "leaf_differs_from_tile at " + std::to_string(index));
}

TEST(Tampering, ATruncatedLogIsShorterThanWhatWasSigned) {
    Log log = sample_log();
    log.resize(signed_size - 1);
    ASSERT_EQ(verdict(audit_of(log, with_checkpoints({older}))), "clean");
    EXPECT_EQ(verdict(audit_of(log, with_checkpoints({older, signed_size}))), "checkpoint_beyond_log at 600-600");
    EXPECT_EQ(verdict(audit_of(log, with_tiles())), "checkpoint_beyond_log at 600-600");
}

TEST(Tampering, AClumsyChangeIsNamedEvenBehindAnEarlierCleverOne) {
    Log log = sample_log();
    log[invoice()].payload += ' ';
    rehash(log);
    log[200].payload += ' ';
    EXPECT_EQ(verdict(audit_of(log, with_tiles())), "leaf_differs_from_tile at " + std::to_string(invoice() + 1));
    EXPECT_EQ(verdict(audit_of(log, with_checkpoints({150}))), "root_differs at 1-150");
    EXPECT_EQ(verdict(audit_of(log, with_checkpoints({}))), "leaf_hash_differs at 201");
}

TEST(Tampering, AReplacedTileIsNamedWhileTheLogLeadsToTheSignedRoot) {
    for (const auto& [path, content] : tiles_of(sample_log(), signed_size)) {
        Tiles tiles = tiles_of(sample_log(), signed_size);
        tiles[path][32 + 5] ^= 1;  // in its second entry
        const bool is_of_leaves = path.starts_with("tile/0/");
        const std::size_t tile = static_cast<std::size_t>(path[9] - '0');
        const std::string expected =
            is_of_leaves ? "tile_differs at " + std::to_string(tile * 256 + 2) : "tile_differs at 257-512";
        const auto report = audit_of(sample_log(), with_tiles(tiles));
        EXPECT_EQ(verdict(report), expected) << path;
        EXPECT_NE(report.first()->detail.find(path), std::string::npos) << report.first()->detail;
        tiles.erase(path);
        EXPECT_TRUE(verdict(audit_of(sample_log(), with_tiles(tiles))).starts_with("tile_missing at ")) << path;
        EXPECT_GE(content.size(), 64U) << path << ": too small for this test";
    }
}

TEST(Tampering, ATileCutShortIsMissing) {
    Tiles tiles = tiles_of(sample_log(), signed_size);
    tiles.at("tile/0/002.p/88").resize(32 * 87);
    EXPECT_EQ(verdict(audit_of(sample_log(), with_tiles(tiles))), "tile_missing at 513-513");
}

TEST(Tampering, AReplayedCheckpointIsOlderThanOneThatWasSeen) {
    AuditInput input = with_tiles();
    input.checkpoints.push_back(kept_checkpoint(sample_log(), signed_size + 1));
    EXPECT_EQ(verdict(audit_of(sample_log(), std::move(input))), "checkpoint_replayed");
}

TEST(Tampering, ACheckpointThatStaysBehindWhileEventsGoOnIsNamed) {
    Log log = sample_log();
    const auto late = [&log](std::int64_t seconds) {
        for (std::size_t index = signed_size + 1; index < log.size(); ++index)
            log[index].recorded_at = {log[signed_size].recorded_at.microseconds + seconds * 1'000'000};
        rehash(log);
    };
    late(120);
    EXPECT_EQ(verdict(audit_of(log, with_tiles())), "clean");
    late(121);
    EXPECT_EQ(verdict(audit_of(log, with_tiles())), "checkpoint_behind at 601");
}

TEST(Tampering, AHeadThatIsNotThatOfTheLastEventIsNamed) {
    const auto facts = [](auto change) {
        AuditInput input;
        input.facts = LogFacts{{1, {}, sample_log().back().position, {}, sample_log().back().leaf_hash},
                               sample_log().back().position};
        change(*input.facts);
        return verdict(audit_of(sample_log(), std::move(input)));
    };
    const std::string behind = std::to_string(sample_log().size() + 1);
    EXPECT_EQ(facts([](LogFacts&) {}), "clean");
    EXPECT_EQ(facts([](LogFacts& f) { f.head.position += 1; }), "log_head_differs at " + behind);
    EXPECT_EQ(facts([](LogFacts& f) { f.head.position -= 1; }),
              "log_head_differs at " + std::to_string(sample_log().size()));
    EXPECT_EQ(facts([](LogFacts& f) { f.head.leaf_hash[0] ^= 1; }), "log_head_differs at " + behind);
    EXPECT_EQ(facts([](LogFacts& f) { f.last_position += 1; }), "log_head_differs at " + behind);
}

}  // namespace
