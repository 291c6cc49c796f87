// SPDX-License-Identifier: Apache-2.0
// What every use of libcurl begins with. Included by .cpp files only.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>

namespace suoledger::adapters {

struct CurlCleanUp {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlHandle = std::unique_ptr<CURL, CurlCleanUp>;
using CurlList = std::unique_ptr<curl_slist, CurlCleanUp>;

/// Never null. Starts libcurl with the first one.
[[nodiscard]] CurlHandle make_curl_handle();

/// Of HTTP in this service: our name, no other protocols, no redirects, no signals (there are threads).
void set_http_options(CURL* handle, const std::string& url);

void append(CurlList& list, const std::string& line);

}  // namespace suoledger::adapters
