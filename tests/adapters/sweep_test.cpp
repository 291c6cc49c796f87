// SPDX-License-Identifier: Apache-2.0
// The sweep keeps every page, books every fact, and asks for what is not listed any more. The provider is in memory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapters/reconciliation/sweep.hpp"

using namespace suoledger;
using namespace suoledger::adapters;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

namespace {

constexpr domain::Period november{{1'000'000}, {2'000'000}};

Charge charge(const std::string& id, ChargeStatus status = ChargeStatus::success) {
    Charge charge;
    charge.provider_payment_id = id;
    charge.reference = "ref-" + id;
    charge.status = status;
    charge.amount = {10'000, domain::Currency::ngn};
    charge.fee = 150;
    charge.channel = "card";
    if (status == ChargeStatus::success) charge.paid_at = domain::Timestamp{1'500'000};
    return charge;
}

/// Lists in pages of two, and knows what it lists.
class ListedProvider final : public PaymentProvider {
public:
    std::vector<Charge> charges;
    std::vector<RefundNotice> refunds;
    std::vector<DisputeNotice> disputes;
    std::map<std::string, Charge> made_earlier;  // not in this period's list
    std::optional<ProviderFault> fault;
    std::vector<std::string> verified;

    [[nodiscard]] std::string_view name() const override { return "paystack"; }
    [[nodiscard]] bool is_genuine(const HeaderLookup&, std::string_view) const override { return false; }
    [[nodiscard]] std::string event_key(std::string_view) const override { return "none"; }
    [[nodiscard]] std::expected<Notice, Malformed> parse(std::string_view) const override {
        return std::unexpected(Malformed{"none"});
    }
    ProviderAnswer<Checkout> initialise(const CheckoutRequest&) override { return refused(); }
    ProviderAnswer<Charge> verify(const std::string& reference) override {
        verified.push_back(reference);
        const auto found = made_earlier.find(reference);
        if (found == made_earlier.end()) return std::unexpected(ProviderError{ProviderFault::not_found, ""});
        return found->second;
    }
    ProviderAnswer<ProviderPage<Charge>> list_charges(domain::Timestamp, domain::Timestamp,
                                                      const std::optional<std::string>& cursor) override {
        return page(charges, cursor);
    }
    ProviderAnswer<ProviderPage<RefundNotice>> list_refunds(domain::Timestamp, domain::Timestamp,
                                                            const std::optional<std::string>& cursor) override {
        return page(refunds, cursor);
    }
    ProviderAnswer<std::vector<RefundNotice>> refunds_of(const std::string&) override { return refused(); }
    ProviderAnswer<ProviderPage<DisputeNotice>> list_disputes(domain::Timestamp, domain::Timestamp,
                                                              const std::optional<std::string>& cursor) override {
        return page(disputes, cursor);
    }
    ProviderAnswer<RefundNotice> refund(const std::string&, domain::Money) override { return refused(); }
    ProviderAnswer<ProviderPage<Payout>> list_payouts(domain::Timestamp, domain::Timestamp,
                                                      const std::optional<std::string>&) override {
        return refused();
    }
    ProviderAnswer<ProviderPage<PayoutLine>> list_payout_lines(const std::string&,
                                                               const std::optional<std::string>&) override {
        return refused();
    }

private:
    static std::unexpected<ProviderError> refused() {
        return std::unexpected(ProviderError{ProviderFault::refused, ""});
    }
    template <class T>
    ProviderAnswer<ProviderPage<T>> page(const std::vector<T>& all, const std::optional<std::string>& cursor) {
        constexpr std::size_t size = 2;
        const std::size_t first = cursor ? std::stoul(*cursor) : 0;
        if (fault && first > 0) return std::unexpected(ProviderError{*fault, "by the test"});
        ProviderPage<T> result;
        for (std::size_t i = first; i < std::min(first + size, all.size()); ++i) result.items.push_back(all[i]);
        if (first + size < all.size()) result.next = std::to_string(first + size);
        return result;
    }
};

/// Books each fact once, and refuses what it is told to.
class CountedBooking final : public FactBooking {
public:
    std::multiset<std::string> booked;
    std::set<std::string> refuses;

    [[nodiscard]] std::optional<domain::Uuid> business_of(const std::string&) const override { return domain::Uuid{}; }
    FactOutcome book_charge(const Charge& charge) override { return book("charge " + charge.provider_payment_id); }
    ProviderAnswer<FactOutcome> book_refund(const RefundNotice& refund) override {
        return book("refund " + refund.provider_refund_id);
    }
    ProviderAnswer<FactOutcome> book_dispute(const DisputeNotice& dispute) override {
        return book("dispute " + dispute.provider_dispute_id);
    }

private:
    FactOutcome book(const std::string& fact) {
        if (refuses.contains(fact)) return {FactOutcome::Kind::refused, "livemode_differs"};
        if (booked.contains(fact)) return {FactOutcome::Kind::known, ""};
        booked.insert(fact);
        return {FactOutcome::Kind::booked, ""};
    }
};

class SweepTest : public testing::Test {
protected:
    SweepCounts sweep(SweepUse use = SweepUse::book) {
        now_.microseconds += 1'000'000;
        HeldLease lease(leases_, "schedule", domain::Uuid{}, [this] { return now_; });
        return Sweep({.provider = provider_, .charges = charges_, .booking = booking_, .now = [this] { return now_; }})
            .run(november, use, lease);
    }
    std::vector<std::string> kept() {
        std::vector<std::string> ids;
        for (const auto& row : charges_.list({.provider = "paystack"})) ids.push_back(row.charge.provider_payment_id);
        return ids;
    }
    domain::Timestamp now_{5'000'000};
    eventstore::MemoryLeaseTable leases_;
    eventstore::MemoryProviderCharges charges_;
    ListedProvider provider_;
    CountedBooking booking_;
};

TEST_F(SweepTest, KeepsAndBooksWhatAllPagesList) {
    provider_.charges = {charge("1"), charge("2"), charge("3"), charge("4", ChargeStatus::failed), charge("5")};
    provider_.refunds = {{"ref-1", "r1", RefundStage::processed, {400, domain::Currency::ngn}, true},
                         {"ref-2", "r2", RefundStage::pending, {500, domain::Currency::ngn}, true}};
    provider_.disputes = {{"ref-3", "d1", DisputeStage::lost, {600, domain::Currency::ngn}, true, std::nullopt}};
    const auto counts = sweep();
    EXPECT_EQ(counts.charges, 5U);
    EXPECT_EQ(counts.refunds, 2U);
    EXPECT_EQ(counts.disputes, 1U);
    EXPECT_EQ(counts.booked, 8U);
    EXPECT_THAT(counts.refused, IsEmpty());
    EXPECT_THAT(booking_.booked, UnorderedElementsAre("charge 1", "charge 2", "charge 3", "charge 4", "charge 5",
                                                      "refund r1", "refund r2", "dispute d1"));
    const auto rows = charges_.list({.provider = "paystack", .until = domain::Timestamp{2'000'000}});
    ASSERT_EQ(rows.size(), 4U) << "the failed one was never paid: it has the time of the listing";
    EXPECT_EQ(rows[0].charge.refunded, 400);
    EXPECT_EQ(rows[1].charge.refunded, 0);
    EXPECT_EQ(rows[2].charge.charged_back, 600);
    EXPECT_EQ(sweep().booked, 0U) << "another sweep finds it all known";
}

TEST_F(SweepTest, ForAReportOnlyBooksNothing) {
    provider_.charges = {charge("1")};
    EXPECT_EQ(sweep(SweepUse::list_only).booked, 0U);
    EXPECT_THAT(booking_.booked, IsEmpty());
    EXPECT_THAT(kept(), ElementsAre("1"));
}

TEST_F(SweepTest, NamesWhatIsRefusedAndGoesOn) {
    provider_.charges = {charge("1"), charge("2")};
    booking_.refuses = {"charge 1"};
    const auto counts = sweep();
    EXPECT_THAT(counts.refused, ElementsAre(Pair("1", "livemode_differs")));
    EXPECT_EQ(counts.booked, 1U);
    EXPECT_THAT(kept(), ElementsAre("1", "2")) << "the report names it";
}

TEST_F(SweepTest, ForgetsWhatTheProviderDoesNotKnowAnyMore) {
    provider_.charges = {charge("1"), charge("2"), charge("3")};
    sweep();
    provider_.charges = {charge("1")};
    auto changed = charge("3");
    changed.fee = 151;
    provider_.made_earlier = {{"ref-3", changed}};
    EXPECT_EQ(sweep().gone, 1U);
    EXPECT_THAT(provider_.verified, UnorderedElementsAre("ref-2", "ref-3"));
    EXPECT_THAT(kept(), ElementsAre("1", "3"));
    EXPECT_EQ(charges_.list({.provider = "paystack", .reference = "ref-3"}).at(0).charge.fee, 151);
}

TEST_F(SweepTest, StopsWhenTheProviderGivesNoAnswerAndCanBeRunAgain) {
    provider_.charges = {charge("1"), charge("2"), charge("3")};
    provider_.fault = ProviderFault::timed_out;
    EXPECT_THROW(sweep(), ProviderUnavailable);
    EXPECT_THAT(booking_.booked, UnorderedElementsAre("charge 1", "charge 2")) << "what came before it stays";
    EXPECT_THAT(provider_.verified, IsEmpty()) << "half a list says of nothing that it is gone";
    provider_.fault.reset();
    EXPECT_EQ(sweep().booked, 1U);
}

TEST_F(SweepTest, StopsWhenAnotherProcessHasTheLease) {
    provider_.charges = {charge("1")};
    HeldLease lease(leases_, "schedule", domain::Uuid{}, [this] { return now_; });
    now_.microseconds += std::chrono::microseconds(HeldLease::lease_duration).count() + 1;
    HeldLease other(leases_, "schedule", domain::Uuid{}, [this] { return now_; });
    ASSERT_TRUE(other.holds());
    EXPECT_THROW(
        Sweep({.provider = provider_, .charges = charges_, .booking = booking_, .now = [this] { return now_; }})
            .run(november, SweepUse::book, lease),
        LeaseLost);
    EXPECT_THAT(kept(), IsEmpty());
    EXPECT_THAT(booking_.booked, IsEmpty());
}

}  // namespace
