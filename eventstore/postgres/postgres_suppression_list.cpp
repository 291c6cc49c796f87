// SPDX-License-Identifier: Apache-2.0
// Statements on suoledger.suppressed_address.
#include "eventstore/postgres/postgres_suppression_list.hpp"

namespace suoledger::eventstore {
namespace {

std::string_view text_of(const AddressIndex& index) {
    return {reinterpret_cast<const char*>(index.data()), index.size()};
}

}  // namespace

bool PostgresSuppressionList::contains(const domain::Uuid& tenant, const AddressIndex& index) {
    PgParameters parameters;
    parameters.add(tenant).add_bytes(text_of(index));
    const PgResult rows = pool_.execute(
        "SELECT 1 FROM suoledger.suppressed_address WHERE tenant_id = $1 AND address_index = $2", parameters);
    return rows.rows() > 0;
}

void PostgresSuppressionList::add(const SuppressedAddress& address) {
    PgParameters parameters;
    parameters.add(address.tenant).add_bytes(text_of(address.index)).add(std::string_view(address.reason));
    parameters.add(address.since);
    static_cast<void>(
        pool_.execute("INSERT INTO suoledger.suppressed_address (tenant_id, address_index, reason, suppressed_at) "
                      "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                      parameters));
}

}  // namespace suoledger::eventstore
