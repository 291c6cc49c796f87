// SPDX-License-Identifier: Apache-2.0
// What was shown before is shown again only while it would be rendered the same: not after a change, not on another
// day, not to another business, not without the keys.
#include "http/shown_invoices.hpp"

#include <gtest/gtest.h>

#include <utility>

#include "eventstore/memory_keys.hpp"
#include "tests/http/small_service.hpp"

namespace suoledger::http::test {
namespace {

using domain::Uuid;
using Showing = ShownInvoices::Showing;

class Shown : public ::testing::Test {
protected:
    std::string invoice(const std::string& more = {}) {
        const auto answer = service_.post(
            "/v1/invoices",
            R"({"customer":{"name":"Chinedu","phone":"08031234567"},"lines":[{"description":"Rice","quantity":2,)"
            R"("unit_price":4500000}],"notes":"Thanks")" +
                more + "}");
        EXPECT_EQ(answer.status, 201) << answer.code;
        return answer.text("id");
    }
    /// Rendered anew, without what was kept.
    std::string anew(const std::string& target) {
        auto* kept = std::exchange(service_.services.shown_invoices, nullptr);
        const Answer answer = service_.get(target);
        service_.services.shown_invoices = kept;
        return answer.body;
    }
    void expect_as_anew(const std::string& target) {
        const std::string expected = anew(target);
        EXPECT_EQ(service_.get(target).body, expected);
        EXPECT_EQ(service_.get(target).body, expected) << "and when it was shown once";
    }
    void change(const std::string& target, const std::string& body) {
        const auto answer = service_.post(target, body);
        ASSERT_LT(answer.status, 300) << target << ": " << answer.code;
    }
    SmallService service_;
};

TEST_F(Shown, InvoicesAreThoseThatWouldBeRenderedAfterEveryChange) {
    const std::string id = invoice(), target = "/v1/invoices/" + id;
    const std::string draft = invoice(R"(,"draft":true)");
    const auto expect_all = [&] {
        for (const auto& each :
             {target, "/v1/invoices/" + draft, std::string("/v1/invoices?limit=2"),
              std::string("/v1/invoices?number=INV-000001"), std::string("/v1/invoices?status=draft"),
              target + "?expand=customer", target + "?at_position=4"})
            expect_as_anew(each);
    };
    expect_all();
    change("/v1/payments", R"({"amount":100,"method":"cash","invoice":")" + id + "\"}");
    expect_all();
    change(target + "/credit_notes", R"({"lines":[{"line":0,"amount":4500000}],"reason":"Wet"})");
    expect_all();
    change(target + "/write_off", R"({"reason":"Gone"})");
    expect_all();
    change("/v1/invoices/" + draft + "/issue", "{}");
    expect_all();
}

TEST_F(Shown, InvoicesBecomeOverdueWithTheDay) {
    const std::string id = invoice(R"(,"due_on":"2099-12-31")");
    EXPECT_FALSE(service_.get("/v1/invoices/" + id).json().at("overdue").as_bool());
    service_.services.now = [] { return domain::parse_timestamp("2100-01-01T12:00:00Z").value(); };
    EXPECT_TRUE(service_.get("/v1/invoices/" + id).json().at("overdue").as_bool());
    expect_as_anew("/v1/invoices?overdue=true");
}

class Kept : public ::testing::Test {
protected:
    Kept() : vault_(eventstore::KekRing::of({{1, eventstore::SecretKey{7}}}), source_) {}
    Uuid key(std::uint8_t number) {
        const Uuid id{{number}};
        source_.put(vault_.make(tenant_, {id, domain::KeyClass::record, {}}));
        return id;
    }
    void erase(const Uuid& key_id) {
        source_.erase(tenant_, key_id);
        vault_.forget(key_id);
    }

