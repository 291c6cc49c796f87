// SPDX-License-Identifier: Apache-2.0
// With the allocator that the program has, in a program of its own: under sanitizers there is another one.
#include "adapters/process/allocator.hpp"

#include <cstddef>
#include <cstring>
#include <memory>
#include <vector>

#include <gperftools/malloc_extension_c.h>
#include <gtest/gtest.h>

using namespace suoledger::adapters;

namespace {

constexpr std::size_t piece = std::size_t{256} << 10, pieces = 400, mib = std::size_t{1} << 20;

std::size_t held() {
    std::size_t bytes = 0;
    EXPECT_NE(MallocExtension_GetNumericProperty("generic.total_physical_bytes", &bytes), 0);
    return bytes;
}

/// 100 MiB in pieces, of which every fourth is still used.
std::vector<std::unique_ptr<char[]>> used_and_freed() {
    std::vector<std::unique_ptr<char[]>> memory;
    for (std::size_t i = 0; i < pieces; ++i) {
        memory.push_back(std::make_unique_for_overwrite<char[]>(piece));
        std::memset(memory.back().get(), static_cast<int>(i % 100), piece);
    }
    for (std::size_t i = 0; i < pieces; ++i)
        if (i % 4 != 0) memory[i].reset();
    return memory;
}

TEST(Allocator, GivesBackWhatIsFreeBeyondABoundAndNothingThatIsUsed) {
    give_back_memory();
    const auto used = used_and_freed();
    const auto before = held();
    ASSERT_GT(before, 90 * mib);
    give_back_memory_beyond(before);
    EXPECT_EQ(held(), before) << "nothing is held beyond it";
    give_back_memory_beyond(before - 20 * mib);
    EXPECT_LE(held(), before - 20 * mib);
    EXPECT_GT(held(), before - 40 * mib) << "what is free below the bound is kept for whoever asks next";
    give_back_memory_beyond(0);
    EXPECT_LT(held(), 40 * mib);
    for (std::size_t i = 0; i < pieces; i += 4) ASSERT_EQ(used[i][piece - 1], static_cast<char>(i % 100));
}

TEST(Allocator, GivesBackAllThatIsFree) {
    const auto used = used_and_freed();
    give_back_memory();
    EXPECT_LT(held(), 40 * mib);
}

}  // namespace
