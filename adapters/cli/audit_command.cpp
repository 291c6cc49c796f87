// SPDX-License-Identifier: Apache-2.0
// audit: the group of commands for whoever does not take our word for it.
#include "adapters/cli/commands.hpp"

namespace suoledger::adapters {

void add_audit(const Command& program, CommandLine& line) {
    const Command group = program.group("audit", "Prove that history was not changed");
    add_audit_verify(group, line);
    add_audit_compare(group, line);
    add_audit_checkpoint(group, line);
    add_audit_prove(group, line);
    add_audit_export(group, line);
    add_audit_login(group, line);
}

}  // namespace suoledger::adapters
