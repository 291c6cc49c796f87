// SPDX-License-Identifier: Apache-2.0
// Percentiles by nearest rank.
#include "benchmarks/load/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace suoledger::load {

std::string Spans::json() {
    std::ranges::sort(spans_);
    const auto at = [this](double share) {
        if (spans_.empty()) return 0.0;
        const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(spans_.size())));
        return std::chrono::duration<double, std::milli>(spans_[std::max<std::size_t>(rank, 1) - 1]).count();
    };
    return fmt::format(R"({{"count":{},"p50_ms":{:.4f},"p99_ms":{:.4f},"p999_ms":{:.4f},"max_ms":{:.4f}}})",
                       spans_.size(), at(0.5), at(0.99), at(0.999), at(1));
}

}  // namespace suoledger::load
