// SPDX-License-Identifier: Apache-2.0
// Answers to forms.
#include "http/pay_page_answers.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "http/outcome_response.hpp"
#include "http/pages/html.hpp"

namespace suoledger::http {
namespace {

constexpr std::string_view parameter = "told";
constexpr std::array<std::pair<PayNews, std::string_view>, 4> news_names{{{PayNews::claimed, "claimed"},
                                                                          {PayNews::invoice_changed, "changed"},
                                                                          {PayNews::too_many_claims, "enough"},
                                                                          {PayNews::checkout_failed, "not_online"}}};

}  // namespace

Response back_to_page(std::string_view token, PayNews news) {
    std::string address = fmt::format("/pay/{}", token);
    for (const auto& [known, name] : news_names)
        if (known == news) address += fmt::format("?{}={}", parameter, name);
    Response response;
    response.status = 303;
    response.content_type = "text/html; charset=utf-8";
    response.headers = {{"Location", std::move(address)}, {"Cache-Control", "no-store"}};
    return response;
}

PayNews news_in(const Request& request) {
    const auto told = request.query_value(parameter);
    for (const auto& [news, name] : news_names)
        if (told == name) return news;
    return PayNews::none;
}

OutsideCall::Next told_of(const eventstore::AppendOutcome& outcome) {
    auto told = response_of(outcome);
    if (auto* problem = std::get_if<Problem>(&told)) return std::move(*problem);
    return std::get<Response>(std::move(told));
}

Response on_to_provider(std::string_view url) {
    const std::string body = fmt::format(
        R"(<div class="notice"><h1>On to the payment page</h1><p>You pay there; then you come back here.</p><p><a class="button" href="{}">Go on</a></p></div>)",
        escaped(url));
    Response response = html_response(200, page_html({.title = "On to the payment page",
                                                      .shop = {},
                                                      .subtitle = {},
                                                      .script = nullptr,
                                                      .attributes = {},
                                                      .refresh = std::string(url)},
                                                     body));
    response.headers.front().second = "no-store";
    return response;
}

}  // namespace suoledger::http
