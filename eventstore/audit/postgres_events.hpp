// SPDX-License-Identifier: Apache-2.0
// A database as an auditor reads it: nothing in it is believed, nothing is written.
#pragma once

#include <string>

#include "eventstore/audit/audit.hpp"
#include "eventstore/postgres/postgres_store.hpp"

namespace suoledger::eventstore {

/// Throws StoreUnavailable.
LogFacts log_facts(ReadPool& pool);
std::vector<domain::Uuid> stored_keys_among(ReadPool& pool, const std::vector<domain::Uuid>& ids);

/// Whatever the event table holds up to a position; rows that no table of ours could hold are UnreadableEvents.
class PostgresEvents final : public EventSource {
public:
    /// The pool outlives it.
    PostgresEvents(ReadPool& pool, std::int64_t until) : pool_(pool), until_(until) {}
    std::vector<RecordedEvent> next() override;

private:
    ReadPool& pool_;
    const std::int64_t until_;
    std::int64_t reached_ = INT64_MIN;
    int shown_there_ = 0;  // rows at that position
};

}  // namespace suoledger::eventstore
