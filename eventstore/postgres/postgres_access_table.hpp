// SPDX-License-Identifier: Apache-2.0
// The access log's table in PostgreSQL.
#pragma once

#include "eventstore/access_log.hpp"
#include "eventstore/postgres/postgres_store.hpp"

namespace suoledger::eventstore {

class PostgresAccessTable final : public AccessTable {
public:
    explicit PostgresAccessTable(ReadPool& pool) : pool_(pool) {}
    void add(std::span<const AccessCount> counts) override;
    std::vector<AccessRow> read(const AccessQuery& query) override;
    void forget_before(domain::Timestamp hour) override;

private:
    ReadPool& pool_;
};

}  // namespace suoledger::eventstore
