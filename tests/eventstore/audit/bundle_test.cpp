// SPDX-License-Identifier: Apache-2.0
// Bundles as a directory and as a tar file, of all events and of one business, true and forged.
#include <gtest/gtest.h>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <unistd.h>
#include <boost/json.hpp>
#include <fstream>
#include <random>

#include "eventstore/audit/bundle.hpp"
#include "eventstore/audit/piece_tree.hpp"
#include "tests/eventstore/audit/sample_log.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t signed_size = 600;
const NoteSigner keeper{"shop/log/1", SecretKey{1}};

std::string line_of(const RecordedEvent& event) {
    return json::serialize(json::object{{"position", event.position},
                                        {"event_id", domain::to_string(event.event_id)},
                                        {"tenant_id", domain::to_string(event.stream.tenant)},
                                        {"tenant_sequence", event.tenant_sequence},
                                        {"stream_type", domain::to_string(event.stream.type)},
                                        {"stream_id", domain::to_string(event.stream.id)},
                                        {"stream_version", event.stream_version},
                                        {"event_type", event.event_type},
                                        {"schema_version", event.schema_version},
                                        {"recorded_at_us", event.recorded_at.microseconds},
                                        {"effective_at_us", event.effective_at.microseconds},
                                        {"series", domain::to_string(event.series)},
                                        {"series_number", event.series_number},
                                        {"salt", hex(event.salt)},
                                        {"metadata", event.metadata},
                                        {"payload", event.payload},
                                        {"leaf_hash", hex(event.leaf_hash)}}) +
           "\n";
}

/// Every maximal perfect subtree without an event of the bundle.
void add_nodes(const Log& log, const std::vector<bool>& shown, int level, std::size_t index, std::string& out) {
    const std::size_t begin = index << level, end = (index + 1) << level;
    if (begin >= signed_size) return;
    bool holds_one = end > signed_size;
    for (std::size_t leaf = begin; leaf < std::min(end, signed_size); ++leaf) holds_one = holds_one || shown[leaf];
    if (!holds_one)
        out += json::serialize(
                   json::object{{"level", level}, {"index", index}, {"hash", hex(naive_root(log, begin, end))}}) +
               "\n";
    else if (level > 0)
        for (const std::size_t half : {index * 2, index * 2 + 1}) add_nodes(log, shown, level - 1, half, out);
}

using Members = std::map<std::string, std::string>;

/// Of that business, or of all when nullopt.
Members bundle_of(const Log& log, std::optional<domain::Uuid> tenant, const NoteSigner& signer = keeper) {
    Members members;
    std::vector<bool> shown(signed_size);
    TenantHead head{tenant.value_or(domain::Uuid{}), 0, 0, checkpoint_of(log, signed_size)};
    for (std::size_t index = 0; index < signed_size; ++index) {
        if (tenant && log[index].stream.tenant != *tenant) continue;
        shown[index] = true;
        members["events.ndjson"] += line_of(log[index]);
        head.tenant_sequence = log[index].tenant_sequence;
        head.position = log[index].position;
    }
    add_nodes(log, shown, 10, 0, members["nodes.ndjson"]);
    members["checkpoint"] = sign_note(checkpoint_text(head.checkpoint), std::vector{signer});
    members["public_keys"] = signer.verifier().text() + "\n";
    if (tenant) members["tenant_head"] = sign_note(tenant_head_text(head), std::vector{signer});
    return members;
}

class Bundle : public testing::Test {
protected:
    Bundle() : directory_(fs::temp_directory_path() / fmt::format("suoledger-bundle-{}", ::getpid())) {
        fs::remove_all(directory_);
    }
    ~Bundle() override { fs::remove_all(directory_); }

    fs::path unpacked(const Members& members) {
        fs::remove_all(directory_);
        fs::create_directories(directory_ / "bundle");
        for (const auto& [name, content] : members)
            std::ofstream(directory_ / "bundle" / name, std::ios::binary) << content;
        return directory_ / "bundle";
    }
    fs::path packed(const Members& members) {
        fs::create_directories(directory_);
        archive* tar = archive_write_new();
        archive_write_set_format_pax_restricted(tar);
        archive_write_open_filename(tar, (directory_ / "bundle.tar").c_str());
        for (const auto& [name, content] : members) {
            archive_entry* entry = archive_entry_new();
            archive_entry_set_pathname(entry, name.c_str());
            archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
            archive_entry_set_filetype(entry, AE_IFREG);
            archive_entry_set_perm(entry, 0644);
            archive_write_header(tar, entry);
            archive_write_data(tar, content.data(), content.size());
            archive_entry_free(entry);
        }
        archive_write_close(tar);
        archive_write_free(tar);
        return directory_ / "bundle.tar";
    }
    std::string verified(const Members& members, std::vector<KnownCheckpoint> older = {}) {
        return verdict(report_of(members, std::move(older)));
    }
    BundleReport report_of(const Members& members, std::vector<KnownCheckpoint> older = {}) {
        BundleInput input;
        input.trusted = {keeper.verifier()};
        input.checkpoints = std::move(older);
        return audit_bundle(unpacked(members), std::move(input));
    }
    fs::path directory_;
};

