// SPDX-License-Identifier: Apache-2.0
// The commands of the program: each adds its arguments to the command line and, when chosen, what to run.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "adapters/cli/command_tree.hpp"
#include "adapters/cli/config.hpp"

namespace suoledger::adapters {

enum class OutputForm : std::uint8_t { text, json };

/// What was typed. Lives as long as the program; the options of the command line write into it.
struct CommandLine {
    std::map<std::string, std::string> flags;  // settings by name
    std::string config_file;
    std::string output;  // "", "text" or "json"

    /// Text unless JSON was asked for.
    [[nodiscard]] OutputForm form() const { return output == "json" ? OutputForm::json : OutputForm::text; }
};

/// Reads flags, environment and file. Throws CommandFault naming every problem.
LoadedConfig load_config(const CommandLine& line);

/// Options that every command takes: the settings, --config, --output.
void add_settings(const Command& command, CommandLine& line);
/// The whole command line. `line` outlives it.
void add_commands(const Command& program, CommandLine& line);

// One file each.
void add_serve(const Command& program, CommandLine& line);
void add_demo(const Command& program, CommandLine& line);
void add_migrate(const Command& program, CommandLine& line);
void add_check_config(const Command& program, CommandLine& line);
void add_business(const Command& program, CommandLine& line);
void add_keys(const Command& program, CommandLine& line);
void add_erase(const Command& program, CommandLine& line);
void add_kek(const Command& group, CommandLine& line);
void add_checkpoint_keys(const Command& group, CommandLine& line);
void add_recover(const Command& program, CommandLine& line);
void add_events(const Command& program, CommandLine& line);
void add_events_tail(const Command& group, CommandLine& line);
void add_projections(const Command& program, CommandLine& line);
void add_dead_letters(const Command& program, CommandLine& line);
void add_journal(const Command& program, CommandLine& line);
void add_audit(const Command& program, CommandLine& line);
void add_audit_verify(const Command& group, CommandLine& line);
void add_audit_compare(const Command& group, CommandLine& line);
void add_replay(const Command& program, CommandLine& line);
void add_audit_checkpoint(const Command& group, CommandLine& line);
void add_audit_prove(const Command& group, CommandLine& line);
void add_audit_export(const Command& group, CommandLine& line);
void add_audit_login(const Command& group, CommandLine& line);
void add_completion(const Command& program);
void add_openapi(const Command& program, CommandLine& line);
void add_version(const Command& program, CommandLine& line);

/// Writes all of it to standard output and flushes. Throws CommandFault(EX_IOERR).
void print_out(std::string_view text);

}  // namespace suoledger::adapters
