// SPDX-License-Identifier: Apache-2.0
#include "adapters/curl_handle.hpp"

#include <new>
#include <stdexcept>

#include "adapters/software.hpp"

namespace suoledger::adapters {

CurlHandle make_curl_handle() {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (started != CURLE_OK) throw std::runtime_error{"libcurl cannot be started"};
    CurlHandle handle{curl_easy_init()};
    if (!handle) throw std::bad_alloc{};
    return handle;
}

void set_http_options(CURL* handle, const std::string& url) {
    const std::string agent = "suoledger/" + software_version();
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_USERAGENT, agent.c_str());
}

void append(CurlList& list, const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc{};
    static_cast<void>(list.release());
    list.reset(longer);
}

}  // namespace suoledger::adapters
