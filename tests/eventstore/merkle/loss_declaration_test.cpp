// SPDX-License-Identifier: Apache-2.0
// How far a log still is the one that was signed, and the note that says so.
#include "eventstore/merkle/loss_declaration.hpp"

#include <fstream>

#include "tests/eventstore/golden.hpp"
#include "tests/eventstore/merkle/merkle_log_fixture.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

class Loss : public MerkleLogTest {
protected:
    /// 700 leaves signed, and the process ended.
    Loss() {
        open();
        grow(700);
        close();
    }
    Checkpoint last_good() { return find_last_good(store_, find_last_signed(directory_, known_keys()).value()); }
    static Checkpoint good(std::int64_t size) { return {"ledger.example/books/log/1", size, true_root(size)}; }
};

TEST_F(Loss, IsNoneWhileTheLogHoldsAllThatWasSigned) {
    EXPECT_EQ(last_good(), good(700));
    store_.append(100);
    EXPECT_EQ(last_good(), good(700));
}

TEST_F(Loss, BeginsWhereTheLogEnds) {
    for (const std::int64_t size : {699, 512, 511, 257, 256, 1, 0}) {
        store_.cut(size);
        EXPECT_EQ(last_good(), good(size)) << size;
    }
}

TEST_F(Loss, BeginsAtTheFirstEventThatIsAnotherOne) {
    store_.rewrite(300);  // the last ones are as they were
    EXPECT_EQ(last_good(), good(299));
    store_.rewrite(1);
    EXPECT_EQ(last_good(), good(0));
}

TEST_F(Loss, BeginsAtAHole) {
    store_.hide(400);
    EXPECT_EQ(last_good(), good(399));
}

TEST_F(Loss, BeginsWhereATileIsDamagedForNothingBehindItCanBeShown) {
    std::fstream leaves(file("tile/0"), std::ios::in | std::ios::out | std::ios::binary);
    leaves.seekp(300 * 32).write("damaged", 7).flush();
    EXPECT_EQ(last_good(), good(256));
    std::filesystem::resize_file(file("tile/1"), 40);
    EXPECT_EQ(last_good(), good(0));
}

TEST_F(Loss, IsMeasuredAgainstTheNewestEpoch) {
    store_.set_epoch(2);
    open();
    grow(3);
    close();
    EXPECT_EQ(find_last_signed(directory_, known_keys())->checkpoint.epoch, 2);
    EXPECT_EQ(last_good().size, 703);
    EXPECT_FALSE(find_last_signed(directory_ / "nowhere", known_keys()));
    auto other = known_keys();
    other.signing = {rfc8032_seed_2()};
    EXPECT_THROW((void)find_last_signed(directory_, other), CheckpointKeyFault);
}

TEST(LossDeclaration, IsReadBackAsItWasWritten) {
    const LossDeclaration declaration{{"ledger.example/books/log/1", 12, true_root(12)},
                                      {"ledger.example/books/log/1", 20, true_root(20)},
                                      "ledger.example/books/log/2",
                                      domain::parse_timestamp("2026-11-26T08:30:00Z").value()};
    const auto text = loss_declaration_text(declaration);
    EXPECT_EQ(text, "suoledger/loss-declaration/v1\nledger.example/books/log/1\n12\n" + base64(true_root(12)) +
                        "\nledger.example/books/log/1\n20\n" + base64(true_root(20)) +
                        "\n13 20\nledger.example/books/log/2\n" + domain::to_string(declaration.declared_at) + "\n");
    EXPECT_EQ(parse_loss_declaration(text), declaration);
    const auto replaced = [&text](const std::string& from, const std::string& to) {
        auto other = text;
        return other.replace(other.find(from), from.size(), to);
    };
    for (const auto& bad : {std::string(), text.substr(0, text.size() - 1), text + "more\n", replaced("13 20", "13 21"),
                            replaced("\n12\n", "\n21\n"), replaced("/v1", "/v2"), replaced("log/1", "log/3"),
                            replaced("2026-", "year ")}) {
        EXPECT_FALSE(parse_loss_declaration(bad)) << bad;
    }
}

}  // namespace
