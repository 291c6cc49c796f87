// SPDX-License-Identifier: Apache-2.0
// How many invoices of one page one core renders, how large they are, and whether memory grows over many of them.
#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "adapters/pdf/libharu_renderer.hpp"
#include "tests/adapters/documents/sample_documents.hpp"

namespace {

using namespace suoledger;

double processor_seconds() {
    timespec used{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

double resident_mb() {
    long all = 0, resident = 0;
    std::ifstream("/proc/self/statm") >> all >> resident;
    return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

struct Quarter {
    double most_mb = 0;
};

int measure(int count) {
    adapters::LibharuRenderer renderer;
    auto content = tests::sample_invoice(5);
    const auto largest = renderer.render(content).size();
    Quarter quarters[4];
    const auto begun = processor_seconds();
    for (int i = 0; i < count; ++i) {
        content.number = fmt::format("INV-{:06}", i);
        const auto bytes = renderer.render(content);
        if (bytes.size() > largest + 1024) return 1;
        if (i % 50 == 0) {
            auto& quarter = quarters[static_cast<long>(i) * 4 / count];
            quarter.most_mb = std::max(quarter.most_mb, resident_mb());
        }
    }
    const auto took = processor_seconds() - begun;
    fmt::print(
        "{{\"documents\": {}, \"per_core_second\": {:.1f}, \"bytes\": {}, \"second_quarter_mb\": {:.2f}, "
        "\"last_quarter_mb\": {:.2f}}}\n",
        count, count / took, largest, quarters[1].most_mb, quarters[3].most_mb);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const auto count = argc == 2 ? std::atoi(argv[1]) : 0;
    if (count < 200) {
        fmt::print(stderr, "usage: documents_benchmark COUNT (at least 200)\n");
        return 64;
    }
    return measure(count);
}
