// SPDX-License-Identifier: Apache-2.0
// Rights over one's data over the handlers: restriction, objection, legal hold, erasure, export, and the record.
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "eventstore/scheduled_command.hpp"
#include "http/processing_register.hpp"
#include "tests/http/small_service.hpp"

namespace suoledger::http::test {
namespace {

namespace json = boost::json;

class RightsTest : public ::testing::Test {
protected:
    RightsTest() {
        const Answer made = service_.post(
            "/v1/customers", R"({"name":"Ngozi Eze","phone":"08031234567","address":"4 Marina Road, Lagos"})");
        id_ = made.text("id");
        path_ = "/v1/customers/" + id_;
    }
    json::value shown() { return service_.get(path_).json(); }
    std::vector<std::string> event_types() {
        std::vector<std::string> types;
        for (const auto& event : service_.services.store.read_log({.tenant = service_.principal.tenant}))
            types.push_back(event.event_type);
        return types;
    }
    std::size_t count_of(const std::string& type) {
        return static_cast<std::size_t>(std::ranges::count(event_types(), type));
    }
    void invoice() {
        const Answer made = service_.post(
            "/v1/invoices", R"({"customer":")" + id_ + R"(","lines":[{"description":"Soap","unit_price":1000}]})");
        ASSERT_EQ(made.status, 201) << made.code;
    }

    /// As the service does it: the log first, then nobody remembers it.
    void destroy_key(domain::KeyClass key_class, domain::DestructionReason reason) {
        const auto tenant = service_.principal.tenant;
        const auto customer = domain::parse_type_id(domain::customer_prefix, id_).value();
        const auto row = service_.services.read_models.snapshot()->customer(tenant, customer).value();
        domain::DestroySubjectKey command;
        command.customer_id = customer;
        command.key_id = key_class == domain::KeyClass::contact ? row.contact_key : row.record_key;
        command.reason = reason;
        command.list_number = 1;
        const auto outcome =
            eventstore::submit_scheduled(service_.services.store, service_.services.vault, service_.services.now(),
                                         {tenant, "destroy", domain::to_string(command.key_id), command});
        ASSERT_TRUE(std::holds_alternative<eventstore::AppendedReply>(outcome));
        service_.services.vault.destroy(command.key_id);
    }

    SmallService service_;
    std::string id_, path_;
};

TEST_F(RightsTest, RestrictionsAndObjectionsStandBesideTheCustomerUntilTheyAreLifted) {
    const Answer restricted = service_.put(path_ + "/restrictions/payment_reminders", "{}");
    ASSERT_EQ(restricted.status, 200) << restricted.code;
    const Answer again = service_.put(path_ + "/restrictions/payment_reminders", "{}");
    EXPECT_EQ(again.json(), restricted.json()) << "as it stands";
    EXPECT_EQ(count_of("processing_restricted"), 1U);
    ASSERT_EQ(service_.put(path_ + "/objections/all", "{}").status, 200);
    ASSERT_EQ(shown().at("restrictions").as_array().size(), 2U);
    EXPECT_EQ(shown().at("restrictions").at(0).at("purpose"), "all");
    EXPECT_EQ(shown().at("restrictions").at(0).at("kind"), "objection");
    EXPECT_EQ(shown().at("restrictions").at(1), restricted.json());
    ASSERT_EQ(service_.del(path_ + "/restrictions/payment_reminders").status, 200);
    EXPECT_EQ(service_.del(path_ + "/restrictions/payment_reminders").code, "restriction_not_in_force");
    EXPECT_EQ(service_.del(path_ + "/restrictions/all").code, "restriction_not_in_force") << "that is an objection";
    ASSERT_EQ(service_.del(path_ + "/objections/all").status, 200);
    EXPECT_TRUE(shown().at("restrictions").as_array().empty());
}

TEST_F(RightsTest, ALegalHoldIsShownAndReleasedByNameWhereThereAreTwo) {
    const Answer first = service_.post(path_ + "/legal_hold", R"({"reason":"A claim","reference":"LD/1"})");
    ASSERT_EQ(first.status, 201) << first.code;
    const Answer second = service_.post(path_ + "/legal_hold", R"({"reason":"Another"})");
    EXPECT_EQ(shown().at("legal_holds").at(0), first.json());
    EXPECT_EQ(service_.del(path_ + "/legal_hold").code, "invalid_parameter");
    ASSERT_EQ(service_.del(path_ + "/legal_hold?hold=" + first.text("id")).status, 200);
    ASSERT_EQ(service_.del(path_ + "/legal_hold").status, 200) << "the one that is left";
    EXPECT_TRUE(shown().at("legal_holds").as_array().empty());
    EXPECT_EQ(service_.del(path_ + "/legal_hold").code, "legal_hold_not_found");
}

TEST_F(RightsTest, AnErasureSaysWhatGoesNowWhatStaysUntilWhenAndWhy) {
    invoice();
    const Answer erased = service_.post(path_ + "/erasure", R"({"basis":"no_longer_needed"})");
    ASSERT_EQ(erased.status, 200) << erased.code;
    const auto answer = erased.json();
    EXPECT_EQ(answer.at("record_data").at("state"), "scheduled");
    EXPECT_EQ(answer.at("record_data").at("statute"), "CAMA 2020 s.375(2), NTAA 2025 s.36");
    const auto today = domain::date_in(domain::Zone{}, service_.services.now());
    const auto year = std::stoi(domain::to_string(today).substr(0, 4));
    EXPECT_EQ(answer.at("record_data").at("due_on"), json::value(std::to_string(year + 8) + "-01-01"))
        << "six years after the accounting year, and twelve months";
    EXPECT_EQ(answer.at("complete_on"), json::value(domain::to_string(domain::Date{today.days + 30 + 35 + 1})))
        << "a period of rotation, the window of backups, and the day of the destruction itself";
    EXPECT_EQ(shown().at("erasure").at("position"), answer.at("position"));
    const Answer again = service_.post(path_ + "/erasure", "{}");
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.json().at("position"), answer.at("position")) << "nothing is done twice";
    EXPECT_EQ(count_of("erasure_requested"), 1U);
    EXPECT_EQ(
        service_
            .post("/v1/invoices", R"({"customer":")" + id_ + R"(","lines":[{"description":"Soap","unit_price":1000}]})")
            .code,
        "customer_erased");
}

TEST_F(RightsTest, AnErasureOfWhoWasNeverInvoicedKeepsNothingAndNamesItsRequest) {
    const Answer request =
        service_.post("/v1/requests", R"({"kind":"erasure","channel":"email","customer":")" + id_ + "\"}");
    const std::string named = R"({"request":")" + request.text("id") + "\"}";
    EXPECT_EQ(service_.post(path_ + "/erasure", named).code, "request_not_granted");
    const std::string steps = "/v1/requests/" + request.text("id");
    ASSERT_EQ(service_.post(steps + "/identify", R"({"method":"login"})").status, 200);
    ASSERT_EQ(service_.post(steps + "/decide", R"({"outcome":"granted","basis":"right"})").status, 200);
    const Answer erased = service_.post(path_ + "/erasure", named);
    ASSERT_EQ(erased.status, 200) << erased.code;
    EXPECT_EQ(erased.json().at("request"), json::value(request.text("id")));
    EXPECT_TRUE(erased.json().at("record_data").at("statute").is_null());
}

