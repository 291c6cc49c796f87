// SPDX-License-Identifier: Apache-2.0
// A session lock, and the session it lives in.
#include <optional>
#include <utility>

#include "adapters/kafka/publisher_turn.hpp"
#include "eventstore/postgres/connection.hpp"

namespace suoledger::adapters {
namespace {

/// Numbers that nothing else in the database locks; before them are those of migrations and partitions.
constexpr std::int64_t first_lock = 5461203842718;
constexpr const char* try_lock_sql = "SELECT pg_try_advisory_lock($1)::int";

class PostgresTurn final : public PublisherTurn {
public:
    PostgresTurn(std::string database_url, PublisherWork work)
        : database_url_(std::move(database_url)), lock_(first_lock + static_cast<std::int64_t>(work)) {}

    bool take() override {
        if (connection_ && !connection_->is_alive()) connection_.reset();
        if (connection_) return true;
        connection_.emplace(database_url_, "suoledger-publisher");
        if (connection_->execute(try_lock_sql, eventstore::PgParameters{}.add(lock_)).number(0, 0) != 1)
            connection_.reset();
        return connection_.has_value();
    }
    void give_back() noexcept override { connection_.reset(); }

private:
    const std::string database_url_;
    const std::int64_t lock_;
    std::optional<eventstore::PgConnection> connection_;  // none: it is another's turn
};

}  // namespace

std::unique_ptr<PublisherTurn> make_postgres_turn(std::string database_url, PublisherWork work) {
    return std::make_unique<PostgresTurn>(std::move(database_url), work);
}

}  // namespace suoledger::adapters
