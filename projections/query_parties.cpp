// SPDX-License-Identifier: Apache-2.0
// Businesses, their keys and their customers.
#include "projections/queries.hpp"

namespace suoledger::projections {

using domain::Uuid;

std::optional<BusinessRow> find_business(const PinnedRows& rows, const Uuid& tenant) {
    return find_row<BusinessRow>(rows, ProjectionId::businesses, Key::of(tenant, 'r'));
}

/// Only as much of the row as it takes: every command asks.
std::optional<std::string> find_time_zone(const PinnedRows& rows, const Uuid& tenant) {
    const auto bytes = rows.get(ProjectionId::businesses, Key::of(tenant, 'r'));
    if (!bytes) return std::nullopt;
    BusinessRow row;
    RowReader reader(*bytes);
    reader(row.id, row.version, row.livemode, row.vat_registered, row.time_zone);
    return std::move(row.time_zone);
}

std::optional<ApiKeyRow> find_api_key(const PinnedRows& rows, std::string_view public_part) {
    const auto key = rows.get(ProjectionId::api_keys, Key::of(Uuid{}, 'p', public_part));
    if (!key) return std::nullopt;
    return row_at<ApiKeyRow>(rows, ProjectionId::api_keys, *key);
}

std::vector<ApiKeyRow> list_api_keys(const PinnedRows& rows, const Uuid& tenant) {
    std::vector<ApiKeyRow> keys;
    const auto prefix = Key::of(tenant, 'r');
    rows.scan(ProjectionId::api_keys, prefix, end_of_prefix(prefix), [&keys](std::string_view, std::string_view value) {
        keys.push_back(decode_row<ApiKeyRow>(value));
        return true;
    });
    return keys;
}

std::vector<MemberRow> list_members(const PinnedRows& rows, const Uuid& tenant) {
    std::vector<MemberRow> members;
    const auto prefix = Key::of(tenant, 'm');
    rows.scan(ProjectionId::businesses, prefix, end_of_prefix(prefix),
              [&members](std::string_view, std::string_view value) {
                  members.push_back(decode_row<MemberRow>(value));
                  return true;
              });
    return members;
}

std::optional<CustomerRow> find_customer(const PinnedRows& rows, const Uuid& tenant, const Uuid& id) {
    auto row = find_row<CustomerRow>(rows, ProjectionId::customers, Key::of(tenant, 'r', id));
    if (!row) return std::nullopt;
    const auto balances = Key::of(tenant, 'b', id);
    rows.scan(ProjectionId::customers, balances, end_of_prefix(balances),
              [&](std::string_view, std::string_view value) {
                  row->balances.push_back(decode_row<CustomerRow::Balance>(value));
                  return true;
              });
    return row;
}

Slice<CustomerRow> list_customers(const PinnedRows& rows, const Uuid& tenant, const Page& page) {
    return newest_first<CustomerRow>(rows, ProjectionId::customers, Key(tenant, 'c'), page, [&](const Uuid& id) {
        auto row = find_customer(rows, tenant, id);
        if (!row) throw RowFault("customers: an index names a row that is not there");
        return row;
    });
}

Statement read_statement(const PinnedRows& rows, const Uuid& tenant, const StatementQuery& query) {
    Statement statement;
    Key prefix(tenant, 's');
    prefix.with(query.customer).with_byte(static_cast<std::uint8_t>(query.currency));
    Key until(prefix);
    if (query.to) until.with(domain::Date{query.to->days + 1});
    rows.scan(ProjectionId::customers, prefix, query.to ? until : end_of_prefix(prefix),
              [&](std::string_view, std::string_view value) {
                  auto row = decode_row<StatementRow>(value);
                  if (query.from && row.effective_on < *query.from) {
                      statement.opening_balance += row.amount;
                      return true;
                  }
                  statement.is_whole = statement.movements.size() < query.limit;
                  if (statement.is_whole) statement.movements.push_back(std::move(row));
                  return statement.is_whole;
              });
    return statement;
}

}  // namespace suoledger::projections
