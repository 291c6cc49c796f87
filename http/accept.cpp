// SPDX-License-Identifier: Apache-2.0
// Reading Accept.
#include "http/accept.hpp"

#include <array>
#include <string>

#include "http/field_syntax.hpp"

namespace suoledger::http {
namespace {

/// Thousandths (RFC 9110 §12.4.2); what is malformed counts for nothing.
int quality_of(std::string_view parameters) {
    while (!parameters.empty()) {
        const auto semicolon = parameters.find(';');
        const auto parameter = trimmed(parameters.substr(0, semicolon));
        if (parameter.size() > 2 && to_lower(parameter[0]) == 'q' && parameter[1] == '=') {
            const auto weight = parameter.substr(2);
            if (weight[0] == '1') return 1000;
            if (weight[0] != '0' || weight.size() > 5 || (weight.size() > 1 && weight[1] != '.')) return 0;
            std::string digits(weight.size() > 2 ? weight.substr(2) : std::string_view());
            digits.resize(3, '0');
            int quality = 0;
            for (const char c : digits) quality = is_digit(c) ? quality * 10 + (c - '0') : 0;
            return quality;
        }
        if (semicolon == std::string_view::npos) break;
        parameters.remove_prefix(semicolon + 1);
    }
    return 1000;
}

}  // namespace

std::size_t preferred_offer(const Request& request, std::span<const std::string_view> offers) {
    std::size_t best = 0;
    int best_quality = 0;
    for (const auto& [name, value] : request.headers) {
        if (name != "accept") continue;
        for_each_list_element(value, [&](std::string_view element) {
            const auto semicolon = element.find(';');
            const auto type = trimmed(element.substr(0, semicolon));
            const int quality = semicolon == std::string_view::npos ? 1000 : quality_of(element.substr(semicolon + 1));
            for (std::size_t i = 0; i < offers.size(); ++i) {
                if (!equal_ignoring_case(type, offers[i]) || quality <= best_quality) continue;
                best = i;
                best_quality = quality;
            }
        });
    }
    return best;
}

bool prefers_html(const Request& request) {
    static constexpr std::array<std::string_view, 2> offers{"application/json", "text/html"};
    return preferred_offer(request, offers) == 1;
}

}  // namespace suoledger::http
