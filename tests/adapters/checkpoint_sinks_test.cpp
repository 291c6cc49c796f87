// SPDX-License-Identifier: Apache-2.0
// Sinks as they are configured, and the folder that keeps every checkpoint.
#include "adapters/checkpoint_sinks/sinks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/adapters/program.hpp"

namespace suoledger::tests {
namespace {

using adapters::parse_sinks;
using adapters::shown_sinks;
using adapters::SinkAddress;
using testing::ElementsAre;
using testing::HasSubstr;

std::string content_of(const std::filesystem::path& file) {
    std::ifstream stream{file};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

TEST(CheckpointSinkAddresses, AreFoldersAndUrls) {
    EXPECT_THAT(parse_sinks("file:/mnt/auditor, https://auditor.example/in").value(),
                ElementsAre(SinkAddress{SinkAddress::Kind::folder, "/mnt/auditor"},
                            SinkAddress{SinkAddress::Kind::http, "https://auditor.example/in"}));
    EXPECT_TRUE(parse_sinks("")->empty());
    EXPECT_EQ(parse_sinks("file:here")->front().target, (std::filesystem::current_path() / "here").string());
    for (const auto* bad : {"auditor.example", "file:", "https://", "ftp://auditor.example", "file:/a,,file:/b", " "}) {
        const auto parsed = parse_sinks(bad);
        ASSERT_FALSE(parsed) << bad;
        EXPECT_THAT(parsed.error(), HasSubstr("is no sink"));
    }
}

TEST(CheckpointSinkAddresses, AreShownWithoutTheirSecrets) {
    EXPECT_EQ(shown_sinks(parse_sinks("https://me:pass@auditor.example:8443/hooks/T0K3N?key=K3Y, file:/mnt/a").value()),
              "https://auditor.example:8443/…, file:/mnt/a");
    EXPECT_EQ(shown_sinks({}), "");
}

TEST(CheckpointSinks, HaveNamesOfTheirOwn) {
    std::vector<std::string> names;
    for (const auto& sink : make_sinks(parse_sinks("file:/a,https://b.example/,file:/c,file:/d").value()))
        names.emplace_back(sink->name());
    EXPECT_THAT(names, ElementsAre("file", "http", "file_2", "file_3"));
}

TEST(FolderSink, KeepsEveryCheckpointByDayAndTheNewestByItself) {
    const DataDirectory scratch;
    const auto folder = scratch.path() / "made" / "when absent";
    auto now = domain::parse_timestamp("2026-11-26T23:59:59Z").value();
    const auto sink = adapters::make_folder_sink("file", folder, [&now] { return now; });
    const auto publish = [&sink](const std::string& note) {
        eventstore::SignedCheckpoint checkpoint;
        checkpoint.note = note;
        sink->publish(checkpoint);
    };
    publish("one\n");
    publish("two\n");
    now.microseconds += 2'000'000;
    publish("three\n");
    EXPECT_EQ(content_of(folder / "checkpoints-2026-11-26"), "one\ntwo\n");
    EXPECT_EQ(content_of(folder / "checkpoints-2026-11-27"), "three\n");
    EXPECT_EQ(content_of(folder / "checkpoint"), "three\n");
    sink->publish_loss(2, "lost\n");
    EXPECT_EQ(content_of(folder / "loss-declaration-2"), "lost\n");
    EXPECT_EQ(content_of(folder / "checkpoint"), "three\n");
}

TEST(FolderSink, FailsWhereNothingCanBeWritten) {
    const auto sink = adapters::make_folder_sink("file", "/proc/nowhere");
    EXPECT_THROW(sink->publish({}), std::exception);
}

TEST(HttpSink, FailsWhereNobodyListensWithoutTellingTheUrl) {
    const auto sink = adapters::make_http_sink("http", "http://me:secret@127.0.0.1:1/?key=hidden");
    try {
        sink->publish({});
        FAIL() << "nobody listens there";
    } catch (const std::runtime_error& fault) {
        EXPECT_THAT(fault.what(), testing::Not(testing::AnyOf(HasSubstr("secret"), HasSubstr("hidden"))));
    }
}

}  // namespace
}  // namespace suoledger::tests
