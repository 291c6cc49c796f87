// SPDX-License-Identifier: Apache-2.0
// Request targets: what Boost.URL does not take is refused.
#include "http/target.hpp"

#include <algorithm>
#include <boost/url/decode_view.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace suoledger::http {
namespace urls = boost::urls;
namespace {

std::string joined(std::vector<std::string_view> pairs) {
    std::ranges::sort(pairs);
    std::string out;
    for (auto pair : pairs) {
        if (!out.empty()) out.push_back('&');
        out.append(pair);
    }
    return out;
}

std::vector<std::string_view> raw_pairs(std::string_view query) {
    std::vector<std::string_view> pairs;
    while (!query.empty()) {
        auto end = std::min(query.find('&'), query.size());
        pairs.push_back(query.substr(0, end));
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return pairs;
}

}  // namespace

std::optional<Target> parse_target(std::string_view raw) {
    urls::string_view text(raw.data(), raw.size());
    auto url = raw.starts_with('/') ? urls::parse_origin_form(text) : urls::parse_absolute_uri(text);
    if (!url) return std::nullopt;
    bool is_absolute = !raw.starts_with('/');
    if (is_absolute && url->scheme_id() != urls::scheme::http && url->scheme_id() != urls::scheme::https)
        return std::nullopt;
    if (is_absolute && url->host().empty()) return std::nullopt;

    Target target;
    target.encoded_path = url->encoded_path().empty() ? "/" : std::string(url->encoded_path());
    auto path = percent_decoded(target.encoded_path);
    if (!path) return std::nullopt;
    target.path = std::move(*path);
    for (auto parameter : url->params()) target.query.emplace_back(parameter.key, parameter.value);
    target.sorted_query = joined(raw_pairs(std::string_view(url->encoded_query().data(), url->encoded_query().size())));
    return target;
}

std::optional<std::string> percent_decoded(std::string_view text) {
    if (text.find('%') == std::string_view::npos) return std::string(text);
    auto encoded = urls::make_pct_string_view(urls::string_view(text.data(), text.size()));
    if (!encoded) return std::nullopt;
    return encoded->decode();
}

}  // namespace suoledger::http
