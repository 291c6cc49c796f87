// SPDX-License-Identifier: Apache-2.0
// Our reference to a provider says whose a charge is and which payment it is of; nothing else is taken for one.
#include <gtest/gtest.h>

#include <cctype>

#include "domain/provider_reference.hpp"
#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;

namespace {

const Uuid tenant = parse_uuid("0190a3b4-0000-7000-8000-0000000000ab").value();
const Uuid payment = parse_uuid("fedcba98-7654-8321-8fed-cba987654321").value();

TEST(ProviderReference, IsTenantAndPaymentInLowerCaseHexadecimal) {
    EXPECT_EQ(provider_reference(tenant, payment),
              "sl-0190a3b40000700080000000000000ab-fedcba98765483218fedcba987654321");
}

TEST(ProviderReference, IsReadAsItWasWritten) {
    for (int number = 0; number < 500; ++number) {
        const Uuid of = id(number * 7919), to = id(number * 104'729);
        EXPECT_EQ(parse_provider_reference(provider_reference(of, to)), (ProviderReference{of, to}));
    }
}

TEST(ProviderReference, IsNothingThatWeDoNotWrite) {
    const std::string good = provider_reference(tenant, payment);
    ASSERT_TRUE(parse_provider_reference(good));
    EXPECT_FALSE(parse_provider_reference(""));
    EXPECT_FALSE(parse_provider_reference("INVPAY-7f3a"));
    EXPECT_FALSE(parse_provider_reference(good + "0"));
    EXPECT_FALSE(parse_provider_reference(good.substr(0, good.size() - 1)));
    EXPECT_FALSE(parse_provider_reference("sl-" + to_string(tenant) + "-" + to_string(payment)));
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (const char other : {'g', 'A', '-', ' ', '\0'}) {
            std::string changed = good;
            changed[at] = other;
            const bool is_same = changed == good;
            EXPECT_EQ(parse_provider_reference(changed).has_value(), is_same) << at << ' ' << other;
        }
    }
}

}  // namespace
