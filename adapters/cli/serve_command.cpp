// SPDX-License-Identifier: Apache-2.0
// serve: run until told to stop.

#include "adapters/cli/commands.hpp"
#include "adapters/cli/service_process.hpp"

namespace suoledger::adapters {

void add_serve(const Command& program, CommandLine& line) {
    const Command command = program.command("serve", "Answer requests until SIGTERM");
    command.footer(
        "Examples:\n"
        "  suoledger serve                                 with a private PostgreSQL in the data directory\n"
        "  DATABASE_URL=postgresql://… suoledger serve     with yours\n"
        "The addresses are written to DIR/listen.json once /ready answers 200. SIGTERM lets requests in flight "
        "finish;\n"
        "a second one ends at once.");
    add_settings(command, line);
    command.action([&line] { return run_service(load_config(line).config, nullptr); });
}

}  // namespace suoledger::adapters
