// SPDX-License-Identifier: Apache-2.0
// Logos: taken when they can be decoded, frozen into what is issued afterwards, printed from then on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/logo_book.hpp"
#include "tests/http/live_server.hpp"

namespace suoledger::http::test {
namespace {

using ::testing::HasSubstr;

class Logo : public ::testing::Test {
protected:
    Reply put(const std::string& picture, const std::string& type = "image/png", const std::string& key = "") {
        std::vector<std::string> headers{live_.business_key, "Content-Type: " + type};
        if (!key.empty()) headers.push_back("Idempotency-Key: " + key);
        return RawClient(live_.address()).exchange(request_text("PUT", "/v1/business/logo", headers, picture));
    }
    std::string printed_with() {
        const auto id =
            live_
                .post("/v1/invoices",
                      R"({"customer":{"name":"Chinedu"},"lines":[{"description":"Soap","unit_price":500}]})",
                      "invoice " + std::to_string(++issued_))
                .json()
                .at("id");
        last_ = "/v1/invoices/" + std::string(id.as_string()) + "/invoice.pdf";
        return logo_in(live_.get(last_).body);
    }
    static std::string logo_in(const std::string& document) {
        const auto begin = document.find("logo: ");
        return begin == std::string::npos ? document : document.substr(begin, document.find('\n', begin) - begin);
    }
    LiveServer live_;
    int issued_ = 0;
    std::string last_;
};

TEST_F(Logo, IsPrintedOnWhatIsIssuedFromThenOn) {
    EXPECT_EQ(printed_with(), "logo: none");
    const std::string before = last_;
    const Reply taken = put("logoAAA");
    EXPECT_EQ(taken.status, 200) << taken.body;
    EXPECT_EQ(taken.json().at("sha256").as_string(),
              eventstore::hex(eventstore::sha256({eventstore::bytes_of("logoAAA")})));
    EXPECT_EQ(printed_with(), "logo: 3");
    const std::string with_three = last_;
    EXPECT_EQ(put("logoAAAAA", "image/jpeg").status, 200);
    EXPECT_EQ(printed_with(), "logo: 5");
    EXPECT_EQ(logo_in(live_.get(before).body), "logo: none");
    EXPECT_EQ(logo_in(live_.get(with_three).body), "logo: 3");
}

TEST_F(Logo, OfAnIssuedDocumentIsPrintedAgainWhenNothingElseWasKept) {
    put("logoAAA");
    printed_with();
    put("logoAAAAA");
    const std::string first = live_.get(last_).body;
    auto& service = live_.service;
    WrittenLogos logos;
    LogoBook fresh(logos, service.kept_documents);
    const auto sha256 = eventstore::sha256({eventstore::bytes_of("logoAAA")});
    const auto found = fresh.find(service.principal.tenant, sha256);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->width, 3U);
    EXPECT_EQ(fresh.find(service.principal.tenant, sha256), found) << "decoded once";
    EXPECT_EQ(logos.count, 1);
    EXPECT_FALSE(fresh.find(domain::Uuid{}, sha256)) << "another business has none of that name";
}

TEST_F(Logo, CanBeTakenAway) {
    put("logoAAA");
    const Reply gone =
        RawClient(live_.address()).exchange(request_text("DELETE", "/v1/business/logo", {live_.business_key}));
    EXPECT_EQ(gone.status, 200) << gone.body;
    EXPECT_TRUE(gone.json().at("sha256").is_null());
    EXPECT_EQ(printed_with(), "logo: none");
}

TEST_F(Logo, SetTwiceIsSetOnce) {
    const Reply first = put("logoAAA", "image/png", "key-1");
    const auto version = first.json().at("version").as_int64();
    const Reply replayed = put("logoAAA", "image/png", "key-1");
    EXPECT_EQ(replayed.body, first.body);
    EXPECT_EQ(replayed.header("idempotent-replayed"), "true");
    const Reply again = put("logoAAA");
    EXPECT_EQ(again.status, 200) << again.body;
    EXPECT_EQ(again.json().at("version").as_int64(), version) << "no event";
    EXPECT_EQ(put("logoAAAA", "image/png", "key-1").code(), "idempotency_key_reused");
}

TEST_F(Logo, ThatIsOnlyTriedIsNotKept) {
    const std::vector<std::string> headers{live_.business_key, "Content-Type: image/png"};
    const Reply tried =
        RawClient(live_.address()).exchange(request_text("PUT", "/v1/business/logo?dry_run=true", headers, "logoAAA"));
    ASSERT_EQ(tried.status, 200) << tried.body;
    const auto sha256 = eventstore::sha256({eventstore::bytes_of("logoAAA")});
    WrittenLogos logos;
    LogoBook fresh(logos, live_.service.kept_documents);
    EXPECT_FALSE(fresh.find(live_.service.principal.tenant, sha256));
    put("logoAAA");
    EXPECT_TRUE(fresh.find(live_.service.principal.tenant, sha256));
}

TEST_F(Logo, IsRefusedUnlessItIsAPicture) {
    const Reply unreadable = put("nothing");
    EXPECT_EQ(unreadable.status, 422);
    EXPECT_EQ(unreadable.code(), "logo_unreadable");
    const Reply other = put("logoAAA", "image/svg+xml");
    EXPECT_EQ(other.status, 415);
    EXPECT_EQ(other.header("accept"), "image/png, image/jpeg");
    EXPECT_EQ(put(std::string(max_logo_file_bytes + 1, 'x')).status, 413);
    EXPECT_EQ(printed_with(), "logo: none");
}

}  // namespace
}  // namespace suoledger::http::test
