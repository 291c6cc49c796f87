// SPDX-License-Identifier: Apache-2.0
// check-config: every setting, its value and where it came from; or every problem at once.
#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <string>

#include "adapters/cli/commands.hpp"
#include "adapters/embedded_postgres/binaries.hpp"
#include "adapters/service/key_ring.hpp"
#include "eventstore/merkle/checkpoint_keys.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;

/// What a start would stumble over, found without changing anything. Throws it.
void try_parts(const Config& config) {
    if (config.kek_file && std::filesystem::exists(*config.kek_file)) {
        static_cast<void>(eventstore::KekRing::load_or_create(*config.kek_file, false));
    }
    if (config.checkpoint_key_file && std::filesystem::exists(*config.checkpoint_key_file)) {
        static_cast<void>(eventstore::CheckpointKeys::load_or_create(*config.checkpoint_key_file, false));
    }
    if (config.database_url.empty() && !config.read_node.is_on) {
        const std::filesystem::path pgdata = config.data_dir / "postgres";
        const std::string path = process_environment()("PATH").value_or("");
        static_cast<void>(
            choose_binaries(find_postgres_binaries("/usr/lib/postgresql", path), major_version_of(pgdata), pgdata));
    }
}

int check(const CommandLine& line) {
    const LoadedConfig loaded = load_config(line);
    try_parts(loaded.config);
    std::string text;
    json::object values;
    for (const Setting& setting : settings()) {
        const std::string value = shown_value(setting, loaded.config);
        const std::string& source = loaded.sources.at(std::string{setting.name});
        text += fmt::format("{:<24}{:<48}{}\n", setting.name, value, source);
        values[setting.name] = json::object{{"value", value}, {"source", source}};
    }
    print_out(line.form() == OutputForm::json ? json::serialize(values) + "\n" : text);
    return 0;
}

}  // namespace

void add_check_config(const Command& program, CommandLine& line) {
    const Command command = program.command("check-config", "Show the settings and where they come from");
    command.footer("Exit code 78 and one line for each problem when they cannot be used. Starts nothing.");
    add_settings(command, line);
    command.action([&line] { return check(line); });
}

}  // namespace suoledger::adapters
