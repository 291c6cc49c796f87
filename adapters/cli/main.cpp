// SPDX-License-Identifier: Apache-2.0
// The program: reads the command line, runs the command, turns what went wrong into an exit code.
#include <CLI/CLI.hpp>

#include "adapters/cli/commands.hpp"
#include "adapters/cli/exit_codes.hpp"

int main(int argc, char** argv) {
    using namespace suoledger::adapters;
    CommandLine line;
    CLI::App program;
    try {
        add_commands(program, line);
        program.parse(argc, argv);
        return line.run();
    } catch (const CLI::ParseError& answer) {
        // Help and version are answers too, and the only ones with code 0.
        return program.exit(answer) == 0 ? 0 : EX_USAGE;
    } catch (...) {
        return explain_current_fault();
    }
}
