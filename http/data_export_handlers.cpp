// SPDX-License-Identifier: Apache-2.0
// The data export of one person: recorded first, then answered as JSON or as a page.
#include "http/accept.hpp"
#include "http/data_export.hpp"
#include "http/handlers.hpp"
#include "http/readable_page.hpp"

namespace suoledger::http {
namespace {

/// Copied: the request may be gone when it is answered.
struct Asked {
    domain::Uuid tenant, customer;
    bool as_page = false;
};

RecordedRead::Answer exported(const Services& services, const Asked& asked, std::int64_t position) {
    auto document = data_export(services, asked.tenant, asked.customer, position);
    if (!document) return document.error();
    Response response = asked.as_page
                            ? page_answer(position, "Your data",
                                          "Everything that this business holds about you, why, for how long, and who "
                                          "else gets it (NDPA 2023 and GAID 2025).",
                                          *document)
                            : json_answer(position, *document);
    // It is a copy for one person, made now.
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

}  // namespace

Handled export_personal_data(const Services& services, const Request& request) {
    if (auto problem = QueryReader(request).problem()) return *problem;
    const auto id = id_in_path(request, domain::customer_prefix);
    if (!id) return not_found("customer");
    const domain::Uuid tenant = request.principal.tenant;
    // Nothing is recorded of a person who is not there.
    if (services.store.read_stream({{tenant, domain::StreamType::customer, *id}, 0, 1}).empty())
        return not_found("customer");
    domain::RecordPersonalDataRead command;
    command.what = domain::PersonalRead::data_export;
    command.subject = *id;
    auto read = [&services, asked = Asked{tenant, *id, prefers_html(request)}](std::int64_t position) {
        return exported(services, asked, position);
    };
    return RecordedRead{tenant, std::move(command), std::move(read)};
}

}  // namespace suoledger::http
