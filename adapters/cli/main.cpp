// SPDX-License-Identifier: Apache-2.0
// The program: reads the command line, runs the command, turns what went wrong into an exit code.
#include "adapters/cli/commands.hpp"
#include "adapters/cli/exit_codes.hpp"
#include "adapters/logo/decoding_process.hpp"

int main(int argc, char** argv) {
    using namespace suoledger::adapters;
    if (argc == 2 && argv[1] == decode_logo_argument) run_decoding_process();
    CommandLine line;
    try {
        CommandTree tree;
        add_commands(tree.program(), line);
        return tree.run(argc, argv);
    } catch (...) {
        return explain_current_fault();
    }
}
