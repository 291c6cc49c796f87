// SPDX-License-Identifier: Apache-2.0
// The commands of the program: each adds its arguments to the command line and, when chosen, what to run.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "adapters/cli/config.hpp"

namespace CLI {
class App;
}

namespace suoledger::adapters {

enum class OutputForm : std::uint8_t { text, json };

/// What was typed. Lives as long as the program; the options of the command line write into it.
struct CommandLine {
    std::map<std::string, std::string> flags;  // settings by name
    std::string config_file;
    std::string output;        // "", "text" or "json"
    std::function<int()> run;  // set by the chosen command; returns the exit code

    /// Text unless JSON was asked for.
    [[nodiscard]] OutputForm form() const { return output == "json" ? OutputForm::json : OutputForm::text; }
};

/// Reads flags, environment and file. Throws CommandFault naming every problem.
LoadedConfig load_config(const CommandLine& line);

/// Options that every command takes: the settings, --config, --output.
void add_settings(CLI::App& command, CommandLine& line);
/// The whole command line. `line` outlives it.
void add_commands(CLI::App& program, CommandLine& line);

// One file each.
void add_serve(CLI::App& program, CommandLine& line);
void add_demo(CLI::App& program, CommandLine& line);
void add_migrate(CLI::App& program, CommandLine& line);
void add_check_config(CLI::App& program, CommandLine& line);
void add_business(CLI::App& program, CommandLine& line);
void add_keys(CLI::App& program, CommandLine& line);
void add_events(CLI::App& program, CommandLine& line);
void add_events_tail(CLI::App& group, CommandLine& line);
void add_projections(CLI::App& program, CommandLine& line);
void add_journal(CLI::App& program, CommandLine& line);
void add_completion(CLI::App& program, CommandLine& line);
void add_openapi(CLI::App& program, CommandLine& line);
void add_version(CLI::App& program, CommandLine& line);

/// Writes all of it to standard output and flushes. Throws CommandFault(EX_IOERR).
void print_out(std::string_view text);

}  // namespace suoledger::adapters
