// SPDX-License-Identifier: Apache-2.0
// What every list of suppressed addresses must do, run on the one in memory and on PostgreSQL.
#include <gtest/gtest.h>

#include <memory>

#include "eventstore/key_vault.hpp"
#include "eventstore/memory_keys.hpp"
#include "eventstore/postgres/migrations.hpp"
#include "eventstore/postgres/postgres_suppression_list.hpp"
#include "tests/support/postgres_cluster.hpp"

namespace suoledger::eventstore {
namespace {

constexpr domain::Timestamp now{1'790'000'000'000'000};

struct Lists {
    virtual ~Lists() = default;
    virtual SuppressionList& first() = 0;
    virtual SuppressionList& second() = 0;  // another node's view of it
};
struct MemoryLists final : Lists {
    SuppressionList& first() override { return list_; }
    SuppressionList& second() override { return list_; }

private:
    MemorySuppressionList list_;
};
struct PostgresLists final : Lists {
    PostgresLists() { migrate_up(url_); }
    SuppressionList& first() override { return first_; }
    SuppressionList& second() override { return second_; }

private:
    const std::string url_ = tests::PostgresCluster::shared().create_database();
    ReadPool pool_{url_}, other_pool_{url_};
    PostgresSuppressionList first_{pool_}, second_{other_pool_};
};

class Suppression : public testing::TestWithParam<std::unique_ptr<Lists> (*)()> {
protected:
    AddressIndex index(const domain::Uuid& tenant, std::string_view address) {
        return suppression_index(vault_, tenant, address);
    }
    MemoryWrappedKeySource keys_;
    KeyVault vault_{KekRing::of({{1, SecretKey{7}}}), keys_};
    const domain::Uuid shop_{{1}}, other_shop_{{2}};
    const std::unique_ptr<Lists> lists_ = GetParam()();
};

TEST_P(Suppression, HoldsForEverySpellingOfAnAddressAndOneBusiness) {
    EXPECT_FALSE(lists_->first().contains(shop_, index(shop_, "bola@example.com")));
    lists_->first().add({shop_, index(shop_, "Bola@Example.com "), "bounced", now});
    lists_->first().add({shop_, index(shop_, "bola@example.com"), "complained", now});
    EXPECT_TRUE(lists_->second().contains(shop_, index(shop_, "bola@EXAMPLE.com")));
    EXPECT_FALSE(lists_->second().contains(shop_, index(shop_, "ada@example.com")));
    EXPECT_FALSE(lists_->second().contains(other_shop_, index(other_shop_, "bola@example.com")));
    EXPECT_FALSE(lists_->second().contains(other_shop_, index(shop_, "bola@example.com")));
}

TEST_P(Suppression, MatchesNoIndexOfContacts) {
    EXPECT_NE(index(shop_, "bola@example.com"), vault_.blind_index(shop_, "email", "bola@example.com"));
    EXPECT_NE(index(shop_, "bola@example.com"), index(other_shop_, "bola@example.com"));
}

template <class Made>
std::unique_ptr<Lists> make() {
    return std::make_unique<Made>();
}
INSTANTIATE_TEST_SUITE_P(Lists, Suppression, testing::Values(&make<MemoryLists>, &make<PostgresLists>),
                         [](const auto& made) { return made.index == 0 ? "Memory" : "Postgres"; });

}  // namespace
}  // namespace suoledger::eventstore
