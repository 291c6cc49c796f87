// SPDX-License-Identifier: Apache-2.0
// projections list, rebuild, digest: asked of the running service, else done here on its read models.
#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <thread>

#include "adapters/cli/command_store.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/exit_codes.hpp"
#include "adapters/cli/rebuild_progress.hpp"
#include "adapters/process/control_socket.hpp"
#include "adapters/service/control_commands.hpp"
#include "projections/projection.hpp"
#include "projections/rocks_read_models.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;

/// A service that owns the directory listens on its control socket soon; a long catch-up is worth waiting for.
constexpr std::chrono::minutes service_limit{10};
constexpr std::chrono::milliseconds poll{100};

struct ProjectionArguments {
    std::string name;
};

json::object answer_here(CommandStart& start, CommandStore& store, const json::object& request) {
    eventstore::NullMetrics metrics;
    projections::RocksReadModels read_models{
        {start.config.data_dir / "read-models", [&start](std::string_view text) { start.log.warning(text); }},
        store.log(),
        metrics};
    read_models.start();
    const std::int64_t head = store.log().head().position;
    if (!wait_until_reached(read_models, head, service_limit)) {
        throw CommandFault{EX_TEMPFAIL, "the read models do not catch up with the log"};
    }
    return with_progress(request,
                         [&](const json::object& asked) { return std::optional{answer_control(read_models, asked)}; })
        .value();
}

json::object answer(const CommandLine& line, const json::object& request) {
    CommandStart start{load_config(line)};
    const auto limit = std::chrono::steady_clock::now() + service_limit;
    while (std::chrono::steady_clock::now() < limit) {
        auto reply = with_progress(
            request, [&](const json::object& asked) { return ask_service(start.config.data_dir, asked); });
        if (reply) {
            return *std::move(reply);
        }
        if (!served_by_another(start.config.data_dir)) {
            CommandStore store{start};
            if (store.database().own_data_dir(start)) {
                return answer_here(start, store, request);
            }
        }
        std::this_thread::sleep_for(poll);
    }
    throw CommandFault{EX_TEMPFAIL, "the service of this data directory does not get ready"};
}

std::string readable_row(const json::object& row) {
    const auto number = [&row](std::string_view name) {
        const json::value* value = row.if_contains(name);
        return value == nullptr ? std::string{} : json::serialize(*value);
    };
    return fmt::format("{:<16}{:>8}{:>12}{:>12}  {}\n", row.at("name").as_string().c_str(), number("version"),
                       number("position"), number("head_position"), rebuild_progress_text(row));
}

std::string readable(std::string_view what, const json::object& reply) {
    if (what == control::digest) {
        return fmt::format("{}  {}  {}-{}\n", reply.at("digest").as_string().c_str(),
                           reply.at("name").as_string().c_str(), json::serialize(reply.at("epoch")),
                           json::serialize(reply.at("position")));
    }
    std::string text =
        fmt::format("{:<16}{:>8}{:>12}{:>12}  {}\n", "PROJECTION", "VERSION", "POSITION", "HEAD", "REBUILD");
    if (what == control::rebuild) {
        return text + readable_row(reply);
    }
    for (const json::value& row : reply.at("projections").as_array()) {
        text += readable_row(row.as_object());
    }
    return text;
}

int ask(const CommandLine& line, std::string_view what, const ProjectionArguments& arguments) {
    json::object request = control_request(what);
    if (!arguments.name.empty()) {
        if (projections::find_projection(arguments.name) == nullptr) {
            throw CommandFault{
                EX_USAGE, fmt::format("there is no projection `{}`; see: suoledger projections list", arguments.name)};
        }
        request["name"] = arguments.name;
    }
    const json::object reply = answer(line, request);
    print_out(line.form() == OutputForm::json ? json::serialize(reply) + "\n" : readable(what, reply));
    return 0;
}

void add(const Command& group, CommandLine& line, std::string_view what, bool takes_name, const std::string& help) {
    const Command command = group.command(std::string{what}, help);
    auto& arguments = command.arguments<ProjectionArguments>();
    if (takes_name) {
        command.option("name", arguments.name, "As `projections list` names it").required();
    }
    add_settings(command, line);
    command.action([&line, what, &arguments] { return ask(line, what, arguments); });
}

}  // namespace

void add_projections(const Command& program, CommandLine& line) {
    const Command group = program.group("projections", "Read models: folds of the log");
    group.footer(
        "Examples:\n"
        "  suoledger projections list\n"
        "  suoledger projections digest invoices     equal digests at one position are equal read models\n"
        "  suoledger projections rebuild invoices    folds the log again, beside the rows that serve");
    add(group, line, control::list, false, "Positions");
    add(group, line, control::rebuild, true, "Fold one again from the first event");
    add(group, line, control::digest, true, "SHA-256 over the rows of one");
}

}  // namespace suoledger::adapters
