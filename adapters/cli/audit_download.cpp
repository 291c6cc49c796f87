// SPDX-License-Identifier: Apache-2.0
// One GET over libcurl into a private file.
#include "adapters/cli/audit_download.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include "adapters/cli/audit_inputs.hpp"
#include "adapters/cli/exit_codes.hpp"
#include "adapters/curl_handle.hpp"

namespace suoledger::adapters {
namespace {

namespace fs = std::filesystem;

constexpr long connect_limit_ms = 5000;
/// A service that sends less than this for so long is given up.
constexpr long slowest_bytes_per_second = 1, patience_s = 60;
constexpr std::size_t longest_refusal = 2000;

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

std::string url_of(const BundleAddress& address) {
    const std::string_view service = address.service;
    const std::size_t host = service.find("://");
    const bool is_http = service.starts_with("http://") || service.starts_with("https://");
    if (!is_http || service.find_first_of("/?#@ ", host + 3) != std::string_view::npos)
        throw CommandFault{EX_USAGE, fmt::format("{}: give http(s)://host[:port] and nothing behind it", service)};
    std::string url = fmt::format("{}/v1/audit/bundle", service);
    if (address.first) url += fmt::format("?from={}", *address.first);
    if (address.last) url += fmt::format("{}to={}", address.first ? "&" : "?", *address.last);
    return url;
}

/// Unnamed to everybody else: the mode is 0600.
std::pair<fs::path, std::unique_ptr<std::FILE, CloseFile>> make_file() {
    std::string name = (fs::temp_directory_path() / "suoledger-bundle-XXXXXX").string();
    const int descriptor = ::mkstemp(name.data());
    if (descriptor < 0) throw std::system_error{errno, std::generic_category(), "cannot make " + name};
    return {name, std::unique_ptr<std::FILE, CloseFile>{::fdopen(descriptor, "wb")}};
}

/// The status. Headers hold the key: libcurl's own words are not repeated.
long get(const std::string& url, const std::string& api_key, std::FILE* into) {
    const CurlHandle handle = make_curl_handle();
    CurlList headers;
    append(headers, "Authorization: Bearer " + api_key);
    CURL* curl = handle.get();
    set_http_options(curl, url);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, connect_limit_ms);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, slowest_bytes_per_second);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, patience_s);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, into);
    if (const CURLcode result = curl_easy_perform(curl); result != CURLE_OK)
        throw CommandFault{EX_UNAVAILABLE, fmt::format("the service gave no bundle: {}", curl_easy_strerror(result))};
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

}  // namespace

DownloadedBundle::DownloadedBundle(const BundleAddress& address) {
    const std::string url = url_of(address);
    auto [name, file] = make_file();
    file_ = std::move(name);
    try {
        const long status = get(url, address.api_key, file.get());
        if (std::fflush(file.get()) != 0)
            throw std::system_error{errno, std::generic_category(), "cannot write " + file_.string()};
        if (status == 200) return;
        std::string refusal = read_named_file(file_.string());
        refusal.resize(std::min(refusal.size(), longest_refusal));
        throw CommandFault{EX_NOPERM, fmt::format("the service answered {}: {}", status, refusal)};
    } catch (...) {
        ::unlink(file_.c_str());
        throw;
    }
}

DownloadedBundle::~DownloadedBundle() { ::unlink(file_.c_str()); }

std::string read_api_key(const std::string& file) {
    if (file.empty()) {
        const char* key = std::getenv("SUOLEDGER_API_KEY");
        if (key == nullptr || *key == '\0')
            throw CommandFault{EX_USAGE,
                               "name a file with an API key of scope audit by --api-key-file, or set "
                               "SUOLEDGER_API_KEY"};
        return key;
    }
    std::string key = read_named_file(file);
    while (!key.empty() && (key.back() == '\n' || key.back() == '\r')) key.pop_back();
    return key;
}

}  // namespace suoledger::adapters
