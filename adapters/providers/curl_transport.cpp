// SPDX-License-Identifier: Apache-2.0
// libcurl, one handle for each request under way; a handle keeps its connection while it rests.
#include <algorithm>
#include <array>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <mutex>
#include <utility>
#include <vector>

#include "adapters/curl_handle.hpp"
#include "adapters/providers/http_transport.hpp"

namespace suoledger::adapters {
namespace {

/// By the text, as libcurl reads it: Boost.URL 1.81 takes the host of 127.0.0.1.example for 127.0.0.1.
bool is_this_machine(std::string_view url) {
    for (const std::string_view here : {"http://127.0.0.1", "http://localhost", "http://[::1]"}) {
        const std::string_view rest = url.starts_with(here) ? url.substr(here.size()) : "x";
        if (rest.empty() || rest.starts_with(':') || rest.starts_with('/')) return true;
    }
    return false;
}

/// Bytes of one answer, no more than allowed.
struct Collected {
    std::string body;
    std::size_t limit = 0;
    bool overflown = false;
};
std::size_t collect(char* data, std::size_t size, std::size_t count, void* target) {
    auto& collected = *static_cast<Collected*>(target);
    const std::size_t bytes = size * count;
    if (bytes > collected.limit - collected.body.size()) {
        collected.overflown = true;
        return 0;
    }
    collected.body.append(data, bytes);
    return bytes;
}

CurlList headers_of(const HttpRequest& request) {
    CurlList list;
    append(list, "Authorization: Bearer " + request.bearer);
    append(list, "Accept: application/json");
    // Without this libcurl waits for a "100 Continue" before it sends a longer body.
    append(list, "Expect:");
    if (request.json) append(list, "Content-Type: application/json");
    return list;
}

TransportFault fault_of(CURL* curl, CURLcode result) {
    long sent = 0;
    curl_easy_getinfo(curl, CURLINFO_REQUEST_SIZE, &sent);
    if (sent == 0) return TransportFault::not_sent;
    return result == CURLE_OPERATION_TIMEDOUT ? TransportFault::timed_out : TransportFault::cut;
}

class CurlTransport final : public HttpTransport {
public:
    explicit CurlTransport(TransportLimits limits) : limits_(limits) {}

    std::expected<HttpAnswer, TransportFault> send(const HttpRequest& request) override {
        CurlHandle handle = take();
        auto answer = exchange(handle.get(), request);
        give_back(std::move(handle));
        return answer;
    }

private:
    std::expected<HttpAnswer, TransportFault> exchange(CURL* curl, const HttpRequest& request) const {
        const CurlList headers = headers_of(request);
        Collected collected{{}, limits_.max_answer_bytes};
        set_options(curl, request);
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &collect);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, &collected);
        const CURLcode result = curl_easy_perform(curl);
        if (collected.overflown) return std::unexpected(TransportFault::too_large);
        if (result != CURLE_OK) return std::unexpected(fault_of(curl, result));
        HttpAnswer answer{0, std::move(collected.body), {}};
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
        curl_off_t seconds = 0;
        curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &seconds);
        if (seconds > 0) answer.retry_after = std::chrono::seconds{seconds};
        return answer;
    }

    void set_options(CURL* curl, const HttpRequest& request) const {
        const bool loopback = request.url.starts_with("http://");
        set_http_options(curl, request.url);
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits_.connect.count()));
        curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(limits_.whole.count()));
        // Plain HTTP goes to this machine only (wrong_with_base_url), never through an office's proxy.
        if (loopback) curl_easy_setopt(curl, CURLOPT_PROXY, "");
        if (request.json) {
            curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(request.json->size()));
            curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.json->data());
        }
        // On a connection that turns out dead libcurl sends a request again by itself; on a fresh one it does not.
        if (!request.repeatable) curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
    }

    CurlHandle take() {
        const std::scoped_lock lock{mutex_};
        if (resting_.empty()) return make_curl_handle();
        CurlHandle handle = std::move(resting_.back());
        resting_.pop_back();
        return handle;
    }

    void give_back(CurlHandle handle) {
        constexpr std::size_t most_at_rest = 8;
        // Options go, the connection stays: nothing of this request is left to the next one.
        curl_easy_reset(handle.get());
        const std::scoped_lock lock{mutex_};
        if (resting_.size() < most_at_rest) resting_.push_back(std::move(handle));
    }

    const TransportLimits limits_;
    std::mutex mutex_;
    std::vector<CurlHandle> resting_;
};

}  // namespace

std::unique_ptr<HttpTransport> make_curl_transport(TransportLimits limits) {
    return std::make_unique<CurlTransport>(limits);
}

std::optional<std::string> wrong_with_base_url(std::string_view url) {
    const auto parsed = boost::urls::parse_absolute_uri(url);
    if (!parsed || parsed->encoded_host().empty()) return "is no URL like https://api.paystack.co";
    if (parsed->has_userinfo() || parsed->has_query()) return "must hold neither a password nor a query";
    if (parsed->scheme() == "https") return std::nullopt;
    if (is_this_machine(url)) return std::nullopt;
    return "must begin with https:// (http:// only to this machine): the secret key is sent there";
}

}  // namespace suoledger::adapters
