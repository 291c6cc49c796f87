// SPDX-License-Identifier: Apache-2.0
// The in-memory metrics.
#include "eventstore/metrics.hpp"

namespace suoledger::eventstore {

namespace {

std::string series_of(std::string_view name, Labels labels) {
    std::string series{name};
    if (labels.size() == 0) return series;
    char separator = '{';
    for (const auto& [label, value] : labels) {
        series += separator;
        series.append(label).append("=\"").append(value).append("\"");
        separator = ',';
    }
    return series + '}';
}

}  // namespace

void MemoryMetrics::add(std::string_view counter, double by, Labels labels) {
    const std::lock_guard lock{mutex_};
    values_[series_of(counter, labels)] += by;
}

void MemoryMetrics::set(std::string_view gauge, double value, Labels labels) {
    const std::lock_guard lock{mutex_};
    values_[series_of(gauge, labels)] = value;
}

void MemoryMetrics::observe(std::string_view histogram, double, Labels labels) {
    const std::lock_guard lock{mutex_};
    values_[series_of(histogram, labels)] += 1;
}

double MemoryMetrics::value(const std::string& series) const {
    const std::lock_guard lock{mutex_};
    const auto found = values_.find(series);
    return found == values_.end() ? 0 : found->second;
}

}  // namespace suoledger::eventstore
