// SPDX-License-Identifier: Apache-2.0
#include "adapters/cli/audit_progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <string>

namespace suoledger::adapters {

AuditProgress::AuditProgress(std::int64_t total) : total_(total), on_terminal_(::isatty(STDERR_FILENO) != 0) {}

AuditProgress::~AuditProgress() {
    if (on_terminal_ && has_shown_) {
        fmt::print(stderr, "\n");
    }
}

void AuditProgress::reached(std::int64_t position) {
    const Clock::time_point now = Clock::now();
    // A log file is not to be filled with lines of progress.
    if (now - shown_ < (on_terminal_ ? std::chrono::seconds(1) : std::chrono::seconds(10))) {
        return;
    }
    shown_ = now;
    has_shown_ = true;
    const auto seconds = std::chrono::duration<double>(now - began_).count();
    const double rate = static_cast<double>(position) / seconds;
    std::string text = fmt::format("position {}, {:.0f} events/s", position, rate);
    if (total_ > 0) {
        text += fmt::format(", {:.0f} s left", static_cast<double>(total_ - position) / rate);
    }
    fmt::print(stderr, "{}{}{}", on_terminal_ ? "\r" : "", text, on_terminal_ ? "   " : "\n");
}

}  // namespace suoledger::adapters
