// SPDX-License-Identifier: Apache-2.0
// Bundles, taken apart here and verified by the program that shares no code with us.
#include "http/audit_bundle.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <map>
#include <memory>

#include "http/documents.hpp"
#include "tests/http/audit_samples.hpp"

namespace suoledger::http::test {
namespace {

std::map<std::string, std::string> files_of(const std::string& tar) {
    const std::unique_ptr<archive, decltype(&archive_read_free)> reader(archive_read_new(), &archive_read_free);
    archive_read_support_format_tar(reader.get());
    EXPECT_EQ(archive_read_open_memory(reader.get(), tar.data(), tar.size()), ARCHIVE_OK);
    std::map<std::string, std::string> files;
    archive_entry* entry = nullptr;
    while (archive_read_next_header(reader.get(), &entry) == ARCHIVE_OK) {
        std::string content(static_cast<std::size_t>(archive_entry_size(entry)), '\0');
        EXPECT_EQ(archive_read_data(reader.get(), content.data(), content.size()),
                  static_cast<la_ssize_t>(content.size()));
        EXPECT_TRUE(files.emplace(archive_entry_pathname(entry), content).second);
    }
    return files;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = text.find('\n', begin);
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

/// More events than a page holds, so that every stage comes in several portions.
class BundleTest : public ::testing::Test {
protected:
    std::string bundle(const std::string& query = "") {
        const Answer answer = service_.get("/v1/audit/bundle" + query);
        EXPECT_EQ(answer.status, 200) << answer.code;
        return answer.body;
    }
    AuditedService service_{36};
};

TEST_F(BundleTest, HoldTheBusinessEventsAsStoredAndNoOthers) {
    const auto events = service_.own_events();  // that the bundle is made comes behind them
    const auto files = files_of(bundle());
    std::vector<std::string> names;
    for (const auto& [name, content] : files) names.push_back(name);
    EXPECT_EQ(names, (std::vector<std::string>{"README.md", "checkpoint", "events.ndjson", "nodes.ndjson",
                                               "public_keys", "tenant_head", "verify.py"}));
    EXPECT_EQ(files.at("verify.py"), audit_verifier());
    const auto lines = lines_of(files.at("events.ndjson"));
    ASSERT_EQ(lines.size(), events.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto line = boost::json::parse(lines[i]);
        EXPECT_EQ(line.at("position"), events[i].position);
        EXPECT_EQ(line.at("payload").as_string(), events[i].payload);
        EXPECT_EQ(line.at("metadata").as_string(), events[i].metadata);
        EXPECT_EQ(line.at("recorded_at_us"), events[i].recorded_at.microseconds);
    }
    EXPECT_EQ(files.at("nodes.ndjson").find("position"), std::string::npos) << "hashes only";
}

TEST_F(BundleTest, VerifyWithoutUs) {
    const auto own = verify(service_, "own.tar", bundle());
    EXPECT_EQ(own.code, 0) << own.output;
    EXPECT_NE(own.output.find("all there are"), std::string::npos) << own.output;
    service_.principal = service_.operators;
    const auto count = service_.all_events().size();
    const auto whole = verify(service_, "whole.tar", bundle());
    EXPECT_EQ(whole.code, 0) << whole.output;
    EXPECT_NE(whole.output.find(std::to_string(count) + " of "), std::string::npos) << whole.output;
}

TEST_F(BundleTest, OfAPartVerifyAgainstTheBoundsThatWereAskedFor) {
    for (const Principal& who : {service_.principal, service_.operators}) {
        service_.principal = who;
        const std::string part = bundle("?from=21&to=140");
        const auto verdict = verify(service_, "part.tar", part, "--from 21 --to 140");
        EXPECT_EQ(verdict.code, 0) << verdict.output;
        EXPECT_EQ(verify(service_, "part.tar", part).code, 1) << "who asked for all is not content with a part";
        const std::string rest = bundle("?from=140");
        EXPECT_EQ(verify(service_, "rest.tar", rest, "--from 140").code, 0);
        const std::string readme = files_of(part).at("README.md");
        EXPECT_NE(readme.find("--from 21 --to 140"), std::string::npos);
    }
}

TEST_F(BundleTest, AreComparedWithACheckpointThatWasKept) {
    service_.get("/v1/audit/tenant_head");
    const std::string kept = service_.get("/checkpoint").body;
    service_.post("/v1/invoices", R"({"customer":{"name":"Bola"},"lines":[{"description":"Rice","unit_price":1}]})");
    const ScratchFolder scratch;
    std::FILE* file = std::fopen((scratch.path / "kept").c_str(), "w");
    std::fputs(kept.c_str(), file);
    std::fclose(file);
    service_.principal = service_.operators;
    const auto verdict = verify(service_, "whole.tar", bundle(), "--older '" + (scratch.path / "kept").string() + "'");
    EXPECT_EQ(verdict.code, 0) << verdict.output;
    EXPECT_NE(verdict.output.find("only adds to"), std::string::npos) << verdict.output;
}

TEST_F(BundleTest, IsInTheLogBeforeItIsSent) {
    const auto head = service_.own_events().back().position;
    bundle("?from=21&to=140");
    const auto event = service_.own_events().back();
    EXPECT_EQ(event.event_type, "history_exported");
    EXPECT_GT(event.position, head);
    const auto payload = boost::json::parse(event.payload);
    EXPECT_EQ(payload.at("from_position"), 21);
    EXPECT_EQ(payload.at("to_position"), 140);
    EXPECT_EQ(payload.at("format"), "bundle");
}

TEST_F(BundleTest, ThatWereChangedAreRefused) {
    std::string changed = bundle();
    const auto at = changed.find("\\\"total\\\":");
    ASSERT_NE(at, std::string::npos);
    changed[at + 11] = changed[at + 11] == '9' ? '8' : '9';
    const auto verdict = verify(service_, "changed.tar", changed);
    EXPECT_EQ(verdict.code, 1) << verdict.output;
    EXPECT_NE(verdict.output.find("REFUSED at position "), std::string::npos) << verdict.output;
}

TEST(TarWriter, RefusesAFileOfAnotherSizeThanWasSaid) {
    TarWriter tar({});
    tar.begin_file("short", 3);
    tar.write("ab");
    EXPECT_THROW(tar.end_file(), TarFault);
    EXPECT_THROW(tar.write("cd"), TarFault);
    tar.write("c");
    tar.end_file();
    tar.add_file("second", "content");
    tar.finish();
    EXPECT_EQ(files_of(tar.take()), (std::map<std::string, std::string>{{"short", "abc"}, {"second", "content"}}));
    EXPECT_EQ(tar.take(), "");
}

}  // namespace
}  // namespace suoledger::http::test