TEST_F(RightsTest, AHoldIsNamedWhereItKeepsTheRecord) {
    ASSERT_EQ(service_.post(path_ + "/legal_hold", R"({"reason":"A claim"})").status, 201);
    ASSERT_EQ(service_.post(path_ + "/erasure", "{}").json().at("record_data").at("state"), "on_hold");
}

TEST_F(RightsTest, AnExportHoldsEverythingAboutThePersonAndIsInTheLogBefore) {
    invoice();
    ASSERT_EQ(
        service_
            .post("/v1/payments", R"({"amount":500,"method":"cash","reference":"by hand","customer":")" + id_ + "\"}")
            .status,
        201);
    ASSERT_EQ(
        service_.post(path_ + "/consents", R"({"purpose":"offers","wording_version":"1","channel":"web"})").status,
        201);
    service_.post("/v1/customers", R"({"name":"Somebody Else"})");
    const Answer answer = service_.get(path_ + "/data_export");
    ASSERT_EQ(answer.status, 200) << answer.code;
    const auto document = answer.json();
    EXPECT_EQ(document.at("customer").at("phone"), "+2348031234567");
    EXPECT_EQ(document.at("invoices").as_array().size(), 1U);
    EXPECT_EQ(document.at("invoices").at(0).at("lines").at(0).at("description"), "Soap");
    EXPECT_FALSE(document.at("invoices").at(0).as_object().contains("pay_url"));
    EXPECT_EQ(document.at("payments").at(0).at("reference"), "by hand");
    std::set<std::string> types;
    for (const auto& event : document.at("events").as_array()) types.emplace(event.at("type").as_string());
    EXPECT_EQ(types,
              (std::set<std::string>{"customer_registered", "consent_given", "invoice_issued", "payment_received"}));
    EXPECT_EQ(answer.body.find("Somebody Else"), std::string::npos);
    EXPECT_EQ(document.at("recorded_reads").at(0).at("position"), document.at("position"));
    EXPECT_FALSE(document.at("purposes").as_array().empty());
    const auto last =
        service_.services.store.read_log({.after_position = document.at("position").as_int64() - 1, .limit = 1});
    ASSERT_EQ(last.size(), 1U);
    EXPECT_EQ(last.front().event_type, "personal_data_read");
    EXPECT_NE(last.front().payload.find(id_), std::string::npos);
    EXPECT_EQ(service_.get("/v1/customers/cus_01kb2q4v5ve1tbq0n6w6m3kz5d/data_export").code, "customer_not_found");
    EXPECT_EQ(count_of("personal_data_read"), 1U) << "nothing is recorded of who is not there";
}

