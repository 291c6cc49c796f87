// SPDX-License-Identifier: Apache-2.0
// Where values come from, which wins, and that every problem is named at once.
#include "adapters/cli/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "adapters/process/private_files.hpp"
#include "tests/adapters/program.hpp"

namespace suoledger::tests {
namespace {

using adapters::load_config;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

adapters::Environment environment_of(std::map<std::string, std::string> variables) {
    return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional{found->second};
    };
}

class Configuration : public testing::Test {
protected:
    std::string file_with(const std::string& content) {
        const std::filesystem::path file = scratch_.path() / "suoledger.conf";
        std::ofstream{file} << content;
        return file.string();
    }
    DataDirectory scratch_;
};

TEST_F(Configuration, HasADefaultForEverySetting) {
    const auto loaded = load_config({}, "", environment_of({}));
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->config.listen, "127.0.0.1:8080");
    EXPECT_EQ(loaded->config.admin_listen, "127.0.0.1:9090");
    EXPECT_EQ(loaded->config.database_url, "");
    EXPECT_FALSE(loaded->config.data_dir.empty());
    EXPECT_EQ(loaded->sources.at("listen"), "default");
}

TEST_F(Configuration, AFlagWinsOverTheEnvironmentWhichWinsOverTheFile) {
    const std::string file = file_with("# ours\nlisten = 127.0.0.1:1\nadmin_listen = 127.0.0.1:2\nlog-level=error\n");
    const auto environment =
        environment_of({{"SUOLEDGER_LISTEN", "127.0.0.1:3"}, {"SUOLEDGER_ADMIN_LISTEN", "127.0.0.1:4"}});
    const auto loaded = load_config({{"listen", "127.0.0.1:5"}}, file, environment);
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->config.listen, "127.0.0.1:5");
    EXPECT_EQ(loaded->config.admin_listen, "127.0.0.1:4");
    EXPECT_EQ(loaded->config.log_level, adapters::LogLevel::error);
    EXPECT_EQ(loaded->sources.at("listen"), "--listen");
    EXPECT_EQ(loaded->sources.at("admin-listen"), "SUOLEDGER_ADMIN_LISTEN");
    EXPECT_EQ(loaded->sources.at("log-level"), file + ":4");
}

TEST_F(Configuration, ASocketIsToldByAPathThatASocketMayHave) {
    const auto load = [](const std::string& path) {
        return load_config({{"listen-socket", path}}, "", environment_of({}));
    };
    EXPECT_EQ(load("")->config.listen_socket, "");
    EXPECT_EQ(load("/run/suoledger/api.sock")->config.listen_socket, "/run/suoledger/api.sock");
    EXPECT_EQ(load("api.sock")->config.listen_socket, std::filesystem::absolute("api.sock"));
    EXPECT_TRUE(load("/" + std::string(106, 'a')));
    const auto refused = load("/" + std::string(107, 'a'));
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error(), testing::ElementsAre(HasSubstr("longer than the path of a socket may be, 107 bytes")));
}

TEST_F(Configuration, ASecretMayLieInAFile) {
    adapters::write_private_file(scratch_.path() / "url", "postgresql://db/suoledger\n");
    const auto loaded =
        load_config({}, "", environment_of({{"DATABASE_URL_FILE", (scratch_.path() / "url").string()}}));
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->config.database_url, "postgresql://db/suoledger");
}

