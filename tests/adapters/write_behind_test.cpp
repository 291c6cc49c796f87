// SPDX-License-Identifier: Apache-2.0
#include "adapters/embedded_postgres/write_behind.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <string>
#include <thread>

#include "tests/adapters/program.hpp"
#include "tests/adapters/unwritten_bytes.hpp"

namespace suoledger::tests {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t megabyte = std::int64_t{1} << 20;

class WrittenFiles : public testing::Test {
protected:
    void SetUp() override {
        const auto probe = write("probe");
        if (unwritten_bytes(probe).value_or(0) == 0) GTEST_SKIP() << "this file system does not say what it holds back";
    }
    fs::path write(const fs::path& name) {
        const auto file = databases_ / name;
        fs::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary | std::ios::app) << std::string(static_cast<std::size_t>(megabyte), 'x');
        return file;
    }
    void send_all() { files_.send_next(files_.bytes()); }
    /// Linux would leave it for half a minute: less than what other tests wait for.
    static bool is_written_soon(const fs::path& file) {
        for (int i = 0; i < 500 && unwritten_bytes(file) != 0; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        return unwritten_bytes(file) == 0;
    }

    DataDirectory scratch_;
    fs::path databases_ = scratch_.path() / "base";
    adapters::WrittenFiles files_{databases_};
};

TEST_F(WrittenFiles, AreSentWithTheirOtherForks) {
    const auto table = write("5/16384"), map = write("5/16384_vm"), segment = write("16390/16391.1");
    files_.look();
    send_all();
    for (const auto& file : {table, map, segment}) EXPECT_TRUE(is_written_soon(file)) << file;
}

TEST_F(WrittenFiles, AreSentPieceByPiece) {
    const auto first = write("5/16384"), second = write("5/16385");
    files_.look();
    ASSERT_EQ(files_.bytes(), 2 * megabyte);
    files_.send_next(megabyte / 2);
    ASSERT_EQ(files_.bytes(), 3 * megabyte / 2);
    files_.send_next(megabyte);
    files_.send_next(4 * megabyte);
    EXPECT_EQ(files_.bytes(), 0);
    for (const auto& file : {first, second}) EXPECT_TRUE(is_written_soon(file)) << file;
}

TEST_F(WrittenFiles, AreSentWithWhatTheyGrewBy) {
    const auto table = write("5/16384");
    files_.look();
    write("5/16384");
    send_all();
    EXPECT_TRUE(is_written_soon(table));
}

TEST_F(WrittenFiles, AreFoundWhenTheyChangeLater) {
    const auto table = write("5/16384");
    files_.look();
    const auto younger = write("5/16400");
    write("5/16384");
    files_.look();
    send_all();
    EXPECT_TRUE(is_written_soon(younger));
    EXPECT_TRUE(is_written_soon(table));
}

TEST_F(WrittenFiles, ArePassedOverWhenTemporaryOrGone) {
    write("pgsql_tmp/pgsql_tmp1.0");
    write("5/t3_16400");
    const auto dropped = write("5/16384");
    fs::create_symlink("nowhere", databases_ / "5/16401");
    files_.look();
    EXPECT_EQ(files_.bytes(), megabyte);
    fs::remove(dropped);
    send_all();
    EXPECT_EQ(files_.bytes(), 0);
}

TEST_F(WrittenFiles, AreNoneWithoutADirectory) {
    fs::remove_all(databases_);
    EXPECT_NO_THROW(files_.look());
    EXPECT_EQ(files_.bytes(), 0);
    EXPECT_NO_THROW(files_.send_next(1));
}

TEST_F(WrittenFiles, AreSentAsLongAsThereIsSomebodyBehind) {
    const adapters::WriteBehind write_behind(scratch_.path(),
                                             {std::chrono::milliseconds(100), std::chrono::milliseconds(10)});
    const auto first = write("5/16384");
    ASSERT_TRUE(is_written_soon(first));
    const auto younger = write("5/16385");
    write("5/16384");
    EXPECT_TRUE(is_written_soon(younger));
    EXPECT_TRUE(is_written_soon(first));
}

}  // namespace
}  // namespace suoledger::tests
