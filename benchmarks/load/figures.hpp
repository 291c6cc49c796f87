// SPDX-License-Identifier: Apache-2.0
// Spans of time and what is said of them: exact percentiles of all samples.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace suoledger::load {

class Spans {
public:
    void add(std::chrono::nanoseconds span) { spans_.push_back(span); }
    /// {"count":…,"p50_ms":…,"p99_ms":…,"p999_ms":…,"max_ms":…}; sorts.
    std::string json();

private:
    std::vector<std::chrono::nanoseconds> spans_;
};

}  // namespace suoledger::load
