// SPDX-License-Identifier: Apache-2.0
// A business with customers in any store, and the commands that measurements send it.
#pragma once

#include <string>
#include <vector>

#include "eventstore/event_store.hpp"
#include "eventstore/key_vault.hpp"

namespace suoledger::parts {

struct SampleLedger {
    domain::Uuid tenant;
    std::string api_key;  // of the business, with every scope
    std::vector<domain::Uuid> customers;
};

/// Throws std::runtime_error with what the store said when a command is not appended.
SampleLedger make_sample_ledger(eventstore::EventStore& store, eventstore::KeyVault& vault, std::size_t customers);

/// Keys of the same text are the same command.
eventstore::Submission submission_of(const domain::Uuid& tenant, domain::Command command, const std::string& key);
domain::IssueInvoice invoice_for(const domain::Uuid& customer);
/// Waits until it is durable. Throws std::runtime_error when it is not appended.
eventstore::AppendedReply append(eventstore::EventStore& store, eventstore::Submission submission);
/// Submits that many invoices, that many at once, and returns when all are durable.
void append_invoices(eventstore::EventStore& store, const SampleLedger& ledger, std::size_t count, std::size_t at_once,
                     const std::string& key_prefix);
eventstore::KekRing sample_ring();

}  // namespace suoledger::parts
