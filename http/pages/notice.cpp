// SPDX-License-Identifier: Apache-2.0
// Short pages: what came of something, and problems in words for people.
#include <fmt/format.h>

#include "http/pages/html.hpp"

namespace suoledger::http {
namespace {

Notice words_for(const Problem& problem) {
    if (problem.code == "pay_link_renewed")
        return {"This link has ended", "The shop made a new one. Please use the newest link that you were sent."};
    if (problem.code == "document_link_expired")
        return {"This link has ended", "Please open the document from the invoice's page, or ask the shop for it."};
    if (problem.code == "document_not_genuine")
        return {"This is not a document of ours",
                "Nothing in the ledger has this code. If a paper shows it, please ask the shop before you pay."};
    if (problem.status == 404)
        return {"There is nothing under this link",
                "Was all of it copied? Otherwise please ask the shop for a new one."};
    if (problem.status == 429) return {"Too many tries", "Please wait a moment, then try again."};
    if (problem.code == "outcome_unknown")
        return {"We do not know yet",
                "Whether this was recorded is not known yet. Please send it again: it counts once."};
    if (problem.status >= 500) return {"This does not work now", "Nothing was lost. Please try again in a moment."};
    return {"This cannot be done", problem.detail};
}

}  // namespace

Response notice_response(int status, const Notice& notice) {
    const std::string link = notice.link.empty() ? ""
                                                 : fmt::format(R"(<p><a class="button" href="{}">{}</a></p>)",
                                                               escaped(notice.link), escaped(notice.link_text));
    const auto body = fmt::format(R"(<div class="notice"><h1>{}</h1><p>{}</p>{}</div>)", escaped(notice.title),
                                  escaped(notice.text), link);
    Response response = html_response(
        status,
        page_html(
            {.title = notice.title, .shop = {}, .subtitle = {}, .script = nullptr, .attributes = {}, .refresh = {}},
            body));
    for (auto& [name, value] : response.headers)
        if (name == "Cache-Control") value = "no-store";
    return response;
}

Response notice_of(const Problem& problem) {
    Response response = notice_response(problem.status, words_for(problem));
    response.headers.insert(response.headers.end(), problem.headers.begin(), problem.headers.end());
    return response;
}

}  // namespace suoledger::http