domain::Uuid a_tenant() { return sample_log().back().stream.tenant; }

TEST_F(Bundle, OfAllEventsOrOfOneBusinessVerifies) {
    for (const auto& tenant : {std::optional<domain::Uuid>(), std::optional(a_tenant())}) {
        const auto report = report_of(bundle_of(sample_log(), tenant));
        EXPECT_EQ(verdict(report), "clean");
        EXPECT_EQ(report.is_of_one_business, tenant.has_value());
        EXPECT_EQ(report.checkpoint.size, 600);
        EXPECT_GT(report.events, 250);
    }
}

TEST_F(Bundle, VerifiesFromATarFileAsFromADirectory) {
    const auto members = bundle_of(sample_log(), a_tenant());
    EXPECT_EQ(verdict(audit_bundle(packed(members), {})), "clean");
    Members forged = members;
    forged["nodes.ndjson"].clear();
    EXPECT_TRUE(verdict(audit_bundle(packed(forged), {})).starts_with("bundle_malformed"));
}

TEST_F(Bundle, IsRefusedWhenItCannotBeReadAtAll) {
    Members members = bundle_of(sample_log(), a_tenant());
    members.erase("checkpoint");
    EXPECT_THROW(verified(members), BundleFault);
    EXPECT_THROW(audit_bundle(directory_ / "nothing", {}), BundleFault);
    members = bundle_of(sample_log(), a_tenant());
    members["nodes.ndjson"] = "{}\n";
    EXPECT_THROW(verified(members), BundleFault);
}

TEST_F(Bundle, OfAnotherKeyIsForgedUnlessNobodyIsTrusted) {
    const auto members = bundle_of(sample_log(), a_tenant(), {"shop/log/1", SecretKey{2}});
    EXPECT_EQ(verified(members), "checkpoint_signature_invalid");
    EXPECT_EQ(verdict(audit_bundle(unpacked(members), {})), "clean");
}

TEST_F(Bundle, WhoseEventWasChangedAndHashedAnewDoesNotLeadToTheRoot) {
    Log log = sample_log();
    const std::size_t index = index_of(log, "invoice_issued", 100);
    log[index].effective_at.microseconds -= 1;
    const auto forged = [&](bool rehashed) {
        if (rehashed) rehash(log);
        Members members = bundle_of(sample_log(), log[index].stream.tenant);
        members["events.ndjson"] = bundle_of(log, log[index].stream.tenant)["events.ndjson"];
        return verified(members);
    };
    EXPECT_EQ(forged(false), fmt::format("leaf_hash_differs at {}", index + 1));
    EXPECT_EQ(forged(true), "root_differs at 1-600");
}

TEST_F(Bundle, FromWhichEventsWereTakenIsNamed) {
    const Members whole = bundle_of(sample_log(), a_tenant());
    const auto without = [&](std::size_t first, std::size_t count) {
        Members members = whole;
        std::string& text = members["events.ndjson"];
        std::size_t begin = 0;
        for (std::size_t line = 0; line < first; ++line) begin = text.find('\n', begin) + 1;
        std::size_t end = begin;
        for (std::size_t line = 0; line < count; ++line) end = text.find('\n', end) + 1;
        text.erase(begin, end - begin);
        return verified(members);
    };
    EXPECT_TRUE(without(0, 1).starts_with("tenant_sequence_not_dense")) << without(0, 1);
    EXPECT_TRUE(without(30, 1).starts_with("tenant_sequence_not_dense")) << without(30, 1);
    const auto lines = static_cast<std::size_t>(std::ranges::count(whole.at("events.ndjson"), '\n'));
    EXPECT_TRUE(without(lines - 1, 1).starts_with("bundle_malformed")) << without(lines - 1, 1);
}

TEST_F(Bundle, WhoseLastEventsBecameNodesStillOwesThemToTheTenantHead) {
    // The withheld events' hashes are given as nodes, so that the root is right.
    Members members = bundle_of(sample_log(), a_tenant());
    const Members whole = members;
    std::vector<bool> shown(signed_size);
    std::size_t last = 0;
    for (std::size_t index = 0; index < signed_size; ++index)
        if (sample_log()[index].stream.tenant == a_tenant()) shown[last = index] = true;
    shown[last] = false;
    std::string& events = members["events.ndjson"];
    events.erase(events.rfind('\n', events.size() - 2) + 1);
    members["nodes.ndjson"].clear();
    add_nodes(sample_log(), shown, 10, 0, members["nodes.ndjson"]);
    EXPECT_TRUE(verified(members).starts_with("events_withheld at ")) << verified(members);
}

TEST_F(Bundle, ThatShowsAnothersEventsIsNamed) {
    const domain::Uuid other = sample_log().front().stream.tenant;
    ASSERT_NE(other, a_tenant());
    Members members = bundle_of(sample_log(), a_tenant());
    members["events.ndjson"] = bundle_of(sample_log(), std::nullopt)["events.ndjson"];
    EXPECT_EQ(verified(members), "event_unreadable at 1");
}

