// SPDX-License-Identifier: Apache-2.0
// Text forms of identifiers.
#include <gtest/gtest.h>

#include <random>

#include "domain/uuid.hpp"

using namespace suoledger::domain;

namespace {

constexpr std::string_view known_uuid = "01890a5d-ac96-774b-bcce-b302099a8057";
constexpr std::string_view known_type_id = "inv_01h455vb4pex5vsknk084sn02q";

TEST(TypeId, SpellsTheKnownVector) {
    const auto uuid = parse_uuid(known_uuid);
    ASSERT_TRUE(uuid);
    EXPECT_EQ(to_type_id(invoice_prefix, *uuid), known_type_id);
    EXPECT_EQ(to_string(*uuid), known_uuid);
}

TEST(TypeId, ReadsTheKnownVectorInEitherCase) {
    EXPECT_EQ(parse_type_id("inv", known_type_id), parse_uuid(known_uuid));
    EXPECT_EQ(parse_type_id("inv", "INV_01H455VB4PEX5VSKNK084SN02Q"), parse_uuid(known_uuid));
}

TEST(TypeId, SpellsTheSmallestAndTheLargestUuid) {
    Uuid largest;
    largest.bytes.fill(0xFF);
    EXPECT_EQ(to_type_id("cus", Uuid{}), "cus_00000000000000000000000000");
    EXPECT_EQ(to_type_id("cus", largest), "cus_7zzzzzzzzzzzzzzzzzzzzzzzzz");
    EXPECT_EQ(parse_type_id("cus", "cus_7zzzzzzzzzzzzzzzzzzzzzzzzz"), largest);
}

TEST(TypeId, RefusesWhatIsNoIdOfThatPrefix) {
    for (const std::string_view text :
         {"", "inv", "inv_", "pay_01h455vb4pex5vsknk084sn02q", "inv-01h455vb4pex5vsknk084sn02q",
          "inv_01h455vb4pex5vsknk084sn02", "inv_01h455vb4pex5vsknk084sn02qq", "inv_81h455vb4pex5vsknk084sn02q",
          "inv_01h455vb4pex5vsknk084sn02u", "inv_01h455vb4pex5vsknk084sn0lq", "01h455vb4pex5vsknk084sn02q"})
        EXPECT_FALSE(parse_type_id("inv", text)) << text;
}

TEST(Uuid, ReadsOnlyTheCanonicalForm) {
    EXPECT_TRUE(parse_uuid("01890A5D-AC96-774B-BCCE-B302099A8057"));
    for (const std::string_view text : {"", "01890a5dac96774bbcceb302099a8057", "01890a5d-ac96-774b-bcce-b302099a805",
                                        "01890a5d-ac96-774b-bcce-b302099a80577", "01890a5d-ac96-774b-bcce_b302099a8057",
                                        "g1890a5d-ac96-774b-bcce-b302099a8057", "{1890a5d-ac96-774b-bcce-b302099a805}"})
        EXPECT_FALSE(parse_uuid(text)) << text;
}

TEST(Uuid, EveryTextFormReadsBackToTheSameUuid) {
    std::mt19937_64 random(7);
    for (int round = 0; round < 1000; ++round) {
        Uuid uuid;
        for (auto& byte : uuid.bytes) byte = static_cast<std::uint8_t>(random());
        EXPECT_EQ(parse_uuid(to_string(uuid)), uuid);
        EXPECT_EQ(parse_type_id("pay", to_type_id("pay", uuid)), uuid);
    }
}

}  // namespace
