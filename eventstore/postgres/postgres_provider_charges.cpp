// SPDX-License-Identifier: Apache-2.0
// Statements on suoledger.provider_charge and provider_return. None asks for the log head.
#include "eventstore/postgres/postgres_provider_charges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "eventstore/postgres/postgres_timed_work.hpp"

namespace suoledger::eventstore {
namespace {

/// Rows of one statement: none holds a connection for long.
constexpr std::size_t rows_at_a_time = 1000;
/// Lists are read in portions, so that a month of a busy platform fits within a statement's time.
constexpr std::int64_t rows_per_read = 5000;

/// PgParameters has no boolean: a number that the statement compares with 1.
std::int64_t number_of(bool flag) { return flag ? 1 : 0; }

/// The statement's last part is `SELECT count(*) FROM held`, as a row: none where another one holds the lease.
bool wrote(const PgResult& result) { return result.number(0, 0) == 1; }

const std::string& put_sql() {
    static const std::string sql =
        std::string(with_lease_held) +
        ", written AS (INSERT INTO suoledger.provider_charge AS kept (provider, provider_payment_id, reference, "
        "tenant_id, status, currency, amount, fee, channel, livemode, at, listed_at) "
        "SELECT c.provider, c.id, c.reference, c.tenant, c.status, c.currency, c.amount, c.fee, c.channel, "
        "c.livemode = 1, c.at, c.listed_at FROM held, "
        "unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) AS c (provider, id, reference, tenant, status, "
        "currency, amount, fee, channel, livemode, at, listed_at) "
        "ON CONFLICT (provider, provider_payment_id) DO UPDATE SET reference = EXCLUDED.reference, "
        "tenant_id = EXCLUDED.tenant_id, status = EXCLUDED.status, currency = EXCLUDED.currency, "
        "amount = EXCLUDED.amount, fee = EXCLUDED.fee, channel = EXCLUDED.channel, livemode = EXCLUDED.livemode, "
        "at = EXCLUDED.at, listed_at = EXCLUDED.listed_at) SELECT count(*) FROM held";
    return sql;
}

const std::string& put_returns_sql() {
    static const std::string sql =
        std::string(with_lease_held) +
        ", written AS (INSERT INTO suoledger.provider_return AS kept (provider, kind, provider_return_id, reference, "
        "took, amount, listed_at) SELECT r.provider, r.kind, r.id, r.reference, r.took = 1, r.amount, r.listed_at "
        "FROM held, unnest($3, $4, $5, $6, $7, $8, $9) AS r (provider, kind, id, reference, took, amount, listed_at) "
        "ON CONFLICT (provider, kind, provider_return_id) DO UPDATE SET reference = EXCLUDED.reference, "
        "took = EXCLUDED.took, amount = EXCLUDED.amount, listed_at = EXCLUDED.listed_at) SELECT count(*) FROM held";
    return sql;
}

/// The shapes of a query; text is built from constants only.
std::string list_sql(const ProviderChargeQuery& query) {
    std::string where = "c.provider = $1 AND (c.at, c.provider_payment_id) > ($2, $3)";
    int next = 5;
    if (query.tenant) where += fmt::format(" AND c.tenant_id = ${}", next++);
    if (query.from) where += fmt::format(" AND c.at >= ${}", next++);
    if (query.until) where += fmt::format(" AND c.at < ${}", next++);
    if (query.listed_before) where += fmt::format(" AND c.listed_at < ${}", next++);
    if (query.reference) where += fmt::format(" AND c.reference = ${}", next++);
    return fmt::format(
        "SELECT c.provider_payment_id, c.reference, c.tenant_id, c.status, c.currency, c.amount, c.fee, c.channel, "
        "c.livemode::int, c.at, c.listed_at, coalesce(r.refunded, 0)::bigint, coalesce(r.disputed, 0)::bigint "
        "FROM suoledger.provider_charge c LEFT JOIN LATERAL (SELECT sum(amount) FILTER (WHERE kind = 'refund') AS "
        "refunded, sum(amount) FILTER (WHERE kind = 'dispute') AS disputed FROM suoledger.provider_return b "
        "WHERE b.provider = c.provider AND b.reference = c.reference AND b.took) r ON true "
        "WHERE {} ORDER BY c.at, c.provider_payment_id LIMIT $4",
        where);
}

ProviderChargeRow row_in(const std::string& provider, const PgResult& found, int i) {
    const auto status = domain::parse_listed_status(found.bytes(i, 3));
    const auto currency = domain::parse_currency(found.bytes(i, 4));
    if (!status || !currency) throw std::runtime_error("a provider's charge is kept in words that are not ours");
    ProviderChargeRow row;
    row.provider = provider;
    row.charge = {.provider_payment_id = std::string(found.bytes(i, 0)),
                  .reference = std::string(found.bytes(i, 1)),
                  .status = *status,
                  .amount = {found.number(i, 5), *currency},
                  .fee = found.number(i, 6),
                  .refunded = found.number(i, 11),
                  .charged_back = found.number(i, 12),
                  .at = found.instant(i, 9),
                  .listed_at = found.instant(i, 10)};
    if (!found.is_null(i, 2)) row.tenant = found.uuid(i, 2);
    row.channel = found.bytes(i, 7);
    row.livemode = found.number(i, 8) == 1;
    return row;
}

/// In portions, each for itself fenced.
template <class Row, class Write>
bool in_portions(std::span<const Row> rows, const Write& write) {
    for (std::size_t first = 0; first < rows.size(); first += rows_at_a_time)
        if (!write(rows.subspan(first, std::min(rows_at_a_time, rows.size() - first)))) return false;
    return true;
}

/// One statement may not touch a row twice: the last one counts.
template <class Row, class Key>
std::vector<const Row*> distinct(std::span<const Row> rows, const Key& key_of) {
    std::map<std::string, const Row*> last;
    for (const Row& row : rows) last[key_of(row)] = &row;
    std::vector<const Row*> result;
    for (const auto& [key, row] : last) result.push_back(row);
    return result;
}

PgParameters held_by(const Lease& lease) {
    PgParameters parameters;
    parameters.add(std::string_view(lease.name)).add(lease.token);
    return parameters;
}

bool put_portion(ReadPool& pool, const Lease& lease, std::span<const ProviderChargeRow> rows) {
    PgArray providers(PgType::text), ids(PgType::text), references(PgType::text), tenants(PgType::uuid),
        statuses(PgType::text), currencies(PgType::text), amounts(PgType::int8), fees(PgType::int8),
        channels(PgType::text), livemodes(PgType::int8), times(PgType::timestamptz), listed(PgType::timestamptz);
    const auto key_of = [](const ProviderChargeRow& row) {
        return row.provider + '/' + row.charge.provider_payment_id;
    };
    for (const ProviderChargeRow* row : distinct(rows, key_of)) {
        providers.add(std::string_view(row->provider));
        ids.add(std::string_view(row->charge.provider_payment_id));
        references.add(std::string_view(row->charge.reference));
        if (row->tenant)
            tenants.add(*row->tenant);
        else
            tenants.add_null();
        statuses.add(domain::to_string(row->charge.status));
        currencies.add(domain::to_string(row->charge.amount.currency));
        amounts.add(row->charge.amount.minor_units);
        fees.add(row->charge.fee);
        channels.add(std::string_view(row->channel));
        livemodes.add(number_of(row->livemode));
        times.add(row->charge.at);
        listed.add(row->charge.listed_at);
    }
    PgParameters parameters = held_by(lease);
    for (const PgArray* column : {&providers, &ids, &references, &tenants, &statuses, &currencies, &amounts, &fees,
                                  &channels, &livemodes, &times, &listed})
        parameters.add(*column);
    return wrote(pool.execute(put_sql(), parameters));
}

bool put_returns_portion(ReadPool& pool, const Lease& lease, std::span<const ProviderReturnRow> rows) {
    PgArray providers(PgType::text), kinds(PgType::text), ids(PgType::text), references(PgType::text),
        took(PgType::int8), amounts(PgType::int8), listed(PgType::timestamptz);
    const auto key_of = [](const ProviderReturnRow& row) {
        return row.provider + '/' + std::string(to_string(row.kind)) + '/' + row.provider_return_id;
    };
    for (const ProviderReturnRow* row : distinct(rows, key_of)) {
        providers.add(std::string_view(row->provider));
        kinds.add(to_string(row->kind));
        ids.add(std::string_view(row->provider_return_id));
        references.add(std::string_view(row->reference));
        took.add(number_of(row->took));
        amounts.add(row->amount);
        listed.add(row->listed_at);
    }
    PgParameters parameters = held_by(lease);
    for (const PgArray* column : {&providers, &kinds, &ids, &references, &took, &amounts, &listed})
        parameters.add(*column);
    return wrote(pool.execute(put_returns_sql(), parameters));
}

}  // namespace

bool PostgresProviderCharges::put(const Lease& lease, std::span<const ProviderChargeRow> rows) {
    return in_portions(rows, [&](auto portion) { return put_portion(pool_, lease, portion); });
}

bool PostgresProviderCharges::put_returns(const Lease& lease, std::span<const ProviderReturnRow> rows) {
    return in_portions(rows, [&](auto portion) { return put_returns_portion(pool_, lease, portion); });
}

bool PostgresProviderCharges::forget(const Lease& lease, const std::string& provider,
                                     std::span<const std::string> provider_payment_ids) {
    static const std::string sql =
        std::string(with_lease_held) +
        ", gone AS (DELETE FROM suoledger.provider_charge c USING held WHERE c.provider = $3 AND "
        "c.provider_payment_id = ANY ($4)) SELECT count(*) FROM held";
    PgArray ids(PgType::text);
    for (const std::string& id : provider_payment_ids) ids.add(std::string_view(id));
    return wrote(pool_.execute(sql, held_by(lease).add(std::string_view(provider)).add(ids)));
}

std::vector<ProviderChargeRow> PostgresProviderCharges::list(const ProviderChargeQuery& query) {
    std::vector<ProviderChargeRow> rows;
    while (true) {
        const domain::Timestamp after = rows.empty() ? domain::Timestamp{0} : rows.back().charge.at;
        const std::string after_id = rows.empty() ? "" : rows.back().charge.provider_payment_id;
        PgParameters parameters;
        parameters.add(std::string_view(query.provider)).add(after).add(std::string_view(after_id)).add(rows_per_read);
        if (query.tenant) parameters.add(*query.tenant);
        if (query.from) parameters.add(*query.from);
        if (query.until) parameters.add(*query.until);
        if (query.listed_before) parameters.add(*query.listed_before);
        if (query.reference) parameters.add(std::string_view(*query.reference));
        const PgResult found = pool_.execute(list_sql(query), parameters);
        for (int i = 0; i < found.rows(); ++i) rows.push_back(row_in(query.provider, found, i));
        if (found.rows() < rows_per_read) return rows;
    }
}

}  // namespace suoledger::eventstore
