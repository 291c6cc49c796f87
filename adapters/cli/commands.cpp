// SPDX-License-Identifier: Apache-2.0
// What all commands share on the command line.
#include "adapters/cli/commands.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "adapters/cli/exit_codes.hpp"
#include "adapters/cli/reconcile_command.hpp"
#include "adapters/software.hpp"

namespace suoledger::adapters {

LoadedConfig load_config(const CommandLine& line) {
    const Environment environment = process_environment();
    const std::string file = line.config_file.empty() ? environment("SUOLEDGER_CONFIG").value_or("") : line.config_file;
    auto loaded = load_config(line.flags, file, environment);
    if (!loaded) {
        std::string text = "the configuration cannot be used:";
        for (const std::string& problem : loaded.error()) {
            text += "\n  " + problem;
        }
        throw CommandFault{EX_CONFIG, text};
    }
    return *std::move(loaded);
}

void add_settings(const Command& command, CommandLine& line) {
    for (const Setting& setting : settings()) {
        const std::string name{setting.name};
        std::string help = fmt::format("{} [{}]", setting.help, setting.environment);
        if (!setting.fallback.empty()) {
            help += fmt::format(" (default {})", setting.fallback);
        }
        command.option(
                   "--" + name, [&line, name](const std::string& value) { line.flags[name] = value; }, help)
            .section("Settings");
    }
    command.option("--config", line.config_file, "File of settings, `name = value` a line [SUOLEDGER_CONFIG]")
        .section("Settings");
    command.option("--output", line.output, "text for people (default), json for programs").choices({"text", "json"});
}

void add_commands(const Command& program, CommandLine& line) {
    program.description("A ledger of invoices and payments: immutable events, books that balance, proofs.");
    program.version("suoledger " + software_version());
    program.footer(
        "Examples:\n"
        "  suoledger demo\n"
        "  suoledger serve --data-dir /srv/ledger --listen 127.0.0.1:8080\n"
        "  suoledger business create --name \"Ada Stores\" --data-dir /srv/ledger\n"
        "`suoledger COMMAND --help` says more. Exit codes are those of sysexits.h.");
    add_serve(program, line);
    add_demo(program, line);
    add_migrate(program, line);
    add_check_config(program, line);
    add_business(program, line);
    add_keys(program, line);
    add_erase(program, line);
    add_events(program, line);
    add_projections(program, line);
    add_dead_letters(program, line);
    add_journal(program, line);
    add_audit(program, line);
    add_reconcile(program, line);
    add_replay(program, line);
    add_recover(program, line);
    add_completion(program);
    add_openapi(program, line);
    add_version(program, line);
}

void print_out(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
        throw CommandFault{EX_IOERR, fmt::format("cannot write to standard output: {}", std::strerror(errno))};
    }
}

}  // namespace suoledger::adapters
