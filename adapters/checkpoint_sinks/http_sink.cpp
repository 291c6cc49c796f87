// SPDX-License-Identifier: Apache-2.0
// One POST over libcurl, on the sink's own thread, bounded in time and in what is read of the answer.
#include <memory>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "adapters/checkpoint_sinks/sinks.hpp"
#include "adapters/curl_handle.hpp"

namespace suoledger::adapters {
namespace {

/// A service that ends waits for the one under way.
constexpr long connect_limit_ms = 3000, whole_limit_ms = 5000;

/// Nobody reads the answer's body; taking none of it would be an error to libcurl.
std::size_t pass_over(char*, std::size_t size, std::size_t count, void*) { return size * count; }

class HttpSink final : public eventstore::CheckpointSink {
public:
    HttpSink(std::string name, std::string url) : name_(std::move(name)), url_(std::move(url)) {}

    [[nodiscard]] std::string_view name() const override { return name_; }
    void publish(const eventstore::SignedCheckpoint& checkpoint) override { post(checkpoint.note); }
    void publish_loss(std::int64_t, std::string_view declaration) override { post(declaration); }

private:
    void post(std::string_view note) const {
        const CurlHandle handle = make_curl_handle();
        CurlList headers;
        append(headers, "Content-Type: text/plain; charset=utf-8");
        CURL* curl = handle.get();
        set_http_options(curl, url_);
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, connect_limit_ms);
        curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, whole_limit_ms);
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, note.data());
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(note.size()));
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &pass_over);
        // libcurl's own words may hold the URL, and that a secret: only the kind of failure is told.
        if (const CURLcode result = curl_easy_perform(curl); result != CURLE_OK) {
            throw std::runtime_error{curl_easy_strerror(result)};
        }
        long status = 0;
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
        if (status < 200 || status > 299) {
            throw std::runtime_error{fmt::format("it answered {}", status)};
        }
    }

    const std::string name_, url_;
};

}  // namespace

std::unique_ptr<eventstore::CheckpointSink> make_http_sink(std::string name, std::string url) {
    return std::make_unique<HttpSink>(std::move(name), std::move(url));
}

}  // namespace suoledger::adapters
