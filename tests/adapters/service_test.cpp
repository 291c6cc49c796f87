// SPDX-License-Identifier: Apache-2.0
// The life of a service, from outside: it gets ready, commands work beside it, it stops when told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sysexits.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <fstream>

#include "tests/adapters/service_program.hpp"
#include "tests/support/postgres_cluster.hpp"

namespace suoledger::tests {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using testing::HasSubstr;

class Service : public testing::Test {
protected:
    [[nodiscard]] Finished command(std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(), {"--data-dir", data_dir_.string(), "--output", "json"});
        return suoledger(std::move(arguments));
    }
    json::value answer(std::vector<std::string> arguments) const {
        const Finished finished = command(std::move(arguments));
        EXPECT_EQ(finished.exit_status, 0) << finished.error;
        return json::parse(finished.output);
    }
    static std::string text(const json::value& value) { return std::string{value.as_string()}; }

    DataDirectory scratch_;
    fs::path data_dir_ = scratch_.path() / "data";
};

TEST_F(Service, TakesAKeyThatACommandMadeBesideItAndStopsWhenTold) {
    ServiceProgram service{data_dir_};
    service.wait_until_ready();
    EXPECT_EQ(http_get(service.admin_address(), "/ready").status, 200);
    EXPECT_EQ(http_get(service.address(), "/live").status, 200);

    const json::value made = answer({"business", "create", "--name", "Ada Stores"});
    const HttpAnswer profile = http_get(service.address(), "/v1/business", text(made.at("api_key")));
    EXPECT_EQ(profile.status, 200) << profile.body;
    EXPECT_THAT(profile.body, HasSubstr("Ada Stores"));
    EXPECT_THAT(http_get(service.admin_address(), "/metrics").body,
                HasSubstr("suoledger_projection_position{projection=\"businesses\"} 2"));

    service.signal(SIGTERM);
    EXPECT_EQ(service.wait(), 0) << service.standard_error();
    EXPECT_FALSE(fs::exists(data_dir_ / "listen.json"));
    EXPECT_TRUE(all_end_in(data_dir_ / "postgres")) << "its database went with it";
}

TEST_F(Service, ServesOverASocketAgainAfterItWasKilled) {
    const std::string socket = (data_dir_ / "api.sock").string();
    {
        ServiceProgram killed{data_dir_, {"--listen-socket", socket}};
        killed.wait_until_ready();
        EXPECT_EQ(http_get(socket, "/live").status, 200);
        killed.signal(SIGKILL);
        killed.wait();
    }
    ASSERT_TRUE(fs::exists(socket)) << "nobody was left to take it away";
    ServiceProgram service{data_dir_, {"--listen-socket", socket}};
    service.wait_until_ready();
    EXPECT_EQ(http_get(socket, "/live").status, 200);
    std::ifstream listen{data_dir_ / "listen.json"};
    EXPECT_EQ(text(json::parse(listen).at("socket")), socket);
    service.signal(SIGTERM);
    EXPECT_EQ(service.wait(), 0) << service.standard_error();
    EXPECT_FALSE(fs::exists(socket));
}

TEST_F(Service, KeysMadeByCommandsComeAndGo) {
    ServiceProgram service{data_dir_};
    service.wait_until_ready();
    const std::string business = text(answer({"business", "create", "--name", "Ada Stores"}).at("business").at("id"));
    const json::value made = answer({"keys", "create", "--business", business, "--scopes", "read"});
    EXPECT_EQ(http_get(service.address(), "/v1/business", text(made.at("api_key"))).status, 200);
    EXPECT_EQ(http_get(service.address(), "/v1/api_keys", text(made.at("api_key"))).status, 403) << "scope manage";
    EXPECT_EQ(answer({"keys", "list", "--business", business}).at("data").as_array().size(), 2U);
    answer({"keys", "revoke", text(made.at("key").at("id")), "--business", business});
    EXPECT_EQ(http_get(service.address(), "/v1/business", text(made.at("api_key"))).status, 401);

    const json::value of_operator = answer({"keys", "create", "--operator"});
    const std::string operator_key = text(of_operator.at("api_key"));
    EXPECT_EQ(http_get(service.admin_address(), "/v1/projections", operator_key).status, 200);
    EXPECT_EQ(http_get(service.address(), "/v1/projections", operator_key).status, 404);
    answer({"keys", "revoke", text(of_operator.at("key").at("id")), "--operator"});
    EXPECT_EQ(http_get(service.admin_address(), "/v1/projections", operator_key).status, 401);
    EXPECT_EQ(command({"keys", "revoke", text(of_operator.at("key").at("id")), "--operator"}).exit_status, EX_DATAERR);
}

TEST_F(Service, ADigestIsTheSameBesideAServiceAndWithoutOneAndAfterARebuild) {
    std::string beside, rebuilt;
    {
        ServiceProgram service{data_dir_};
        service.wait_until_ready();
        answer({"business", "create", "--name", "Ada Stores", "--address", "1 Marina"});
        beside = text(answer({"projections", "digest", "businesses"}).at("digest"));
        answer({"projections", "rebuild", "businesses"});
        rebuilt = text(answer({"projections", "digest", "businesses"}).at("digest"));
        service.signal(SIGTERM);
        ASSERT_EQ(service.wait(), 0);
    }
    EXPECT_EQ(beside, rebuilt);
    const json::value alone = answer({"projections", "digest", "businesses"});
    EXPECT_EQ(text(alone.at("digest")), beside);
    EXPECT_EQ(alone.at("position").as_int64(), 2);
    EXPECT_TRUE(all_end_in(data_dir_ / "postgres")) << "the command took its database down again";
}