TEST_F(RightsTest, WhoIsErasedReadsErasedEverywhereAndIsNeverAnError) {
    invoice();
    ASSERT_EQ(
        service_.post(path_ + "/consents", R"({"purpose":"offers","wording_version":"1","channel":"web"})").status,
        201);
    ASSERT_EQ(service_.post(path_ + "/legal_hold", R"({"reason":"A claim"})").status, 201);
    ASSERT_EQ(service_.del(path_ + "/legal_hold").status, 200);
    const std::string invoice_path =
        "/v1/invoices/" + std::string(service_.get("/v1/invoices").json().at("data").at(0).at("id").as_string());
    ASSERT_EQ(
        service_
            .post("/v1/requests", R"({"kind":"access","channel":"email","details":"Marker","customer":")" + id_ + "\"}")
            .status,
        201);
    ASSERT_EQ(service_.post(path_ + "/erasure", "{}").status, 200);
    const auto reads = [&] {
        std::vector<Answer> answers;
        for (const std::string& target :
             {path_, std::string("/v1/customers"), path_ + "/statement", path_ + "/data_export", invoice_path,
              invoice_path + "?expand=customer", std::string("/v1/invoices?expand=customer"),
              std::string("/v1/requests"), std::string("/v1/events?open=true&limit=1000"),
              std::string("/v1/reports/top_customers"), std::string("/v1/customers?phone=08031234567")}) {
            answers.push_back(service_.get(target));
            EXPECT_EQ(answers.back().status, 200) << target << " " << answers.back().code;
        }
        return answers;
    };
    const auto hold = [&](const char* text) {
        return std::ranges::any_of(reads(),
                                   [&](const Answer& answer) { return answer.body.find(text) != std::string::npos; });
    };
    EXPECT_TRUE(hold("+2348031234567")) << "the key is still there";
    destroy_key(domain::KeyClass::contact, domain::DestructionReason::erasure);
    EXPECT_FALSE(hold("+2348031234567"));
    EXPECT_EQ(shown().at("phone"), json::parse(R"({"erased":true})"));
    EXPECT_EQ(shown().at("name"), "Ngozi Eze") << "kept until its date";
    EXPECT_EQ(shown().at("erasure").at("contact_data").at("state"), "destroyed");
    EXPECT_EQ(reads().back().json().at("data").as_array().size(), 0U) << "nobody is found by that phone";
    destroy_key(domain::KeyClass::record, domain::DestructionReason::already_listed);
    EXPECT_FALSE(hold("Ngozi"));
    EXPECT_FALSE(hold("Soap"));
    EXPECT_FALSE(hold("Marker"));
    EXPECT_EQ(service_.get(invoice_path).json().at("lines").at(0).at("description"), json::parse(R"({"erased":true})"));
    EXPECT_EQ(shown().at("erasure").at("record_data").at("state"), "destroyed");
}

TEST_F(RightsTest, TheRecordOfProcessingHasEveryPersonalFieldAndWhatTheOperatorRegistered) {
    PrivacySettings settings;
    settings.processing = parse_processing_register(R"({"service":{"name":"Example Cloud","registration":"NDPC/1"},
        "recipients":[{"name":"Mail House","role":"processor","country":"IE","categories":["email"]}],
        "transfers":[{"recipient":"Mail House","country":"IE","basis":"contract clauses","categories":["email"]}]})")
                              .value();
    service_.services.privacy = &settings;
    const auto record = service_.get("/v1/audit/record_of_processing").json();
    EXPECT_EQ(record.at("law"), "NDPA 2023 and GAID 2025");
    EXPECT_EQ(record.at("processor").at("name"), "Example Cloud");
    EXPECT_EQ(record.at("transfers_abroad").at(0).at("basis"), "contract clauses");
    std::size_t events = 0;
    for (const auto& purpose : record.at("purposes").as_array()) events += purpose.at("events").as_array().size();
    EXPECT_EQ(events, std::variant_size_v<domain::AnyEvent>);
}

TEST(ProcessingRegister, NamesWhatIsWrongAndWhatIsAbroadWithoutABasis) {
    const auto error_of = [](std::string_view text) {
        const auto parsed = parse_processing_register(text);
        return parsed ? std::string("(taken)") : parsed.error();
    };
    EXPECT_EQ(error_of("{}"), "(taken)");
    EXPECT_EQ(error_of("[]"), "is no JSON object");
    EXPECT_EQ(error_of(R"({"recipient":[]})"), "/recipient is not known here");
    EXPECT_EQ(error_of(R"({"recipients":[{"name":"A","role":"bank","country":"GB","categories":["name"]}]})"),
              "recipient A is in GB, and no transfer to it is registered");
    EXPECT_EQ(error_of(R"({"recipients":[{"name":"A","role":"bank","country":"NG","categories":["name"]}]})"),
              "(taken)");
    EXPECT_EQ(error_of(R"({"transfers":[{"recipient":"B","country":"GB","basis":"x","categories":["name"]}]})"),
              "a transfer names B, which is no recipient");
    EXPECT_TRUE(error_of(R"({"recipients":[{"name":"A","role":"bank","country":"uk","categories":["name"]}]})")
                    .starts_with("/recipients/0/country"));
}

}  // namespace
}  // namespace suoledger::http::test
