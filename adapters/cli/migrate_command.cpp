// SPDX-License-Identifier: Apache-2.0
// migrate up, status: the database's schema. `serve` does the same at every start.
#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "adapters/cli/command_store.hpp"
#include "adapters/cli/commands.hpp"
#include "eventstore/postgres/migrations.hpp"

namespace suoledger::adapters {
namespace {

void print_status(const CommandLine& line, const eventstore::MigrationStatus& status) {
    const boost::json::object shown{{"applied", status.applied}, {"available", status.available}};
    print_out(line.form() == OutputForm::json
                  ? boost::json::serialize(shown) + "\n"
                  : fmt::format("{} of {} migrations applied\n", status.applied, status.available));
}

int up(const CommandLine& line) {
    CommandStart start{load_config(line)};
    const CommandDatabase database{start};
    eventstore::migrate_up(database.url());
    print_status(line, eventstore::migration_status(database.url()));
    return 0;
}

int status(const CommandLine& line) {
    CommandStart start{load_config(line)};
    const CommandDatabase database{start};
    print_status(line, eventstore::migration_status(database.url()));
    return 0;
}

}  // namespace

void add_migrate(const Command& program, CommandLine& line) {
    const Command group = program.group("migrate", "The database's schema");
    const Command apply = group.command("up", "Apply what is missing; `serve` does so at every start");
    add_settings(apply, line);
    apply.action([&line] { return up(line); });
    const Command look = group.command("status", "How many are applied");
    add_settings(look, line);
    look.action([&line] { return status(line); });
}

}  // namespace suoledger::adapters
