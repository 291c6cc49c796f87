// SPDX-License-Identifier: Apache-2.0
// A client of streamed answers: takes chunks apart, then lines, then the blocks of text/event-stream.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tests/http/live_server.hpp"
#include "tests/http/raw_client.hpp"

namespace suoledger::http::test {

/// One block of text/event-stream.
struct SentEvent {
    std::string id, event, data, retry;
    bool is_comment = false;
    [[nodiscard]] std::int64_t position() const { return std::stoll(id); }
    [[nodiscard]] boost::json::value json() const;
};

class StreamClient {
public:
    StreamClient(const std::string& address, const std::string& request, int receive_buffer_bytes = 0);

    [[nodiscard]] const Reply& head() const { return head_; }
    /// nullopt when there is no more, for whatever reason.
    std::optional<std::string> next_line();
    std::vector<std::string> rest_of_lines();
    /// Comments among them; the first one is `retry`. nullopt when there is no more.
    std::optional<SentEvent> next_block();
    /// Passes over comments and retry.
    std::optional<SentEvent> next_event();
    /// The positions of that many events, in the order in which they came.
    std::vector<std::int64_t> next_positions(std::size_t count);
    /// The last chunk came.
    [[nodiscard]] bool is_whole() const { return is_whole_; }
    /// Of a connection that goes on after the last chunk.
    RawClient& connection() { return client_; }

private:
    bool receive_more();
    bool unchunk();

    RawClient client_;
    Reply head_;
    bool is_chunked_ = false, is_whole_ = false;
    std::string raw_, text_;
};

/// GET `target` of the business as text/event-stream, with more header lines.
std::string live_request(const LiveServer& live, const std::string& target,
                         const std::vector<std::string>& more_headers = {});
std::string lines_request(const LiveServer& live, const std::string& target);

/// For both ends, so that a client that does not read is felt at once.
inline constexpr int small_buffer = 4096;
/// About 90 KB of JSON an event: a few are more than small buffers hold.
std::string long_invoice();

/// Issues that many invoices past the server, one after another; each is one event or two.
void issue_invoices(LiveServer& live, int count, const std::string& body = soap_invoice);
/// Every event of the business as the page has them.
std::vector<std::string> events_of(LiveServer& live, const std::string& query = "");
std::vector<std::int64_t> positions_of(LiveServer& live, std::int64_t after = 0);

}  // namespace suoledger::http::test
