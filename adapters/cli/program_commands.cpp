// SPDX-License-Identifier: Apache-2.0
// What the binary knows of itself: openapi, version.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>

#include "adapters/cli/commands.hpp"
#include "adapters/software.hpp"
#include "http/documents.hpp"

namespace suoledger::adapters {
namespace {

void add_output(CLI::App& command, CommandLine& line, const std::string& help) {
    command.add_option("--output", line.output, help)->check(CLI::IsMember({"text", "json"}));
}

int print_version(const CommandLine& line) {
    const Software self = software();
    const boost::json::object shown{{"version", self.version},
                                    {"commit", self.commit},
                                    {"build_type", self.build_type},
                                    {"sanitizers", self.sanitizers},
                                    {"failpoints", self.failpoints}};
    print_out(line.form() == OutputForm::json
                  ? boost::json::serialize(shown) + "\n"
                  : fmt::format("suoledger {}\ncommit      {}\nbuild type  {}\nsanitizers  {}\nfailpoints  {}\n",
                                self.version, self.commit, self.build_type,
                                self.sanitizers.empty() ? "none" : self.sanitizers, self.failpoints ? "yes" : "no"));
    return 0;
}

int print_openapi(const CommandLine& line) {
    print_out(line.form() == OutputForm::json ? http::openapi_json() : http::openapi_yaml());
    return 0;
}

}  // namespace

void add_openapi(CLI::App& program, CommandLine& line) {
    CLI::App* command = program.add_subcommand("openapi", "Print the contract of the HTTP API");
    add_output(*command, line, "text: YAML (default); json");
    command->callback([&line] { line.run = [&line] { return print_openapi(line); }; });
}

void add_version(CLI::App& program, CommandLine& line) {
    CLI::App* command = program.add_subcommand("version", "Print what this binary is");
    add_output(*command, line, "text for people (default), json for programs");
    command->callback([&line] { line.run = [&line] { return print_version(line); }; });
}

}  // namespace suoledger::adapters