TEST_F(Service, CommandsWorkWithoutAServiceAndTheServiceShowsWhatTheyDid) {
    const json::value made = answer({"business", "create", "--name", "Ada Stores", "--test-mode"});
    EXPECT_THAT(text(made.at("api_key")), HasSubstr("sk_test_"));
    const json::value again = answer({"business", "create", "--name", "Bola Foods", "--idempotency-key", "bola"});
    const json::value retried = answer({"business", "create", "--name", "Bola Foods", "--idempotency-key", "bola"});
    EXPECT_EQ(again.at("business"), retried.at("business"));
    EXPECT_TRUE(retried.at("api_key").is_null()) << "shown once";
    const Finished exported = command({"events", "export"});
    EXPECT_THAT(exported.output, HasSubstr("{\"object\":\"trailer\",\"count\":4,\"last_position\":4}"));

    ServiceProgram service{data_dir_};
    service.wait_until_ready();
    EXPECT_EQ(http_get(service.address(), "/v1/business", text(made.at("api_key"))).status, 200);
    Program second{{suoledger_program(), "serve", "--data-dir", data_dir_.string(), "--listen", "127.0.0.1:0",
                    "--admin-listen", "127.0.0.1:0"}};
    EXPECT_EQ(second.wait(), EX_TEMPFAIL) << "one owner";
    service.signal(SIGINT);
    EXPECT_EQ(service.wait(), 0);
}

TEST_F(Service, EventsAreFollowedBesideItUntilToldToStop) {
    const Finished alone = command({"events", "tail"});
    EXPECT_EQ(alone.exit_status, EX_UNAVAILABLE);
    EXPECT_THAT(alone.error, HasSubstr("events export"));
    ServiceProgram service{data_dir_};
    service.wait_until_ready();
    const json::value ada = answer({"business", "create", "--name", "Ada Stores"});
    const std::vector<std::string> tail{suoledger_program(), "events",  "tail", "--data-dir",
                                        data_dir_.string(),  "--after", "0"};
    Program all{tail};
    EXPECT_THAT(all.wait_for_line("business_registered"), HasSubstr("\"position\":1,"));
    EXPECT_THAT(all.wait_for_line("api_key_issued"), HasSubstr("\"position\":2,"));
    auto only = tail;
    only.insert(only.end(), {"--type", "api_key_issued", "--business", text(ada.at("business").at("id"))});
    Program of_ada{only};
    EXPECT_THAT(of_ada.wait_for_line("{"), HasSubstr("\"position\":2,"));

    answer({"business", "create", "--name", "Bola Foods"});
    EXPECT_THAT(all.wait_for_line("\"position\":4,"), HasSubstr("api_key_issued"));
    answer({"keys", "create", "--business", text(ada.at("business").at("id")), "--scopes", "audit"});
    EXPECT_THAT(of_ada.wait_for_line("\"position\":5,"), HasSubstr("api_key_issued"));
    for (Program* program : {&all, &of_ada}) {
        program->signal(SIGINT);
        EXPECT_EQ(program->wait(), 0) << program->standard_error();
    }
    const auto& printed = of_ada.standard_output();
    EXPECT_EQ(std::count(printed.begin(), printed.end(), '\n'), 2) << printed;
}

TEST_F(Service, ARingThatDoesNotOpenTheDatabaseStopsTheStart) {
    ASSERT_EQ(command({"migrate", "up"}).exit_status, 0);
    ASSERT_EQ(command({"events", "export"}).exit_status, 0);
    fs::rename(data_dir_ / "kek.json", data_dir_ / "kek.lost");
    for (int attempt = 0; attempt < 2; ++attempt) {
        ServiceProgram service{data_dir_};
        EXPECT_EQ(service.wait(), EX_CONFIG);
        EXPECT_THAT(service.standard_error(), HasSubstr("--kek-file"));
        EXPECT_FALSE(fs::exists(data_dir_ / "kek.json")) << "a ring that opens nothing must not stay";
    }
    ServiceProgram service{data_dir_, {"--kek-file", (data_dir_ / "kek.lost").string()}};
    service.wait_until_ready();
}

TEST_F(Service, RefusesADatabaseThatForgetsWhatItAcknowledged) {
    const std::string url = PostgresCluster::shared().create_database();  // fsync is off there
    ServiceProgram service{data_dir_, {"--database-url", url}};
    EXPECT_EQ(service.wait(), EX_CONFIG);
    EXPECT_THAT(service.standard_error(), HasSubstr("fsync = off"));
    const Finished written = command({"keys", "create", "--operator", "--database-url", url});
    EXPECT_EQ(written.exit_status, EX_CONFIG);
    EXPECT_THAT(written.error, HasSubstr("fsync = off"));
}

TEST_F(Service, WaitsForADatabaseThatIsNotThereYetAndSaysSo) {
    ServiceProgram service{data_dir_,
                           {"--database-url", "postgresql:///ledger?host=" + (scratch_.path() / "nowhere").string()}};
    service.wait_for_line("waiting for the database");
    const json::value listening = json::parse(service.wait_for_line("\"msg\":\"listening\""));
    EXPECT_EQ(http_get(text(listening.at("admin")), "/live").status, 200);
    const HttpAnswer ready = http_get(text(listening.at("admin")), "/ready");
    EXPECT_EQ(ready.status, 503);
    EXPECT_THAT(ready.body, HasSubstr("database_unreachable"));
    EXPECT_EQ(http_get(text(listening.at("http")), "/v1/business", "sk_live_" + std::string(59, '0')).status, 503)
        << "not 401: the key may well be good";
    service.signal(SIGTERM);
    EXPECT_EQ(service.wait(), 0) << service.standard_error();
}

}  // namespace
}  // namespace suoledger::tests
