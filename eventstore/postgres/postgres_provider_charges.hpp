// SPDX-License-Identifier: Apache-2.0
// A provider's list in PostgreSQL.
#pragma once

#include "eventstore/postgres/postgres_store.hpp"
#include "eventstore/provider_charges.hpp"

namespace suoledger::eventstore {

class PostgresProviderCharges final : public ProviderCharges {
public:
    explicit PostgresProviderCharges(ReadPool& pool) : pool_(pool) {}
    bool put(const Lease& lease, std::span<const ProviderChargeRow> rows) override;
    bool put_returns(const Lease& lease, std::span<const ProviderReturnRow> rows) override;
    bool forget(const Lease& lease, const std::string& provider,
                std::span<const std::string> provider_payment_ids) override;
    std::vector<ProviderChargeRow> list(const ProviderChargeQuery& query) override;

private:
    ReadPool& pool_;
};

}  // namespace suoledger::eventstore
