// SPDX-License-Identifier: Apache-2.0
// The suppression list in PostgreSQL.
#pragma once

#include "eventstore/postgres/postgres_store.hpp"
#include "eventstore/suppression.hpp"

namespace suoledger::eventstore {

class PostgresSuppressionList final : public SuppressionList {
public:
    /// The pool outlives it.
    explicit PostgresSuppressionList(ReadPool& pool) : pool_(pool) {}

    bool contains(const domain::Uuid& tenant, const AddressIndex& index) override;
    void add(const SuppressedAddress& address) override;

private:
    ReadPool& pool_;
};

}  // namespace suoledger::eventstore
