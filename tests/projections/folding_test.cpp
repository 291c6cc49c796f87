// SPDX-License-Identifier: Apache-2.0
// Read models are the fold of the log and nothing else: whatever the batches, restarts, rebuilds and kills on the way.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "domain/journal.hpp"
#include "eventstore/codec.hpp"
#include "projections/database.hpp"
#include "projections/pinned_snapshot.hpp"
#include "projections/row_codec.hpp"
#include "projections/row_fields.hpp"
#include "tests/projections/database_dump.hpp"
#include "tests/projections/folded_read_models.hpp"
#include "tests/projections/history.hpp"

using namespace suoledger;
using namespace suoledger::projections;

namespace {

constexpr std::int64_t epoch = 1;

class Folding : public testing::Test {
protected:
    void SetUp() override {
        std::string pattern = "/tmp/suoledger-read-models-XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        root_ = pattern;
    }
    void TearDown() override { std::filesystem::remove_all(root_); }

    DatabaseOptions options(const std::string& name) { return {.directory = root_ / name}; }

    static void fold(Database& database, const History& history, std::size_t from, std::size_t until) {
        auto batch = database.begin(epoch);
        for (std::size_t i = from; i < until; ++i) batch->fold(history.events[i]);
        batch->commit();
    }
    /// In batches of random sizes, from where the rows stand.
    static void fold_rest(Database& database, const History& history, std::mt19937_64& random) {
        auto next = static_cast<std::size_t>(database.served_position());
        while (next < history.events.size()) {
            const std::size_t until = std::min(history.events.size(), next + 1 + random() % 40);
            fold(database, history, next, until);
            next = until;
        }
    }
    std::filesystem::path root_;
};

TEST_F(Folding, IsTheSameForAnyBatchesAndAfterAReset) {
    std::mt19937_64 random(printed_seed());
    const History history = random_history(random(), 250);
    ASSERT_GT(history.events.size(), 150U);
    Database whole(options("whole"));
    fold(whole, history, 0, history.events.size());
    const Dump expected = dump(whole);
    ASSERT_GT(expected.size(), 100U);
    Database parts(options("parts"));
    fold_rest(parts, history, random);
    EXPECT_EQ(dump(parts), expected);
    for (const auto& projection : all_projections()) {
        parts.reset(projection.id);
        auto batch = parts.begin(epoch);
        for (const auto& event : history.events) batch->fold(event);
        batch->commit();
        EXPECT_EQ(dump(parts), expected) << projection.name;
    }
}

TEST_F(Folding, GoesOnFromItsPositionAfterBeingKilledAtAnyEvent) {
    std::mt19937_64 random(printed_seed());
    const History history = random_history(random(), 120);
    Database whole(options("whole"));
    fold(whole, history, 0, history.events.size());
    const Dump expected = dump(whole);
    for (int round = 0; round < 5; ++round) {
        const std::string name = "killed" + std::to_string(round);
        const std::size_t survives = 1 + random() % (history.events.size() - 1);
        const std::size_t written = random() % (survives + 1);
        const pid_t child = fork();
        if (child == 0) {
            Database database(options(name));
            for (std::size_t i = 0; i < survives; ++i) {
                if (i == written) database.flush();
                fold(database, history, i, i + 1);
            }
            if (survives == written) database.flush();
            auto half = database.begin(epoch);
            half->fold(history.events[survives]);
            ::kill(getpid(), SIGKILL);
        }
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status));
        Database database(options(name));
        for (const auto& position : database.positions())
            EXPECT_EQ(position.position, static_cast<std::int64_t>(written))
                << "rows and positions are written together";
        fold_rest(database, history, random);
        EXPECT_EQ(dump(database), expected);
    }
}

/// What is kept for all readers must never be seen by one whose rows are older, or newer.
void expect_rows_one_by_one(const PinnedRows& rows, const Dump& expected) {
    for (const auto& [place, value] : expected)
        ASSERT_EQ(rows.get(static_cast<ProjectionId>(place.first), place.second), value)
            << "projection " << place.first << " at position " << rows.position().position;
}

TEST_F(Folding, ShowsEveryReaderTheRowsOfItsPosition) {
    std::mt19937_64 random(printed_seed());
    const History history = random_history(random(), 250);
    Database database(options("pinned"));
    std::vector<std::pair<std::shared_ptr<const PinnedRows>, Dump>> readers;
    for (std::size_t next = 0; next < history.events.size();) {
        const auto until = std::min(history.events.size(), next + 1 + random() % 10);
        fold(database, history, next, until);
        next = until;
        const auto rows = database.pin();
        ASSERT_EQ(rows->position().position, static_cast<std::int64_t>(next));
        const auto expected = dump(*rows);
        expect_rows_one_by_one(*rows, expected);
        if (random() % 8 == 0) readers.emplace_back(rows, expected);
        if (!readers.empty()) {
            const auto& [older, as_it_was] = readers[random() % readers.size()];
            expect_rows_one_by_one(*older, as_it_was);
        }
    }
    for (const auto projection : {ProjectionId::api_keys, ProjectionId::businesses}) {
        database.reset(projection);
        EXPECT_EQ(database.pin()->position_of(projection).position, 0);
        for (const auto& [place, value] : readers.back().second) {
            if (place.first != static_cast<int>(projection)) continue;
            EXPECT_EQ(database.pin()->get(projection, place.second), std::nullopt);
        }
    }
    readers.clear();
}