TEST_F(Configuration, NamesEveryProblemAtOnce) {
    const std::string file = file_with("colour = blue\nlisten\nlog-level = info\nlog-level = error\n");
    const auto environment = environment_of({{"SUOLEDGER_HANDLER_THREADS", "many"},
                                             {"DATABASE_URL", "postgresql://a"},
                                             {"DATABASE_URL_FILE", "/nowhere/url"},
                                             {"SUOLEDGER_PUBLIC_URL", "ftp://x"},
                                             {"SUOLEDGER_KEK_FILE", "/nowhere/kek.json"},
                                             {"SUOLEDGER_CHECKPOINT_KEY_FILE", "/nowhere/keys.json"},
                                             {"SUOLEDGER_CHECKPOINT_SINKS", "the-auditor"},
                                             {"SUOLEDGER_CHECKPOINTS", "no"}});
    const auto loaded = load_config({{"listen", "here"}, {"admin-listen", "127.0.0.1:65536"}}, file, environment);
    ASSERT_FALSE(loaded);
    EXPECT_THAT(
        loaded.error(),
        UnorderedElementsAre(HasSubstr(":1: there is no setting `colour`"), HasSubstr(":2: expected `name = value`"),
                             HasSubstr(":4: `log-level` was already given at"), HasSubstr("handler-threads"),
                             HasSubstr("DATABASE_URL and DATABASE_URL_FILE are both set"),
                             HasSubstr("there is no file /nowhere/url"), HasSubstr("public-url"), HasSubstr("kek-file"),
                             HasSubstr("checkpoint-key-file"), HasSubstr("`the-auditor` is no sink"),
                             HasSubstr("is neither on nor off"), HasSubstr("listen (--listen)"),
                             HasSubstr("admin-listen (--admin-listen)")));
}

TEST_F(Configuration, NeverShowsTheDatabasePassword) {
    const auto loaded = load_config({{"database-url", "postgresql://me:secret@db/suoledger"}}, "", environment_of({}));
    ASSERT_TRUE(loaded);
    for (const adapters::Setting& setting : adapters::settings()) {
        EXPECT_THAT(adapters::shown_value(setting, loaded->config), testing::Not(HasSubstr("secret"))) << setting.name;
    }
}

TEST_F(Configuration, LimitsRequestsUnlessToldNotTo) {
    const auto untold = load_config({}, "", environment_of({}));
    ASSERT_TRUE(untold);
    EXPECT_EQ(untold->config.rate_limit_per_key, (http::RateLimit{200, 400}));
    EXPECT_EQ(untold->config.rate_limit_per_address, (http::RateLimit{400, 800}));
    EXPECT_TRUE(untold->config.trusted_proxies.empty());
    const auto told = load_config({{"rate-limit-per-key", "off"}}, "",
                                  environment_of({{"SUOLEDGER_RATE_LIMIT_PER_ADDRESS", "5/s:7"},
                                                  {"SUOLEDGER_TRUSTED_PROXIES", "10.0.0.0/8, ::1"}}));
    ASSERT_TRUE(told);
    const auto shown = [&](std::string_view name) {
        for (const adapters::Setting& setting : adapters::settings())
            if (setting.name == name) return adapters::shown_value(setting, told->config);
        return std::string{"none"};
    };
    EXPECT_EQ(shown("rate-limit-per-key"), "off");
    EXPECT_EQ(shown("rate-limit-per-address"), "5/s:7");
    EXPECT_EQ(shown("trusted-proxies"), "10.0.0.0/8, ::1/128");
    EXPECT_EQ(told->config.rate_limit_per_key, std::nullopt);
}

TEST_F(Configuration, NamesAMalformedLimitOrProxy) {
    const auto loaded = load_config({{"rate-limit-per-key", "many"},
                                     {"rate-limit-per-address", "0/s:1"},
                                     {"trusted-proxies", "10.0.0.1,the-proxy"}},
                                    "", environment_of({}));
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error(),
                UnorderedElementsAre(HasSubstr("rate-limit-per-key (--rate-limit-per-key): is neither off nor"),
                                     HasSubstr("rate-limit-per-address (--rate-limit-per-address): is neither off nor"),
                                     HasSubstr("`the-proxy` is no address or range")));
}

