// SPDX-License-Identifier: Apache-2.0
// URLs as libcurl reads them, since it is libcurl that connects.
#include "adapters/mail/smtp_settings.hpp"

#include <fmt/format.h>

#include <memory>
#include <new>
#include <optional>

#include "adapters/curl_handle.hpp"

namespace suoledger::adapters {
namespace {

struct UrlCleanUp {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, UrlCleanUp>;

/// nullptr: it is none.
Url parsed(const std::string& text) {
    Url url{curl_url()};
    if (!url) throw std::bad_alloc{};
    if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return nullptr;
    return url;
}

/// "" where it is not given; nullopt: it holds what is no text.
std::optional<std::string> part(const Url& url, CURLUPart which, unsigned flags = 0) {
    char* found = nullptr;
    const CURLUcode result = curl_url_get(url.get(), which, &found, flags);
    const std::unique_ptr<char, decltype(&curl_free)> owned{found, &curl_free};
    if (result == CURLUE_OK) return std::string{found};
    const bool is_absent = result == CURLUE_NO_USER || result == CURLUE_NO_PASSWORD || result == CURLUE_NO_OPTIONS ||
                           result == CURLUE_NO_QUERY || result == CURLUE_NO_FRAGMENT || result == CURLUE_NO_HOST ||
                           result == CURLUE_NO_PORT;
    return is_absent ? std::optional<std::string>{""} : std::nullopt;
}

bool is_this_machine(const std::string& host) { return host == "127.0.0.1" || host == "localhost" || host == "[::1]"; }

bool has_more_than_a_server(const Url& url) {
    const std::string path = part(url, CURLUPART_PATH).value_or("x");
    return path.size() > 1 || part(url, CURLUPART_QUERY) != "" || part(url, CURLUPART_FRAGMENT) != "" ||
           part(url, CURLUPART_OPTIONS) != "";
}

}  // namespace

std::expected<SmtpSettings, std::string> parse_smtp_url(const std::string& text) {
    const Url url = parsed(text);
    const std::string scheme = url ? part(url, CURLUPART_SCHEME).value_or("") : "";
    if (scheme != "smtp" && scheme != "smtps")
        return std::unexpected(std::string{"is no URL like smtp://user:password@smtp.example.com:587, or smtps://"});
    if (has_more_than_a_server(url))
        return std::unexpected(std::string{"must hold no more than user, password, host and port"});
    const auto user = part(url, CURLUPART_USER, CURLU_URLDECODE),
               password = part(url, CURLUPART_PASSWORD, CURLU_URLDECODE);
    if (!user || !password || user->empty() != password->empty())
        return std::unexpected(std::string{"needs both a user and a password, percent-encoded, or neither"});
    const std::string host = part(url, CURLUPART_HOST).value_or("");
    SmtpSettings settings;
    settings.url =
        fmt::format("{}://{}:{}", scheme, host, part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT).value_or("25"));
    settings.user = *user;
    settings.password = *password;
    settings.security = scheme == "smtps"       ? SmtpSecurity::tls
                        : is_this_machine(host) ? SmtpSecurity::none
                                                : SmtpSecurity::starttls;
    return settings;
}

std::string host_of(const std::string& http_url) {
    const Url url = parsed(http_url);
    const std::string host = url ? part(url, CURLUPART_HOST).value_or("") : "";
    return host.empty() ? "localhost" : host;
}

}  // namespace suoledger::adapters