TEST_F(Folding, RefusesToSkipAnEvent) {
    const History history = random_history(printed_seed(), 20);
    Database database(options("gap"));
    fold(database, history, 0, 3);
    auto batch = database.begin(epoch);
    EXPECT_THROW(batch->fold(history.events[4]), FoldFault);
}

TEST(RowKinds, NoFoldLooksForARowOfAKindThatItOnlyWrites) {
    MapRows rows(*find_projection("invoices"));
    const domain::Uuid tenant{{1, 2, 3}};
    const auto by_position = Key::of(tenant, 'p', std::int64_t{7});
    rows.put(by_position, "written");
    EXPECT_THROW(rows.get(by_position), FoldFault);
    EXPECT_THROW(rows.get("no key"), FoldFault);
    EXPECT_THROW(rows.get(Key::of(tenant, 'P')), FoldFault);
    EXPECT_EQ(rows.get(Key::of(tenant, 'r', tenant)), std::nullopt);
}

/// Takes rows in the order of their keys only.
class InOrder : public Rows {
public:
    using Rows::Rows;
    void put(std::string_view key, std::string_view) override {
        EXPECT_LT(last_, key);
        last_ = key;
        ++rows;
    }
    void erase(std::string_view) override { ADD_FAILURE() << "a row goes"; }
    int rows = 0;

private:
    std::optional<std::string_view> find(std::string_view) override { return std::nullopt; }
    std::string last_;
};

TEST_F(Folding, AppendsWhatItSaysIsAppended) {
    const History history = random_history(printed_seed(), 1000);
    const auto documents = std::ranges::count_if(history.events, is_document);
    ASSERT_GT(documents, 50);
    int appended = 0;
    for (const auto& projection : all_projections()) {
        if (!projection.is_appended) continue;
        InOrder rows(projection.looked_up);
        for (const auto& event : history.events) {
            const auto decoded = eventstore::decode(event.event_type, event.schema_version, event.payload,
                                                    event.stream.tenant, event.event_id, nullptr);
            projection.fold({event, decoded}, rows);
        }
        EXPECT_EQ(rows.rows, documents) << projection.name;  // there is no other kind
        ++appended;
    }
    EXPECT_EQ(appended, 1);
}

TEST_F(Folding, AsksForPatienceWhereADocumentIsNotFoldedYet) {
    std::mt19937_64 random(printed_seed());
    const History history = random_history(random(), 150);
    Database database(options("documents"));
    fold_rest(database, history, random);
    const auto read_all = [&] {
        const auto snapshot = snapshot_over(database.pin());
        std::vector<std::string> documents;
        for (const auto& tenant : history.tenants)
            for (const auto& row : snapshot->invoices(tenant, {}, {}, InvoiceDetails::none).rows)
                documents.push_back(encode_row(snapshot->invoice_document(tenant, row)));
        return documents;
    };
    const auto documents = read_all();
    ASSERT_FALSE(documents.empty());
    database.reset(ProjectionId::invoice_documents);
    EXPECT_THROW(read_all(), DatabaseUnavailable);
    fold_rest(database, history, random);
    EXPECT_EQ(read_all(), documents);
}

TEST_F(Folding, KeepsBusinessesApart) {
    std::mt19937_64 random(printed_seed());
    const History both = random_history(random(), 150);
    Database together(options("both"));
    fold_rest(together, both, random);
    constexpr std::array<char, 16> nobody{};
    for (const auto& [where, value] : dump(together)) {
        const std::string_view key = where.second;
        const bool of_one = std::ranges::any_of(both.tenants, [key](const domain::Uuid& tenant) {
            return key.starts_with(std::string_view(reinterpret_cast<const char*>(tenant.bytes.data()), 16));
        });
        // Documents lie in the order of the log, and whoever looks for one names its business.
        const bool is_document =
            static_cast<ProjectionId>(where.first) == ProjectionId::invoice_documents &&
            std::ranges::any_of(both.tenants, [key](const domain::Uuid& tenant) {
                return key.ends_with(std::string_view(reinterpret_cast<const char*>(tenant.bytes.data()), 16));
            });
        // Keys are looked up by their public part before anyone knows the business, and what a token or a bounce names
        // says only whose it is.
        const bool is_place = key.starts_with(std::string_view(nobody.data(), nobody.size())) &&
                              key.find_first_of("tmd", nobody.size()) == nobody.size() &&
                              std::ranges::any_of(both.tenants, [&value](const domain::Uuid& tenant) {
                                  return value.starts_with(encode_row(tenant));
                              });
        EXPECT_TRUE(of_one || is_document || is_place ||
                    static_cast<ProjectionId>(where.first) == ProjectionId::api_keys);
    }
}

}  // namespace
