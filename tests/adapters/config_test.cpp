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
    ScratchDirectory scratch_;
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
                                             {"SUOLEDGER_KEK_FILE", "/nowhere/kek.json"}});
    const auto loaded = load_config({{"listen", "here"}, {"admin-listen", "127.0.0.1:65536"}}, file, environment);
    ASSERT_FALSE(loaded);
    EXPECT_THAT(
        loaded.error(),
        UnorderedElementsAre(HasSubstr(":1: there is no setting `colour`"), HasSubstr(":2: expected `name = value`"),
                             HasSubstr(":4: `log-level` was already given at"), HasSubstr("handler-threads"),
                             HasSubstr("DATABASE_URL and DATABASE_URL_FILE are both set"),
                             HasSubstr("there is no file /nowhere/url"), HasSubstr("public-url"), HasSubstr("kek-file"),
                             HasSubstr("listen (--listen)"), HasSubstr("admin-listen (--admin-listen)")));
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

TEST_F(Configuration, AMissingFileIsAProblem) {
    const auto loaded = load_config({}, "/nowhere/suoledger.conf", environment_of({}));
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error(), ElementsAre(HasSubstr("cannot read /nowhere/suoledger.conf")));
}

}  // namespace
}  // namespace suoledger::tests
