// SPDX-License-Identifier: Apache-2.0
// Two businesses whose events lie between one another, and the independent verifier.
#pragma once

#include <string>
#include <vector>

#include "eventstore/merkle/merkle_log.hpp"
#include "tests/http/small_service.hpp"

namespace suoledger::http::test {

class AuditedService : public SmallService {
public:
    /// Each issues `rounds` invoices, in turns.
    explicit AuditedService(int rounds = 6);

    std::vector<eventstore::RecordedEvent> all_events();
    std::vector<eventstore::RecordedEvent> own_events();
    /// The root of the first `size` leaves, by the definition.
    eventstore::Hash root_of(std::int64_t size);
    /// The checkpoint that a signed note holds, verified.
    eventstore::Checkpoint opened(const std::string& note);

    Principal other, operators;
    std::string own_invoice, other_invoice;
};

struct Verdict {
    int code = 0;
    std::string output;
};
/// Runs tests/audit/verify.py on a file with that content, trusting the service's keys.
Verdict verify(AuditedService& service, const std::string& name, const std::string& content,
               const std::string& more_arguments = {});

}  // namespace suoledger::http::test
