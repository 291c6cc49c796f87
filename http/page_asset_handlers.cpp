// SPDX-License-Identifier: Apache-2.0
// The scripts of pages, under names that change with them: whoever has one never asks again.
#include "http/handlers.hpp"
#include "http/pages/assets.hpp"
#include "http/query.hpp"

namespace suoledger::http {

Handled get_asset(const Services&, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    for (const Script& script : {live_script(), compare_script()}) {
        if (request.path_parameters.front() != script.name) continue;
        Response response;
        response.content_type = "text/javascript; charset=utf-8";
        response.body = script.text;
        response.headers.emplace_back("Cache-Control", "public, max-age=31536000, immutable");
        return response;
    }
    return Problem{.status = 404, .code = "not_found", .detail = "There is nothing under this path."};
}

}  // namespace suoledger::http
