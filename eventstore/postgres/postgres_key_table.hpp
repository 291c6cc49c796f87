// SPDX-License-Identifier: Apache-2.0
// The tables of wrapped keys, changed over a connection of their own so that no append waits behind it.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "eventstore/key_vault.hpp"
#include "eventstore/postgres/connection.hpp"

namespace suoledger::eventstore {

/// Thread-safe.
class PostgresKeyTable final : public WrappedKeyTable {
public:
    explicit PostgresKeyTable(std::string database_url) : database_url_(std::move(database_url)) {}

    std::size_t rewrap_below(std::int64_t epoch, std::size_t limit, const Rewrap& rewrap) override;
    std::int64_t count_up_to(std::int64_t epoch) override;
    std::vector<WrappedKey> present(const std::vector<std::pair<domain::Uuid, domain::Uuid>>& keys) override;
    void erase(const WrappedKey& key) override;

private:
    PgConnection& connection();  // under the mutex
    std::size_t rewrap_subjects(std::int64_t epoch, std::size_t limit, const Rewrap& rewrap);
    std::size_t rewrap_services(std::int64_t epoch, std::size_t limit, const Rewrap& rewrap);

    const std::string database_url_;
    std::mutex mutex_;
    std::unique_ptr<PgConnection> connection_;
};

/// A row of key_class, subject_type, subject_id, kek_epoch, wrapped from `column` on.
WrappedKey wrapped_key_in(const PgResult& rows, int row, int column, const domain::Uuid& tenant,
                          const domain::Uuid& key_id);

}  // namespace suoledger::eventstore