    eventstore::MemoryWrappedKeySource source_;
    eventstore::KeyVault vault_;
    const Uuid tenant_{{1}};
    const Showing showing_{tenant_, Uuid{{2}}, 3, {4}, 0, false};
};

TEST_F(Kept, TextsComeBackForTheSameShowingOnly) {
    ShownInvoices shown;
    shown.keep(vault_, showing_, {key(1), key(2)}, "a text");
    EXPECT_EQ(shown.find(vault_, showing_), "a text");
    const auto unlike = [&](auto change) {
        Showing other = showing_;
        change(other);
        return shown.find(vault_, other);
    };
    EXPECT_EQ(unlike([](Showing& other) { other.tenant = Uuid{{9}}; }), std::nullopt);
    EXPECT_EQ(unlike([](Showing& other) { other.invoice = Uuid{{9}}; }), std::nullopt);
    EXPECT_EQ(unlike([](Showing& other) { other.version = 9; }), std::nullopt);
    EXPECT_EQ(unlike([](Showing& other) { other.updated_at = {9}; }), std::nullopt);
    EXPECT_EQ(unlike([](Showing& other) { other.pay_link_generation = 1; }), std::nullopt);
    EXPECT_EQ(unlike([](Showing& other) { other.overdue = true; }), std::nullopt);
    EXPECT_EQ(shown.find(vault_, showing_), "a text");
}

TEST_F(Kept, TextsAreGoneWithAnyOfTheirKeys) {
    for (const auto erased : {std::uint8_t{1}, std::uint8_t{2}}) {
        ShownInvoices shown;
        shown.keep(vault_, showing_, {key(1), key(2)}, "a text");
        erase(Uuid{{erased}});
        EXPECT_EQ(shown.find(vault_, showing_), std::nullopt);
        EXPECT_EQ(shown.kept_bytes(), 0U);
        shown.keep(vault_, showing_, {Uuid{{1}}, Uuid{{2}}}, "a text");
        EXPECT_EQ(shown.kept_bytes(), 0U) << "a key was gone when it was to be kept";
    }
}

TEST_F(Kept, TextsOfAnotherLogAreNotOpened) {
    ShownInvoices shown;
    shown.keep(vault_, showing_, {key(1)}, "a text");
    erase(Uuid{{1}});
    key(1);  // another key under the same id
    EXPECT_EQ(shown.find(vault_, showing_), std::nullopt);
}

TEST_F(Kept, TextsWithoutAKeyAreNotKept) {
    ShownInvoices shown;
    shown.keep(vault_, showing_, {}, "a text");
    EXPECT_EQ(shown.find(vault_, showing_), std::nullopt);
}

TEST_F(Kept, TextsAreBoundedAndTheLeastRecentlyShownGoes) {
    ShownInvoices shown(100'000);
    const Uuid key_id = key(1);
    const auto numbered = [this](std::uint8_t number) {
        Showing other = showing_;
        other.invoice = Uuid{{number}};
        return other;
    };
    for (std::uint8_t i = 0; i < 200; ++i) {
        shown.keep(vault_, numbered(i), {key_id}, std::string(1000, 'x'));
        EXPECT_LE(shown.kept_bytes(), 100'000U);
        EXPECT_NE(shown.find(vault_, numbered(0)), std::nullopt) << "shown again and again";
    }
    EXPECT_EQ(shown.find(vault_, numbered(1)), std::nullopt);
    EXPECT_NE(shown.find(vault_, numbered(199)), std::nullopt);
    shown.keep(vault_, numbered(200), {key_id}, std::string(50'000, 'x'));
    EXPECT_EQ(shown.find(vault_, numbered(200)), std::nullopt) << "too large a share";
}

TEST_F(Kept, TextsReplaceTheOnesBeforeThem) {
    ShownInvoices shown;
    const Uuid key_id = key(1);
    Showing next = showing_;
    ++next.version;
    shown.keep(vault_, showing_, {key_id}, "a text");
    shown.keep(vault_, next, {key_id}, "another");
    EXPECT_EQ(shown.find(vault_, showing_), std::nullopt);
    EXPECT_EQ(shown.find(vault_, next), "another");
}

}  // namespace
}  // namespace suoledger::http::test