TEST_F(Configuration, ReadsTheProcessingRegisterAndSaysWhatIsWrongWithIt) {
    const auto untold = load_config({}, "", environment_of({}));
    ASSERT_TRUE(untold);
    EXPECT_FALSE(untold->config.privacy.processing);
    EXPECT_EQ(untold->config.privacy.request_target_days, 30);
    const std::string good =
        file_with(R"({"recipients":[{"name":"A","role":"bank","country":"NG","categories":["name"]}]})");
    const auto told = load_config({{"processing-register", good}, {"request-target-days", "14"}}, "",
                                  environment_of({{"SUOLEDGER_REQUEST_ALARM_DAYS", "7"}}));
    ASSERT_TRUE(told);
    EXPECT_EQ(told->config.privacy.processing->recipients.front().name, "A");
    EXPECT_EQ(told->config.privacy.request_target_days, 14);
    EXPECT_EQ(told->config.privacy.request_alarm_days, 7);
    const std::string bad =
        file_with(R"({"recipients":[{"name":"A","role":"bank","country":"GB","categories":["name"]}]})");
    const auto refused = load_config({{"processing-register", bad}, {"request-target-days", "0"}}, "",
                                     environment_of({{"SUOLEDGER_REQUEST_ALARM_DAYS", "soon"}}));
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error(), UnorderedElementsAre(HasSubstr("recipient A is in GB, and no transfer to it"),
                                                      HasSubstr("request-target-days (--request-target-days): is no"),
                                                      HasSubstr("request-alarm-days (SUOLEDGER_REQUEST_ALARM_DAYS)")));
    EXPECT_THAT(load_config({{"processing-register", "/nowhere"}}, "", environment_of({})).error(),
                ElementsAre(HasSubstr("cannot be read: /nowhere")));
}

TEST_F(Configuration, ReadsPaystacksSecretsAndNeverShowsThem) {
    const auto untold = load_config({}, "", environment_of({}));
    ASSERT_TRUE(untold);
    EXPECT_THAT(untold->config.payments.paystack_secrets, testing::IsEmpty());
    EXPECT_EQ(untold->config.payments.paystack_base_url, "https://api.paystack.co");
    const auto told = load_config({{"paystack-business", "biz_01kb2q4v5ve1tbq0n6w6m3kz5d"}}, "",
                                  environment_of({{"SUOLEDGER_PAYSTACK_SECRET_KEY", "sk_live_new,sk_live_old"},
                                                  {"SUOLEDGER_PAYSTACK_BASE_URL", "http://127.0.0.1:8099/"},
                                                  {"SUOLEDGER_INBOX_CLAIM_SECONDS", "2"}}));
    ASSERT_TRUE(told);
    EXPECT_THAT(told->config.payments.paystack_secrets, ElementsAre("sk_live_new", "sk_live_old"));
    EXPECT_EQ(told->config.payments.paystack_base_url, "http://127.0.0.1:8099");
    EXPECT_EQ(told->config.payments.inbox_claim, std::chrono::seconds{2});
    for (const adapters::Setting& setting : adapters::settings()) {
        const std::string shown = adapters::shown_value(setting, told->config);
        EXPECT_THAT(shown, testing::Not(HasSubstr("sk_live"))) << setting.name;
        if (setting.name == "paystack-business") {
            EXPECT_EQ(shown, "biz_01kb2q4v5ve1tbq0n6w6m3kz5d");
        }
    }
    const auto refused = load_config({{"paystack-business", "Ada"}, {"inbox-claim-seconds", "0"}}, "",
                                     environment_of({{"SUOLEDGER_PAYSTACK_SECRET_KEY", "a b"},
                                                     {"SUOLEDGER_PAYSTACK_BASE_URL", "http://pay.example"}}));
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error(),
                UnorderedElementsAre(HasSubstr("paystack-business (--paystack-business)"),
                                     HasSubstr("inbox-claim-seconds (--inbox-claim-seconds)"),
                                     testing::AllOf(HasSubstr("paystack-secret-key (SUOLEDGER_PAYSTACK_SECRET_KEY)"),
                                                    testing::Not(HasSubstr("a b"))),
                                     HasSubstr("paystack-base-url (SUOLEDGER_PAYSTACK_BASE_URL)")));
}

TEST_F(Configuration, NeedsAllOfAnObjectStoreOrNothingOfIt) {
    const auto untold = load_config({}, "", environment_of({}));
    ASSERT_TRUE(untold);
    EXPECT_FALSE(untold->config.documents.s3.is_set());
    const auto told = load_config({{"s3-endpoint", "https://s3.example/"}, {"s3-bucket", "papers"}}, "",
                                  environment_of({{"SUOLEDGER_S3_ACCESS_KEY", "AKIDEXAMPLE"},
                                                  {"SUOLEDGER_S3_SECRET_KEY", "hidden"},
                                                  {"SUOLEDGER_S3_REGION", "af-south-1"}}));
    ASSERT_TRUE(told);
    EXPECT_EQ(told->config.documents.s3.endpoint, "https://s3.example");
    for (const adapters::Setting& setting : adapters::settings()) {
        const std::string shown = adapters::shown_value(setting, told->config);
        EXPECT_THAT(shown, testing::Not(testing::AnyOf(HasSubstr("hidden"), HasSubstr("AKID")))) << setting.name;
    }
    const auto refused = load_config({{"s3-bucket", "pa/pers"}, {"document-threads", "0"}}, "", environment_of({}));
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error(),
                UnorderedElementsAre(HasSubstr("document-threads"), HasSubstr("s3-bucket (--s3-bucket): is no name"),
                                     HasSubstr("s3-secret-key (default): an object store needs")));
}