TEST_F(Bundle, WhoseLinesCannotBeReadIsNamedBehindWhatCouldBe) {
    Members members = bundle_of(sample_log(), std::nullopt);
    std::string& text = members["events.ndjson"];
    const auto second = text.find('\n') + 1;
    text.replace(second, 1, "[");
    EXPECT_EQ(verified(members), "event_unreadable at 2");
    text.replace(0, 1, "[");
    EXPECT_EQ(verified(members), "event_unreadable at 1");
}

TEST_F(Bundle, OfARangeIsMeasuredByWhatWasAskedFor) {
    Members members = bundle_of(sample_log(), std::nullopt);
    std::vector<bool> shown(signed_size);
    members["events.ndjson"].clear();
    for (std::size_t index = 100; index < 200; ++index) {
        shown[index] = true;
        members["events.ndjson"] += line_of(sample_log()[index]);
    }
    members["nodes.ndjson"].clear();
    add_nodes(sample_log(), shown, 10, 0, members["nodes.ndjson"]);
    const auto asked = [&](std::int64_t from, std::optional<std::int64_t> to) {
        BundleInput input;
        input.trusted = {keeper.verifier()};
        input.from = from;
        input.to = to;
        return verdict(audit_bundle(unpacked(members), std::move(input)));
    };
    EXPECT_EQ(asked(101, 200), "clean");
    EXPECT_EQ(asked(1, std::nullopt), "position_not_dense at 1");
    EXPECT_EQ(asked(100, 200), "position_not_dense at 100");
    EXPECT_EQ(asked(101, std::nullopt), "events_withheld at 201");
    EXPECT_EQ(asked(101, 199), "bundle_malformed at 200");
}

TEST_F(Bundle, WithMoreEventsThanItsCheckpointCoversIsNamed) {
    Members members = bundle_of(sample_log(), std::nullopt);
    const TenantHead older{{}, 0, 0, checkpoint_of(sample_log(), 500)};
    members["checkpoint"] = sign_note(checkpoint_text(older.checkpoint), std::vector{keeper});
    EXPECT_EQ(verified(members), "bundle_malformed at 501");
}

TEST_F(Bundle, WhoseMemberStandsTwiceInALineIsReadByNobody) {
    Members members = bundle_of(sample_log(), std::nullopt);
    members["events.ndjson"].insert(1, "\"position\":1,");
    EXPECT_EQ(verified(members), "event_unreadable at 1");
}

TEST_F(Bundle, IsComparedWithOlderCheckpointsWhereItShowsTheirTree) {
    const Members whole = bundle_of(sample_log(), std::nullopt);
    EXPECT_EQ(verified(whole, {kept_checkpoint(sample_log(), 300)}), "clean");
    Log log = sample_log();
    log[100].payload += ' ';
    rehash(log);
    EXPECT_EQ(verified(bundle_of(log, std::nullopt), {kept_checkpoint(sample_log(), 300)}), "root_differs at 1-300");
    EXPECT_EQ(verified(bundle_of(log, std::nullopt), {kept_checkpoint(log, 100), kept_checkpoint(sample_log(), 300)}),
              "root_differs at 101-300");
    EXPECT_EQ(verified(whole, {kept_checkpoint(sample_log(), 605)}), "checkpoint_replayed at 601-605");
}

TEST(PieceTree, LeadsToTheRootHoweverTheTreeIsSplit) {
    std::mt19937_64 random(7);
    const Log& log = sample_log();
    for (const std::size_t size : {1U, 2U, 3U, 7U, 8U, 255U, 256U, 257U, 600U}) {
        PieceTree tree;
        while (static_cast<std::size_t>(tree.size()) < size) {
            const auto at = static_cast<std::size_t>(tree.size());
            int level = 0;
            while (random() % 2 == 0 && at % (std::size_t{2} << level) == 0 && at + (std::size_t{2} << level) <= size)
                ++level;
            const std::size_t width = std::size_t{1} << level;
            ASSERT_TRUE(tree.add(level, static_cast<std::int64_t>(at / width), naive_root(log, at, at + width)));
        }
        EXPECT_EQ(tree.root(), naive_root(log, 0, size)) << size;
    }
}

TEST(PieceTree, TakesNoPieceThatDoesNotFollow) {
    PieceTree tree;
    EXPECT_FALSE(tree.add(0, 1, Hash{}));
    EXPECT_TRUE(tree.add(1, 0, Hash{}));
    EXPECT_FALSE(tree.add(1, 0, Hash{})) << "the same again";
    EXPECT_FALSE(tree.add(2, 1, Hash{})) << "behind a gap";
    EXPECT_FALSE(tree.add(-1, 2, Hash{}));
    EXPECT_FALSE(tree.add(63, 0, Hash{}));
    EXPECT_EQ(tree.size(), 2);
}

}  // namespace
