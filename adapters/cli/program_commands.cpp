// SPDX-License-Identifier: Apache-2.0
// What the binary knows of itself: openapi, version.
#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "adapters/cli/commands.hpp"
#include "adapters/software.hpp"
#include "http/documents.hpp"

namespace suoledger::adapters {
namespace {

void add_output(const Command& command, CommandLine& line, const std::string& help) {
    command.option("--output", line.output, help).choices({"text", "json"});
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

void add_openapi(const Command& program, CommandLine& line) {
    const Command command = program.command("openapi", "Print the contract of the HTTP API");
    add_output(command, line, "text: YAML (default); json");
    command.action([&line] { return print_openapi(line); });
}

void add_version(const Command& program, CommandLine& line) {
    const Command command = program.command("version", "Print what this binary is");
    add_output(command, line, "text for people (default), json for programs");
    command.action([&line] { return print_version(line); });
}

}  // namespace suoledger::adapters