TEST_F(Configuration, GivesAProcessItsRoles) {
    const auto roles_in = [](const std::string& value) {
        return load_config({{"roles", value}}, "", environment_of({}));
    };
    EXPECT_EQ(adapters::to_string(load_config({}, "", environment_of({}))->config.roles),
              "api,projector,worker,publisher");
    const auto worker = roles_in("worker,projector");
    ASSERT_TRUE(worker);
    EXPECT_EQ(adapters::to_string(worker->config.roles), "projector,worker");
    EXPECT_FALSE(worker->config.roles.api);
    EXPECT_TRUE(roles_in("publisher"));
    for (const auto* refused : {"", ",", "api", "worker", "api,projector,printer", "api, projector"}) {
        EXPECT_FALSE(roles_in(refused)) << refused;
    }
    EXPECT_THAT(roles_in("worker").error(), ElementsAre(HasSubstr("add projector")));
    const auto claim = load_config({{"outbox-claim-seconds", "3601"}}, "", environment_of({}));
    EXPECT_THAT(claim.error(), ElementsAre(HasSubstr("outbox-claim-seconds")));
}

TEST_F(Configuration, NamesKafkaAndWhatItsClientNeeds) {
    EXPECT_EQ(load_config({}, "", environment_of({}))->config.kafka.brokers, "");
    const std::string file = file_with("# TLS\nsecurity.protocol = SASL_SSL\n\nsasl.password=not=shown\n");
    const auto told = load_config({{"kafka-brokers", "a.example:9092,[::1]:9093"}}, "",
                                  environment_of({{"SUOLEDGER_KAFKA_PROPERTIES_FILE", file}}));
    ASSERT_TRUE(told);
    EXPECT_EQ(told->config.kafka.brokers, "a.example:9092,[::1]:9093");
    EXPECT_EQ(told->config.kafka.properties,
              (std::map<std::string, std::string>{{"sasl.password", "not=shown"}, {"security.protocol", "SASL_SSL"}}));
    for (const adapters::Setting& setting : adapters::settings()) {
        EXPECT_THAT(adapters::shown_value(setting, told->config), testing::Not(HasSubstr("not=shown")));
    }
    for (const auto* refused : {"a.example", ":9092", "a:0", "a:65536", "a:9092,,b:9092", "a:90x"}) {
        EXPECT_FALSE(load_config({{"kafka-brokers", refused}}, "", environment_of({}))) << refused;
    }
    // What order and resuming rest on; and a line without a value is named without what it holds.
    const auto weaker = load_config({{"kafka-properties-file", file_with("acks=1\n")}}, "", environment_of({}));
    EXPECT_THAT(weaker.error(), ElementsAre(HasSubstr("acks is the service's own to set")));
    const auto broken = load_config({{"kafka-properties-file", file_with("hunter2\n")}}, "", environment_of({}));
    EXPECT_THAT(broken.error(),
                ElementsAre(testing::AllOf(HasSubstr(":1: expected"), testing::Not(HasSubstr("hunter2")))));
}

