// SPDX-License-Identifier: Apache-2.0
// Requests, last received first; and until when a customer's account moved.
#include <algorithm>

#include "projections/queries.hpp"

namespace suoledger::projections {

using domain::Uuid;

std::optional<RequestRow> find_request(const PinnedRows& rows, const Uuid& tenant, const Uuid& id) {
    return find_row<RequestRow>(rows, ProjectionId::requests, Key::of(tenant, 'r', id));
}

Slice<RequestRow> list_requests(const PinnedRows& rows, const Uuid& tenant, const RequestFilter& filter,
                                const Page& page) {
    const auto matching = [&](const Uuid& id) -> std::optional<RequestRow> {
        auto row = row_at<RequestRow>(rows, ProjectionId::requests, Key::of(tenant, 'r', id));
        const bool is_asked_for = (!filter.kind || row.kind == *filter.kind) &&
                                  (!filter.customer || row.customer == filter.customer) &&
                                  (!filter.open || row.completed != *filter.open);
        if (!is_asked_for) return std::nullopt;
        return row;
    };
    return newest_first<RequestRow>(rows, ProjectionId::requests, Key(tenant, 'p'), page, matching);
}

std::optional<domain::Date> find_last_movement(const PinnedRows& rows, const Uuid& tenant, const Uuid& customer) {
    std::optional<domain::Date> last;
    for (const auto currency : {domain::Currency::ngn, domain::Currency::usd}) {
        Key prefix(tenant, 's');
        prefix.with(customer).with_byte(static_cast<std::uint8_t>(currency));
        rows.scan_down(ProjectionId::customers, prefix, end_of_prefix(prefix),
                       [&](std::string_view, std::string_view value) {
                           const auto day = decode_row<StatementRow>(value).effective_on;
                           last = last ? std::max(*last, day) : day;
                           return false;
                       });
    }
    return last;
}

}  // namespace suoledger::projections
