// SPDX-License-Identifier: Apache-2.0
// Reading the settings of documents.
#include "adapters/cli/document_settings.hpp"

#include <algorithm>
#include <charconv>

#include "adapters/cli/config.hpp"
#include "adapters/providers/http_transport.hpp"

namespace suoledger::adapters {
namespace {

/// Of what stands in a path or in a signature's scope.
bool is_plain(const std::string& text) {
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
               c == '_';
    });
}

}  // namespace

std::string apply_document_threads(Config& config, const std::string& value) {
    constexpr int most = 64;
    int number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    const bool is_good = error == std::errc{} && end == value.data() + value.size() && number >= 1 && number <= most;
    config.documents.threads = is_good ? number : 1;
    return is_good ? "" : "is no number from 1 to 64";
}

std::string apply_s3_endpoint(Config& config, const std::string& value) {
    std::string& endpoint = config.documents.s3.endpoint;
    endpoint = value;
    while (endpoint.ends_with('/')) {
        endpoint.pop_back();
    }
    return value.empty() || !wrong_with_base_url(endpoint)
               ? ""
               : "is no https:// URL without password and query (http:// only to this machine)";
}

std::string apply_s3_bucket(Config& config, const std::string& value) {
    config.documents.s3.bucket = value;
    return is_plain(value) ? "" : "is no name of a bucket";
}

std::string apply_s3_region(Config& config, const std::string& value) {
    config.documents.s3.region = value;
    return is_plain(value) && !value.empty() ? "" : "is no name of a region, such as af-south-1";
}

std::string apply_s3_access_key(Config& config, const std::string& value) {
    config.documents.s3.access_key = value;
    return "";
}

std::string apply_s3_secret_key(Config& config, const std::string& value) {
    S3Settings& s3 = config.documents.s3;
    s3.secret_key = value;
    const int given = (s3.endpoint.empty() ? 0 : 1) + (s3.bucket.empty() ? 0 : 1) + (s3.access_key.empty() ? 0 : 1) +
                      (s3.secret_key.empty() ? 0 : 1);
    constexpr int all = 4;
    return given == 0 || given == all
               ? ""
               : "an object store needs s3-endpoint, s3-bucket, s3-access-key and s3-secret-key, all of them or none";
}

}  // namespace suoledger::adapters
