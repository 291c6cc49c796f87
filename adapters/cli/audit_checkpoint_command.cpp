// SPDX-License-Identifier: Apache-2.0
// audit checkpoint: the newest signed checkpoint and the keys that signed it.
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "adapters/cli/commands.hpp"
#include "adapters/cli/signed_log.hpp"
#include "http/audit_proofs.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;

int print_checkpoint(const CommandLine& line) {
    const LoadedConfig config = load_config(line);
    auto keys = named_checkpoint_keys(config);
    CommandStart start{config};
    CommandStore store{start};
    const SignedLog log{start, store.log(), std::move(keys)};
    if (line.form() == OutputForm::text) {
        print_out(log.note());
        return 0;
    }
    json::array public_keys;
    for (const auto& verifier : log.verifiers()) public_keys.emplace_back(verifier.text());
    print_out(json::serialize(json::object{{"object", "checkpoint"},
                                           {"origin", log.checkpoint().origin},
                                           {"size", log.checkpoint().size},
                                           {"root", http::hash_text(log.checkpoint().root)},
                                           {"note", log.note()},
                                           {"public_keys", std::move(public_keys)}}) +
              "\n");
    return 0;
}

}  // namespace

void add_audit_checkpoint(const Command& group, CommandLine& line) {
    const Command command = group.command("checkpoint", "Print the newest signed checkpoint of the log");
    command.footer(
        "Examples:\n"
        "  suoledger audit checkpoint > checkpoint-$(date +%F)\n"
        "  suoledger audit checkpoint --output json | jq -r .public_keys[]\n"
        "Keep checkpoints where nobody of this machine can reach them: they show later what was changed.");
    add_settings(command, line);
    command.action([&line] { return print_checkpoint(line); });
}

}  // namespace suoledger::adapters
