// SPDX-License-Identifier: Apache-2.0
// The binary from outside, without a database: help, usage errors, check-config, version.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sysexits.h>

#include <boost/json/parse.hpp>
#include <fstream>

#include "tests/adapters/program.hpp"
#include "tests/adapters/service_program.hpp"

namespace suoledger::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(CommandLine, EveryCommandExplainsItself) {
    for (const std::vector<std::string>& command : {std::vector<std::string>{"serve"},
                                                    {"demo"},
                                                    {"migrate", "up"},
                                                    {"migrate", "status"},
                                                    {"check-config"},
                                                    {"business", "create"},
                                                    {"keys", "create"},
                                                    {"keys", "list"},
                                                    {"keys", "revoke"},
                                                    {"events", "export"},
                                                    {"events", "tail"},
                                                    {"projections", "list"},
                                                    {"projections", "rebuild"},
                                                    {"projections", "digest"},
                                                    {"journal"},
                                                    {"audit", "verify"},
                                                    {"audit", "compare"},
                                                    {"replay"},
                                                    {"openapi"},
                                                    {"version"}}) {
        std::vector<std::string> arguments = command;
        arguments.emplace_back("--help");
        const Finished help = suoledger(arguments);
        EXPECT_EQ(help.exit_status, 0) << command.back();
        EXPECT_THAT(help.output, HasSubstr("--output")) << command.back();
        EXPECT_EQ(help.error, "") << command.back();
    }
}

/// What bash offers after the words; the last one is what is being typed.
std::string offered(const std::vector<std::string>& words) {
    std::string typed = "suoledger";
    for (const std::string& word : words) typed += " '" + word + "'";
    const Finished shell = run({"/bin/bash", "-c",
                                "source <(\"$0\" completion bash); COMP_WORDS=(" + typed + "); COMP_CWORD=" +
                                    std::to_string(words.size()) + "; _suoledger; echo \"${COMPREPLY[*]}\"",
                                suoledger_program()});
    EXPECT_EQ(shell.error, "");
    return shell.output;
}

TEST(CommandLine, TheShellCompletesWhatTheProgramTakes) {
    EXPECT_EQ(offered({"proj"}), "projections\n");
    EXPECT_EQ(offered({"projections", "re"}), "rebuild\n");
    EXPECT_THAT(offered({"keys", ""}), HasSubstr("revoke"));
    EXPECT_EQ(offered({"serve", "--listen", "127.0.0.1:0", "--rate-limit-per-a"}), "--rate-limit-per-address\n");
    EXPECT_EQ(offered({"version", "--output", "j"}), "json\n");
    EXPECT_EQ(suoledger({"completion", "fish"}).exit_status, EX_USAGE);
}

TEST(CommandLine, AMistypedCommandIsAUsageError) {
    EXPECT_EQ(suoledger({}).exit_status, EX_USAGE);
    EXPECT_EQ(suoledger({"servee"}).exit_status, EX_USAGE);
    EXPECT_EQ(suoledger({"serve", "--listne", "x"}).exit_status, EX_USAGE);
    EXPECT_EQ(suoledger({"business", "create"}).exit_status, EX_USAGE) << "--name is required";
    EXPECT_EQ(suoledger({"keys", "create"}).exit_status, EX_USAGE) << "whose?";
    EXPECT_EQ(suoledger({"replay", "--until", "head"}).exit_status, EX_USAGE) << "--to is required";
    EXPECT_EQ(suoledger({"audit", "compare", "postgresql://one"}).exit_status, EX_USAGE) << "with what?";
    EXPECT_EQ(suoledger({"audit", "verify", "--first", "3"}).exit_status, EX_USAGE) << "of which bundle?";
    EXPECT_EQ(suoledger({"audit", "verify", "--public-key", "no key"}).exit_status, EX_USAGE);
    EXPECT_EQ(suoledger({"audit", "verify", "--bundle", "/nowhere"}).exit_status, EX_DATAERR);
    const Finished unknown = suoledger({"projections", "digest", "invoicess"});
    EXPECT_EQ(unknown.exit_status, EX_USAGE);
    EXPECT_THAT(unknown.error, HasSubstr("invoicess"));
}

TEST(CommandLine, CheckConfigNamesEveryProblemAndChangesNothing) {
    const DataDirectory scratch;
    const std::string data_dir = (scratch.path() / "data").string();
    const Finished checked =
        suoledger({"check-config", "--data-dir", data_dir, "--listen", "nowhere", "--log-level", "loud"});
    EXPECT_EQ(checked.exit_status, EX_CONFIG);
    EXPECT_THAT(checked.error, HasSubstr("listen (--listen)"));
    EXPECT_THAT(checked.error, HasSubstr("log-level (--log-level)"));
    EXPECT_FALSE(std::filesystem::exists(data_dir));
}

TEST(CommandLine, CheckConfigSaysWhereEachValueCameFromAndHidesSecrets) {
    const DataDirectory scratch;
    const std::string file = (scratch.path() / "ledger.conf").string();
    std::ofstream{file} << "handler-threads = 7\n";
    const Finished checked = suoledger({"check-config", "--config", file, "--output", "json"},
                                       {{"DATABASE_URL", "postgresql://ada:hunter2@db/ledger"}});
    ASSERT_EQ(checked.exit_status, 0) << checked.error;
    const boost::json::value shown = boost::json::parse(checked.output);
    EXPECT_EQ(shown.at("handler-threads").at("source"), boost::json::string{file + ":1"});
    EXPECT_EQ(shown.at("handler-threads").at("value"), "7");
    EXPECT_EQ(shown.at("database-url").at("source"), "DATABASE_URL");
    EXPECT_EQ(shown.at("log-level").at("value"), "info");
    EXPECT_THAT(checked.output, Not(HasSubstr("hunter2")));
}

TEST(CommandLine, VersionAndContractAreReadableByPrograms) {
    const boost::json::value version = boost::json::parse(suoledger({"version", "--output", "json"}).output);
    EXPECT_TRUE(version.at("failpoints").as_bool()) << "the tests' build has them";
    EXPECT_FALSE(version.at("commit").as_string().empty());
    const boost::json::value contract = boost::json::parse(suoledger({"openapi", "--output", "json"}).output);
    EXPECT_TRUE(contract.at("paths").as_object().contains("/v1/invoices"));
}

TEST(CommandLine, AFullDiskIsNotAnEmptyAnswer) {
    const Finished full = run({"/bin/sh", "-c", suoledger_program() + " openapi > /dev/full"});
    EXPECT_EQ(full.exit_status, EX_IOERR);
    EXPECT_THAT(full.error, HasSubstr("standard output"));
}

}  // namespace
}  // namespace suoledger::tests
