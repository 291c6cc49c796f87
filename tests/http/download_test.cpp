// SPDX-License-Identifier: Apache-2.0
// A body that is made while it is sent, over real sockets: whole, for a head only, and cut.
#include <gtest/gtest.h>

#include "tests/http/audit_samples.hpp"
#include "tests/http/live_server.hpp"

namespace suoledger::http::test {
namespace {

constexpr const char* bundle_target = "/v1/audit/bundle";

/// The body of a chunked message; nullopt without the last chunk.
std::optional<std::string> unchunked(std::string_view bytes) {
    std::string body;
    while (true) {
        const auto end = bytes.find("\r\n");
        if (end == std::string_view::npos) return std::nullopt;
        const auto size = std::stoul(std::string(bytes.substr(0, end)), nullptr, 16);
        if (size == 0) return bytes.substr(end) == "\r\n\r\n" ? std::optional(body) : std::nullopt;
        if (bytes.size() < end + 2 + size + 2) return std::nullopt;
        body += bytes.substr(end + 2, size);
        bytes.remove_prefix(end + 2 + size + 2);
    }
}

/// From its first file to its last, and the two empty blocks that end a tar file.
bool is_whole_archive(const std::string& bytes) {
    return bytes.starts_with("README.md") && bytes.find("nodes.ndjson") != std::string::npos &&
           bytes.size() % 512 == 0 && bytes.ends_with(std::string(1024, '\0'));
}

class DownloadTest : public ::testing::Test {
protected:
    DownloadTest() {
        for (int i = 0; i < 35; ++i) live_.post("/v1/invoices", soap_invoice, "invoice " + std::to_string(i));
    }
    /// All that the server sends on a connection of its own, behind the head.
    std::string sent(const std::string& request) {
        RawClient client(live_.address());
        client.send(request);
        client.finish_sending();
        head_ = client.read_head();
        std::string bytes;
        for (auto more = client.read_some(); !more.empty(); more = client.read_some()) bytes += more;
        return bytes;
    }
    [[nodiscard]] std::string request(const std::string& method = "GET") const {
        return request_text(method, bundle_target, {live_.business_key, "Connection: close"});
    }
    LiveServer live_;
    std::optional<Reply> head_;
};

TEST_F(DownloadTest, IsSentInChunksAndIsWhole) {
    const auto head = std::to_string(live_.store.head().position);
    const std::string bytes = sent(request());
    ASSERT_TRUE(head_);
    EXPECT_EQ(head_->status, 200);
    EXPECT_EQ(head_->header("content-type"), "application/x-tar");
    EXPECT_EQ(head_->header("transfer-encoding"), "chunked");
    EXPECT_EQ(head_->header("cache-control"), "no-store");
    EXPECT_EQ(head_->header("ledger-position"), head);
    EXPECT_EQ(head_->header("content-disposition"), "attachment; filename=\"audit-" + head + ".tar\"");
    const auto body = unchunked(bytes);
    ASSERT_TRUE(body);
    EXPECT_TRUE(is_whole_archive(*body));
}

TEST_F(DownloadTest, KeepsTheConnectionForTheNextRequest) {
    RawClient client(live_.address());
    client.send(request_text("GET", bundle_target, {live_.business_key}));
    ASSERT_EQ(client.read_head()->status, 200);
    std::string bytes;
    while (!unchunked(bytes)) bytes += client.read_some();
    EXPECT_EQ(client.exchange(request_text("GET", "/v1/business", {live_.business_key})).status, 200);
}

TEST_F(DownloadTest, HasAHeadAlone) {
    EXPECT_EQ(sent(request("HEAD")), "");
    EXPECT_EQ(head_->status, 200);
    EXPECT_EQ(head_->header("content-type"), "application/x-tar");
}

TEST_F(DownloadTest, OfAnOldProtocolEndsWithTheConnection) {
    const std::string bytes = sent("GET /v1/audit/bundle HTTP/1.0\r\nHost: x\r\n" + live_.business_key + "\r\n\r\n");
    EXPECT_EQ(head_->header("transfer-encoding"), "");
    EXPECT_TRUE(is_whole_archive(bytes));
}

TEST_F(DownloadTest, IsCutWithoutItsLastChunkWhenTheLogCannotBeRead) {
    live_.store.reads_before_fault = 4;  // the tenant head, pages of the first pass, and one of the second
    const std::string bytes = sent(request());
    EXPECT_EQ(head_->status, 200);
    EXPECT_FALSE(unchunked(bytes));
    live_.log.wait_for("a download cannot go on");
    live_.log.wait_for("download=cut");
}

TEST_F(DownloadTest, TakesAPlaceAmongTheStreamsOfItsKey) {
    ServerConfig config = test_config();
    config.streams.max_streams_per_key = 0;
    LiveServer full(config);
    const Reply refused = RawClient(full.address()).exchange(request_text("GET", bundle_target, {full.business_key}));
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.code(), "too_many_streams");
}

}  // namespace
}  // namespace suoledger::http::test
