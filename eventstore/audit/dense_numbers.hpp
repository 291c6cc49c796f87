// SPDX-License-Identifier: Apache-2.0
// Where every business, stream and legal series stood after the events seen so far.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "eventstore/audit/finding.hpp"
#include "eventstore/recorded_event.hpp"

namespace suoledger::eventstore {

/// Memory grows with the number of streams (about 60 bytes each), not with that of events: nothing less can tell a
/// version that is missing from one that is yet to come. Ten million streams take about 600 MB.
class DenseNumbers {
public:
    /// Numbers begin with 1 in a log that is shown from its start; else with whatever comes first.
    explicit DenseNumbers(bool from_the_start);
    ~DenseNumbers();
    DenseNumbers(const DenseNumbers&) = delete;
    DenseNumbers& operator=(const DenseNumbers&) = delete;

    /// In position order. The first number of the event that does not follow the one before.
    std::optional<Finding> take(const RecordedEvent& event);
    /// The newest tenant_sequence; 0 of a business that was not seen.
    [[nodiscard]] std::int64_t tenant_sequence(const domain::Uuid& tenant) const;

private:
    struct Tables;
    const bool from_the_start_;
    std::unique_ptr<Tables> tables_;
};

}  // namespace suoledger::eventstore
