// SPDX-License-Identifier: Apache-2.0
// Which of the forms of the log a client prefers.
#include <array>
#include <string>
#include <string_view>

#include "http/event_stream.hpp"
#include "http/field_syntax.hpp"

namespace suoledger::http {
namespace {

struct Offered {
    std::string_view media_type;
    EventForm form;
};
constexpr std::array offers{Offered{"application/json", EventForm::page},
                            Offered{"application/x-ndjson", EventForm::lines},
                            Offered{"text/event-stream", EventForm::server_sent}};

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

EventForm event_form_of(const Request& request) {
    EventForm best = EventForm::page;
    int best_quality = 0;
    for (const auto& [name, value] : request.headers) {
        if (name != "accept") continue;
        for_each_list_element(value, [&](std::string_view element) {
            const auto semicolon = element.find(';');
            const auto type = trimmed(element.substr(0, semicolon));
            const int quality = semicolon == std::string_view::npos ? 1000 : quality_of(element.substr(semicolon + 1));
            for (const Offered& offer : offers) {
                if (!equal_ignoring_case(type, offer.media_type) || quality <= best_quality) continue;
                best = offer.form;
                best_quality = quality;
            }
        });
    }
    return best;
}

}  // namespace suoledger::http
