// SPDX-License-Identifier: Apache-2.0
// The program: reads the command line, runs the command, turns what went wrong into an exit code.
#include "adapters/cli/commands.hpp"
#include "adapters/cli/exit_codes.hpp"

int main(int argc, char** argv) {
    using namespace suoledger::adapters;
    CommandLine line;
    try {
        CommandTree tree;
        add_commands(tree.program(), line);
        return tree.run(argc, argv);
    } catch (...) {
        return explain_current_fault();
    }
}
