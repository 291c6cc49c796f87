// SPDX-License-Identifier: Apache-2.0
// audit prove: that one event is in the signed log, as a receipt or as JSON.
#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "adapters/cli/commands.hpp"
#include "adapters/cli/exit_codes.hpp"
#include "adapters/cli/signed_log.hpp"
#include "http/audit_proofs.hpp"

namespace suoledger::adapters {
namespace {

struct ProveArguments {
    std::int64_t position = 0;
};

eventstore::RecordedEvent event_at(eventstore::EventStore& store, std::int64_t position) {
    eventstore::LogQuery query;
    query.after_position = position - 1;
    query.limit = 1;
    const auto found = store.read_log(query);
    if (position < 1 || found.empty()) throw CommandFault{EX_DATAERR, fmt::format("there is no position {}", position)};
    return found.front();
}

int prove(const CommandLine& line, const ProveArguments& arguments) {
    const LoadedConfig config = load_config(line);
    auto keys = named_checkpoint_keys(config);
    CommandStart start{config};
    CommandStore store{start};
    SignedLog log{start, store.log(), std::move(keys)};
    const auto event = event_at(store.log(), arguments.position);
    const std::int64_t size = log.checkpoint().size;
    if (event.position > size)
        throw CommandFault{EX_TEMPFAIL,
                           fmt::format("the newest checkpoint has {} entries; the service signs on", size)};
    const http::InclusionPath path{size, log.checkpoint().root,
                                   eventstore::inclusion_proof(log.tree(), event.position - 1, size)};
    if (line.form() == OutputForm::text) {
        print_out(http::inclusion_file(event, path, log.note()));
        return 0;
    }
    auto shown = http::inclusion_json(event, path);
    shown["checkpoint"] = log.note();
    print_out(boost::json::serialize(shown) + "\n");
    return 0;
}

}  // namespace

void add_audit_prove(const Command& group, CommandLine& line) {
    const Command command = group.command("prove", "Prove that an event is in the signed log");
    auto& arguments = command.arguments<ProveArguments>();
    command.option("--position", arguments.position, "Of the event").required();
    command.footer(
        "Examples:\n"
        "  suoledger audit prove --position 42 > 42.tlog-proof\n"
        "  python3 verify.py 42.tlog-proof --public-key \"$(cat KEY)\"");
    add_settings(command, line);
    command.action([&line, &arguments] { return prove(line, arguments); });
}

}  // namespace suoledger::adapters
