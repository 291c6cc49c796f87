// SPDX-License-Identifier: Apache-2.0
// Callbacks are called without the lock: who waits may ask for more at once.
#include "adapters/read_node/primary_exchange.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "http/field_syntax.hpp"

namespace suoledger::adapters {
namespace {

/// "HTTP/1.1 200 OK"
int status_of(std::string_view line) {
    int status = 0;
    const auto space = line.find(' ');
    if (space != std::string_view::npos) std::from_chars(line.data() + space + 1, line.data() + line.size(), status);
    return status;
}

std::optional<std::uint64_t> length_of(const http::PrimaryHead& head) {
    for (const auto& [name, value] : head.headers) {
        if (!http::equal_ignoring_case(name, "Content-Length")) continue;
        std::uint64_t length = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
        if (error == std::errc{} && end == value.data() + value.size()) return length;
    }
    return std::nullopt;
}

}  // namespace

PrimaryExchange::PrimaryExchange(const std::string& url, const http::PrimaryQuestion& question,
                                 const PrimaryReadLimits& limits, std::shared_ptr<void> place)
    : bytes_ahead_(limits.bytes_ahead),
      head_bytes_(limits.head_bytes),
      place_(std::move(place)),
      handle_(make_curl_handle()) {
    for (const auto& [name, value] : question.headers) {
        // "name:" alone would take a header away, an empty one is written with a semicolon.
        append(lines_, value.empty() ? name + ";" : name + ": " + value);
    }
    // What the client did not send libcurl would add.
    for (const std::string_view name : {"accept", "user-agent"}) {
        const auto named = [name](const auto& header) { return header.first == name; };
        if (std::ranges::none_of(question.headers, named)) append(lines_, std::string{name} + ":");
    }
    set_options(url, question, limits);
}

void PrimaryExchange::set_options(const std::string& url, const http::PrimaryQuestion& question,
                                  const PrimaryReadLimits& limits) {
    CURL* curl = handle_.get();
    set_http_options(curl, url + question.target);
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect.count()));
    curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    // As for keys: plain HTTP goes to this machine only (wrong_with_base_url), never through an office's proxy.
    if (url.starts_with("http://")) curl_easy_setopt(curl, CURLOPT_PROXY, "");
    if (question.head_only) curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines_.get());
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &take_line);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(curl, CURLOPT_PRIVATE, this);
}

void PrimaryExchange::await_head(OnHead on_head) {
    std::unique_lock lock{mutex_};
    if (!head_ && end_ == Piece::End::none) {
        on_head_ = std::move(on_head);
        return;
    }
    auto head = std::exchange(head_, std::nullopt);
    lock.unlock();
    on_head(std::move(head));
}

bool PrimaryExchange::await_piece(OnPiece on_piece) {
    std::unique_lock lock{mutex_};
    if (body_.empty() && end_ == Piece::End::none) {
        on_piece_ = std::move(on_piece);
        return false;
    }
    // What came whole before the end is given first.
    Piece piece{std::exchange(body_, {}), Piece::End::none};
    if (piece.text.empty()) piece.end = end_;
    const bool goes_on = std::exchange(rests_, false);
    lock.unlock();
    if (goes_on) go_on_ = true;
    on_piece(std::move(piece));
    return goes_on;
}

void PrimaryExchange::end(bool is_whole) {
    std::unique_lock lock{mutex_};
    end_ = is_whole && has_head_ ? Piece::End::whole : Piece::End::cut;
    const auto on_head = std::exchange(on_head_, nullptr);
    const auto on_piece = std::exchange(on_piece_, nullptr);
    const Piece piece{{}, end_};
    lock.unlock();
    if (on_head) on_head(std::nullopt);
    if (on_piece) on_piece(piece);
}

std::size_t PrimaryExchange::take_line(char* data, std::size_t size, std::size_t count, void* exchange) {
    auto& self = *static_cast<PrimaryExchange*>(exchange);
    return self.read_line({data, size * count}) ? size * count : 0;
}

std::size_t PrimaryExchange::take_body(char* data, std::size_t size, std::size_t count, void* exchange) {
    auto& self = *static_cast<PrimaryExchange*>(exchange);
    return self.read_body({data, size * count}) ? size * count : CURL_WRITEFUNC_PAUSE;
}

bool PrimaryExchange::read_line(std::string_view line) {
    if (has_head_) return true;  // trailers are not passed on
    read_bytes_ += line.size();
    if (read_bytes_ > head_bytes_) return false;
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    const auto colon = line.find(':');
    if (line.starts_with("HTTP/")) {
        reading_ = {status_of(line), {}, std::nullopt};
    } else if (line.empty()) {
        if (reading_.status >= 200) head_is_whole();  // else an interim answer: another head follows
    } else if (colon != std::string_view::npos) {
        reading_.headers.emplace_back(line.substr(0, colon), http::trimmed(line.substr(colon + 1)));
    }
    return true;
}

void PrimaryExchange::head_is_whole() {
    has_head_ = true;
    reading_.length = length_of(reading_);
    std::unique_lock lock{mutex_};
    if (!on_head_) {
        head_ = std::move(reading_);
        return;
    }
    const auto on_head = std::exchange(on_head_, nullptr);
    lock.unlock();
    on_head(std::move(reading_));
}

bool PrimaryExchange::read_body(std::string_view bytes) {
    std::unique_lock lock{mutex_};
    if (on_piece_) {
        const auto on_piece = std::exchange(on_piece_, nullptr);
        lock.unlock();
        on_piece({std::string{bytes}, Piece::End::none});
        return true;
    }
    if (body_.size() >= bytes_ahead_) {
        rests_ = true;
        return false;
    }
    body_.append(bytes);
    return true;
}

}  // namespace suoledger::adapters