TEST_F(Configuration, ANodeThatOnlyReadsNamesAllThatItLacks) {
    const auto bare =
        load_config({{"source", "kafka"}, {"database-url", "postgresql://db.example/x"}}, "", environment_of({}));
    ASSERT_FALSE(bare);
    EXPECT_THAT(bare.error(),
                ElementsAre(HasSubstr("kafka-brokers"), HasSubstr("primary-url"), HasSubstr("key-service-secret"),
                            HasSubstr("database-url"), HasSubstr("--roles=api,projector")));
    const std::map<std::string, std::string> whole{{"source", "kafka"},
                                                   {"roles", "api,projector"},
                                                   {"kafka-brokers", "a.example:9092"},
                                                   {"primary-url", "https://ledger.example/"},
                                                   {"primary-admin-url", "http://127.0.0.1:9090/"},
                                                   {"key-service-secret", "a-secret-of-32-characters-or-more"},
                                                   {"key-cache-seconds", "7"}};
    const auto node = load_config(whole, "", environment_of({}));
    ASSERT_TRUE(node);
    EXPECT_TRUE(node->config.read_node.is_on);
    EXPECT_EQ(node->config.read_node.primary_url, "https://ledger.example");
    EXPECT_EQ(node->config.read_node.primary_admin_url, "http://127.0.0.1:9090");
    EXPECT_EQ(node->config.read_node.key_cache, std::chrono::seconds{7});
    for (const adapters::Setting& setting : adapters::settings()) {
        EXPECT_THAT(adapters::shown_value(setting, node->config), testing::Not(HasSubstr("a-secret")));
    }
    for (const auto& [name, wrong] :
         std::vector<std::pair<std::string, std::string>>{{"source", "redis"},
                                                          {"primary-url", "http://ledger.example"},
                                                          {"primary-url", "https://a:b@ledger.example"},
                                                          {"primary-admin-url", "http://ledger.example:9090"},
                                                          {"key-service-secret", "short-and-told"},
                                                          {"key-cache-seconds", "0"}}) {
        auto given = whole;
        given[name] = wrong;
        const auto refused = load_config(given, "", environment_of({}));
        ASSERT_FALSE(refused) << name;
        EXPECT_THAT(refused.error().front(), HasSubstr(name));
        EXPECT_THAT(refused.error().front(), testing::Not(HasSubstr("told")));
    }
}

TEST_F(Configuration, ReadsTheMailServerAndNeverShowsItsPassword) {
    EXPECT_FALSE(load_config({}, "", environment_of({}))->config.mail.smtp.is_set());
    const auto told = load_config({{"mail-from", "bills@example.com"}}, "",
                                  environment_of({{"SUOLEDGER_SMTP_URL", "smtp://ada:hidden%40@mail.example:587"},
                                                  {"SUOLEDGER_MAIL_WEBHOOK_SECRET", "hidden_new,hidden_old"}}));
    ASSERT_TRUE(told);
    EXPECT_EQ(told->config.mail.smtp.password, "hidden@");
    EXPECT_EQ(told->config.mail.smtp.from, "bills@example.com");
    EXPECT_THAT(told->config.mail.webhook_secrets, ElementsAre("hidden_new", "hidden_old"));
    for (const adapters::Setting& setting : adapters::settings()) {
        const std::string shown = adapters::shown_value(setting, told->config);
        EXPECT_THAT(shown, testing::Not(testing::AnyOf(HasSubstr("hidden"), HasSubstr("ada:")))) << setting.name;
        if (setting.name == "smtp-url") {
            EXPECT_EQ(shown, "smtp://mail.example:587");
        }
    }
    const auto refused = load_config({{"mail-from", "Ada <a@b>"}, {"smtp-ca-file", "/nowhere/ca.pem"}}, "",
                                     environment_of({{"SUOLEDGER_SMTP_URL", "https://ada:hidden@mail.example"}}));
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error(),
                UnorderedElementsAre(HasSubstr("mail-from (--mail-from): is no e-mail address"),
                                     HasSubstr("smtp-ca-file (--smtp-ca-file): cannot be read"),
                                     testing::AllOf(HasSubstr("smtp-url"), testing::Not(HasSubstr("hidden")))));
    EXPECT_THAT(load_config({}, "", environment_of({{"SUOLEDGER_SMTP_URL", "smtp://mail.example"}})).error(),
                ElementsAre(HasSubstr("a mail server needs mail-from")));
}

TEST_F(Configuration, AMissingFileIsAProblem) {
    const auto loaded = load_config({}, "/nowhere/suoledger.conf", environment_of({}));
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error(), ElementsAre(HasSubstr("cannot read /nowhere/suoledger.conf")));
}

}  // namespace
}  // namespace suoledger::tests
