// SPDX-License-Identifier: Apache-2.0
#include "eventstore/postgres/log_sql.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "domain/event.hpp"
#include "eventstore/assert.hpp"
#include "eventstore/postgres/event_rows.hpp"

namespace suoledger::eventstore {

namespace {

constexpr std::string_view not_sent = "''::text";

/// What is not asked for is not sent.
std::string columns_with(std::string_view metadata, std::string_view payload) {
    std::string columns(event_columns);
    for (const auto& [column, shown] : {std::pair<std::string_view, std::string_view>{"metadata", metadata},
                                        std::pair<std::string_view, std::string_view>{"payload", payload}})
        columns.replace(columns.find(column), column.size(), shown);
    return columns;
}

/// Events of these types have an index of their own, which plans find by the type in a statement's text alone.
constexpr std::array<std::string_view, 3> indexed_types{domain::EventName<domain::ErasureRequested>::value,
                                                        domain::EventName<domain::RecordKeyPostponed>::value,
                                                        domain::EventName<domain::SubjectKeyDestroyed>::value};

}  // namespace

const std::string_view* indexed_type(const LogQuery& query) {
    if (!query.event_type) return nullptr;
    const auto* const found = std::ranges::find(indexed_types, *query.event_type);
    return found == indexed_types.end() ? nullptr : found;
}

std::string log_sql(const LogQuery& query) {
    std::string where = "position > $1";
    int next = 3;
    if (query.tenant) where += fmt::format(" AND tenant_id = ${}", next++);
    if (const auto* const type = indexed_type(query)) {
        where += fmt::format(" AND event_type = '{}'", *type);
    } else if (query.event_type) {
        where += fmt::format(" AND event_type = ${}", next++);
    }
    if (query.stream_id) where += fmt::format(" AND stream_id = ${}", next++);
    if (query.until_position) where += fmt::format(" AND position <= ${}", next++);
    // By its sequence, for which there is an index by business: by position all of the log might be gone through.
    const std::string_view order = query.newest_first ? "tenant_sequence DESC" : "position";
    if (!query.with_metadata && !query.with_payload && !query.newest_first) {
        return fmt::format("SELECT {} FROM suoledger.event WHERE {} ORDER BY position LIMIT $2",
                           columns_with(not_sent, not_sent), where);
    }
    // The first row always comes; then as many as fit, so that a reader with a limit of rows has one of bytes as well.
    return fmt::format(
        "SELECT {0} FROM (SELECT *, sum(body + octet_length(shown)) OVER (ORDER BY position ROWS UNBOUNDED PRECEDING) "
        "- body AS before FROM (SELECT *, {1} AS shown, {2} AS body FROM suoledger.event WHERE {3} ORDER BY {5} "
        "LIMIT $2) page) sized WHERE before <= {4} ORDER BY position",
        columns_with("shown", query.with_payload ? "payload" : not_sent),
        query.with_metadata ? "metadata::text" : not_sent, query.with_payload ? "octet_length(payload::text)" : "0",
        where, max_read_bytes, order);
}

bool can_be_copied(const LogQuery& query) {
    return !query.tenant && !query.event_type && !query.stream_id && !query.newest_first;
}

std::string log_copy_sql(const LogQuery& query) {
    LEDGER_ASSERT(can_be_copied(query));
    const auto until = query.until_position ? fmt::format(" AND position <= {}", *query.until_position) : "";
    return fmt::format(
        "COPY (SELECT {} FROM suoledger.event WHERE position > {}{} ORDER BY position LIMIT {}) TO STDOUT (FORMAT "
        "binary)",
        columns_with(query.with_metadata ? "metadata" : not_sent, query.with_payload ? "payload" : not_sent),
        query.after_position, until, query.limit);
}

}  // namespace suoledger::eventstore
