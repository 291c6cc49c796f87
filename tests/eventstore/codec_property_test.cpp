// SPDX-License-Identifier: Apache-2.0
// decode(encode(e)) = e for random events of every type.
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "tests/eventstore/event_samples.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

TEST(Codec, ReadsBackWhateverItWrote) {
    const char* given = std::getenv("SUOLEDGER_SEED");
    const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    std::printf("SUOLEDGER_SEED=%llu\n", static_cast<unsigned long long>(seed));
    std::mt19937_64 random(seed);
    const SampleKeys keys;
    const auto find_key = keys.finder();
    std::set<std::size_t> types;
    for (int round = 0; round < 2000; ++round) {
        const auto event = new_event(random_event(random));
        types.insert(event.event.index());
        const auto encoded = encode(event, sample_event_id, find_key);
        const auto decoded = decode(encoded.event_type, encoded.schema_version, encoded.payload, event.stream.tenant,
                                    sample_event_id, &find_key);
        ASSERT_EQ(encode_open(event).payload,
                  open_payload(encoded.payload, event.stream.tenant, sample_event_id, find_key))
            << "what is shown before it is stored is what is shown afterwards";
        ASSERT_TRUE(decoded == event.event) << "round " << round << ": " << encoded.payload;
    }
    EXPECT_EQ(types.size(), std::variant_size_v<domain::AnyEvent>);
}

}  // namespace
