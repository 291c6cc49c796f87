// SPDX-License-Identifier: Apache-2.0
// Objects over libcurl, which signs the requests; path-style, as every store that speaks S3 understands it.
#include <mutex>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "adapters/curl_handle.hpp"
#include "adapters/documents/document_stores.hpp"
#include "eventstore/crypto.hpp"

namespace suoledger::adapters {
namespace {

constexpr long connect_limit_ms = 3000, whole_limit_ms = 10'000, expect_limit_ms = 200;
// Of those who wait for a request at once; more come and go.
constexpr std::size_t max_idle_handles = 4;

struct Taken {
    std::string bytes;
    bool is_too_large = false;
};
std::size_t take(char* data, std::size_t size, std::size_t count, void* to) {
    auto& taken = *static_cast<Taken*>(to);
    const std::size_t length = size * count;
    if (taken.bytes.size() + length > http::max_stored_bytes) {
        taken.is_too_large = true;
        return 0;
    }
    taken.bytes.append(data, length);
    return length;
}

class S3Documents final : public http::DocumentStore {
public:
    explicit S3Documents(S3Settings settings)
        : settings_(std::move(settings)), scope_("aws:amz:" + settings_.region + ":s3") {}

    [[nodiscard]] std::string_view kind() const override { return "s3"; }

    std::optional<std::string> get(const std::string& name) override {
        constexpr long not_there = 404;
        const Answer answer = send(name, std::nullopt);
        if (answer.status == not_there) {
            return std::nullopt;
        }
        check(answer.status);
        return answer.body;
    }

    void put(const std::string& name, std::string_view bytes) override { check(send(name, bytes).status); }

private:
    struct Answer {
        long status = 0;
        std::string body;
    };

    static void check(long status) {
        if (status < 200 || status > 299) {
            throw http::DocumentStoreFault{fmt::format("the object store answered {}", status)};
        }
    }

    [[nodiscard]] Answer send(const std::string& name, std::optional<std::string_view> body) {
        CurlHandle handle = idle_handle();
        CURL* curl = handle.get();
        set_http_options(curl, fmt::format("{}/{}/{}", settings_.endpoint, settings_.bucket, name));
        curl_easy_setopt(curl, CURLOPT_AWS_SIGV4, scope_.c_str());
        curl_easy_setopt(curl, CURLOPT_USERNAME, settings_.access_key.c_str());
        curl_easy_setopt(curl, CURLOPT_PASSWORD, settings_.secret_key.c_str());
        // Plain HTTP goes to this machine only (document_settings.cpp), never through an office's proxy.
        if (settings_.endpoint.starts_with("http://")) {
            curl_easy_setopt(curl, CURLOPT_PROXY, "");
        }
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, connect_limit_ms);
        curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, whole_limit_ms);
        CurlList headers;
        // S3 wants the hash of the body in a header of its own, which this libcurl does not add.
        const auto digest = eventstore::sha256({eventstore::bytes_of(body.value_or(""))});
        append(headers, "x-amz-content-sha256: " + eventstore::hex(digest));
        if (body) {
            append(headers, "Content-Type: application/octet-stream");
            // Taking `Expect` away would still sign it, and the store would miss it: nobody is waited for instead.
            curl_easy_setopt(curl, CURLOPT_EXPECT_100_TIMEOUT_MS, expect_limit_ms);
            curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "PUT");
            curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body->data());
            curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body->size()));
        }
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
        Taken taken;
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &take);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, &taken);
        // libcurl's own words may hold the URL: only the kind of failure is told.
        if (const CURLcode result = curl_easy_perform(curl); result != CURLE_OK) {
            throw http::DocumentStoreFault{taken.is_too_large ? "the object store sends more than was ever put there"
                                                              : curl_easy_strerror(result)};
        }
        Answer answer{.status = 0, .body = std::move(taken.bytes)};
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
        keep(std::move(handle));
        return answer;
    }

    /// With the connection of a request before, if there is one.
    [[nodiscard]] CurlHandle idle_handle() {
        const std::scoped_lock lock{mutex_};
        if (idle_.empty()) {
            return make_curl_handle();
        }
        CurlHandle handle = std::move(idle_.back());
        idle_.pop_back();
        return handle;
    }
    void keep(CurlHandle handle) {
        curl_easy_reset(handle.get());
        const std::scoped_lock lock{mutex_};
        if (idle_.size() < max_idle_handles) {
            idle_.push_back(std::move(handle));
        }
    }

    const S3Settings settings_;
    const std::string scope_;
    std::mutex mutex_;
    std::vector<CurlHandle> idle_;
};

}  // namespace

std::unique_ptr<http::DocumentStore> make_s3_documents(S3Settings settings) {
    return std::make_unique<S3Documents>(std::move(settings));
}

}  // namespace suoledger::adapters
