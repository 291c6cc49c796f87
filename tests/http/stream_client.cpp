// SPDX-License-Identifier: Apache-2.0
// Taking streams apart.
#include "tests/http/stream_client.hpp"

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <stdexcept>
#include <utility>

namespace suoledger::http::test {

boost::json::value SentEvent::json() const { return boost::json::parse(data); }

StreamClient::StreamClient(const std::string& address, const std::string& request, int receive_buffer_bytes)
    : client_(address, receive_buffer_bytes) {
    client_.send(request);
    auto head = client_.read_head();
    if (!head) throw std::runtime_error("closed without an answer");
    head_ = std::move(*head);
    is_chunked_ = head_.header("transfer-encoding") == "chunked";
}

/// One whole chunk from `raw_` to `text_`.
bool StreamClient::unchunk() {
    const auto line_end = raw_.find("\r\n");
    if (line_end == std::string::npos) return false;
    const std::size_t size = std::stoul(raw_.substr(0, line_end), nullptr, 16);
    if (raw_.size() < line_end + 2 + size + 2) return false;
    if (raw_.compare(line_end + 2 + size, 2, "\r\n") != 0) throw std::runtime_error("a torn chunk");
    text_ += raw_.substr(line_end + 2, size);
    raw_.erase(0, line_end + 2 + size + 2);
    is_whole_ = is_whole_ || size == 0;
    return true;
}

bool StreamClient::receive_more() {
    if (is_whole_) return false;
    const std::string came = client_.read_some();
    if (came.empty()) return false;
    if (!is_chunked_) {
        text_ += came;
        return true;
    }
    raw_ += came;
    while (!is_whole_ && unchunk()) continue;
    return true;
}

std::optional<std::string> StreamClient::next_line() {
    auto end = text_.find('\n');
    for (; end == std::string::npos; end = text_.find('\n'))
        if (!receive_more() && text_.find('\n') == std::string::npos) return std::nullopt;
    std::string line = text_.substr(0, end);
    text_.erase(0, end + 1);
    return line;
}

std::vector<std::string> StreamClient::rest_of_lines() {
    std::vector<std::string> lines;
    while (auto line = next_line()) lines.push_back(std::move(*line));
    return lines;
}

std::optional<SentEvent> StreamClient::next_block() {
    SentEvent block;
    for (auto line = next_line(); line; line = next_line()) {
        if (line->empty()) return block;
        const auto colon = line->find(": ");
        const std::string field = line->substr(0, colon);
        const std::string value = line->substr(colon + 2);
        if (field.empty()) block.is_comment = true;
        if (field == "id") block.id = value;
        if (field == "event") block.event = value;
        if (field == "data") block.data = value;
        if (field == "retry") block.retry = value;
    }
    return std::nullopt;
}

std::optional<SentEvent> StreamClient::next_event() {
    auto block = next_block();
    while (block && block->event.empty()) block = next_block();
    return block;
}

std::vector<std::int64_t> StreamClient::next_positions(std::size_t count) {
    std::vector<std::int64_t> positions;
    while (positions.size() < count) {
        const auto event = next_event();
        if (!event) throw std::runtime_error("the stream ended");
        positions.push_back(event->position());
    }
    return positions;
}

std::string live_request(const LiveServer& live, const std::string& target,
                         const std::vector<std::string>& more_headers) {
    std::vector<std::string> headers{live.business_key, "Accept: text/event-stream"};
    headers.insert(headers.end(), more_headers.begin(), more_headers.end());
    return request_text("GET", target, headers);
}

std::string lines_request(const LiveServer& live, const std::string& target) {
    return request_text("GET", target, {live.business_key, "Accept: application/x-ndjson"});
}

std::string long_invoice() {
    std::string lines;
    for (int i = 0; i < 400; ++i)
        lines +=
            (i > 0 ? R"(,{"description":")" : R"({"description":")") + std::string(200, 'x') + R"(","unit_price":100})";
    return R"({"customer":{"name":"Chinedu"},"lines":[)" + lines + "]}";
}

void issue_invoices(LiveServer& live, int count, const std::string& body) {
    for (int i = 0; i < count; ++i) {
        const Answer answer = live.service.post("/v1/invoices", body);
        if (answer.status != 201) throw std::runtime_error("no invoice: " + answer.code);
    }
}

std::vector<std::string> events_of(LiveServer& live, const std::string& query) {
    std::vector<std::string> events;
    const auto page = boost::json::parse(live.service.get("/v1/events?limit=1000" + query).body);
    for (const auto& event : page.at("data").as_array()) events.push_back(boost::json::serialize(event));
    return events;
}

std::vector<std::int64_t> positions_of(LiveServer& live, std::int64_t after) {
    std::vector<std::int64_t> positions;
    for (const auto& event : events_of(live, "&after=" + std::to_string(after)))
        positions.push_back(boost::json::parse(event).at("position").as_int64());
    return positions;
}

}  // namespace suoledger::http::test
