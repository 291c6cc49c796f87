// SPDX-License-Identifier: Apache-2.0
// How far a long look through the log has come, on standard error.
#pragma once

#include <chrono>
#include <cstdint>

namespace suoledger::adapters {

/// On a terminal one line that changes, elsewhere a line now and then.
class AuditProgress {
public:
    /// `total` positions; 0: not known.
    explicit AuditProgress(std::int64_t total);
    ~AuditProgress();
    AuditProgress(const AuditProgress&) = delete;
    AuditProgress& operator=(const AuditProgress&) = delete;

    void reached(std::int64_t position);

private:
    using Clock = std::chrono::steady_clock;
    const std::int64_t total_;
    const bool on_terminal_;
    const Clock::time_point began_ = Clock::now();
    Clock::time_point shown_ = began_;
    bool has_shown_ = false;
};

}  // namespace suoledger::adapters
