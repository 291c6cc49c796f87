// SPDX-License-Identifier: Apache-2.0
// A log as long as asked for: dense in every number, its leaf hashes real, its payloads nothing that a codec reads.
#pragma once

#include <cstdint>
#include <vector>

#include "adapters/kafka/log_record.hpp"
#include "eventstore/recorded_event.hpp"

namespace suoledger::tests {

inline constexpr std::string_view payload_of_a_naira_invoice = R"({"note":"₦5,000 – ọjà","lines":[ 1,  2 ]})";

/// Two businesses; invoices, payments, customers and the business itself, in turn.
std::vector<eventstore::RecordedEvent> sample_log(std::int64_t count);

/// Of that number; the same number has the same id.
adapters::LogEpoch sample_epoch(std::int64_t number = 1);

}  // namespace suoledger::tests
