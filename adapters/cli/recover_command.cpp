// SPDX-License-Identifier: Apache-2.0
// recover --declare-loss: says under signature what is lost, and opens the next epoch of the log.
#include <fmt/format.h>
#include <unistd.h>

#include <boost/json/serialize.hpp>
#include <iostream>
#include <optional>

#include "adapters/checkpoint_sinks/sinks.hpp"
#include "adapters/cli/command_store.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/exit_codes.hpp"
#include "adapters/service/checkpoint_keys_file.hpp"
#include "eventstore/clock.hpp"
#include "eventstore/durable_files.hpp"
#include "eventstore/merkle/loss_declaration.hpp"
#include "eventstore/postgres/epochs.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;
using eventstore::LossDeclaration;

struct RecoverArguments {
    bool declare_loss = false, yes = false;
};

/// What was found, before anything changes.
struct Loss {
    LossDeclaration declaration;
    std::int64_t old_epoch = 0, next_epoch = 0;
    eventstore::LogHead head;
};

Loss find_loss(CommandStart& start, CommandStore& store, const eventstore::CheckpointKeys& keys) {
    const fs::path directory = audit_directory(start.config.data_dir);
    const auto last_signed = eventstore::find_last_signed(directory, keys);
    if (!last_signed) {
        throw CommandFault{EX_DATAERR,
                           fmt::format("nothing was signed in {}: there is no loss to declare", directory.string())};
    }
    Loss loss;
    loss.head = store.log().head();
    loss.old_epoch = last_signed->checkpoint.epoch;
    if (loss.head.epoch > loss.old_epoch) {
        throw CommandFault{EX_DATAERR, fmt::format("the log is of epoch {} already, of which nothing was signed here: "
                                                   "start the service",
                                                   loss.head.epoch)};
    }
    loss.next_epoch = loss.old_epoch + 1;
    loss.declaration.last_signed = last_signed->checkpoint.checkpoint;
    loss.declaration.last_good = find_last_good(store.log(), *last_signed);
    loss.declaration.next_origin = eventstore::log_origin(keys.name, loss.next_epoch);
    loss.declaration.declared_at = eventstore::system_now();
    if (loss.head.epoch == loss.old_epoch && loss.declaration.last_good == loss.declaration.last_signed) {
        throw CommandFault{EX_DATAERR, fmt::format("the log holds all {} events that were signed: there is no loss to "
                                                   "declare",
                                                   loss.declaration.last_signed.size)};
    }
    return loss;
}

std::string described(const Loss& loss) {
    const LossDeclaration& declared = loss.declaration;
    std::string text = fmt::format(
        "signed       {} events in epoch {}, root {}\n"
        "in the log   {} events, of epoch {}\n"
        "still good   the first {}, root {}\n",
        declared.last_signed.size, loss.old_epoch, eventstore::base64(declared.last_signed.root), loss.head.position,
        loss.head.epoch, declared.last_good.size, eventstore::base64(declared.last_good.root));
    if (declared.first_lost() <= declared.last_lost()) {
        text += fmt::format("lost         positions {} to {}, and what was recorded after that checkpoint\n",
                            declared.first_lost(), declared.last_lost());
    }
    if (loss.head.position > declared.last_good.size) {
        text += fmt::format("replaced     positions {} to {} of the log hold other events than were signed\n",
                            declared.last_good.size + 1, loss.head.position);
    }
    return text +
           "Lost with them: the keys of people and businesses that they brought, reservations (what must be unique, "
           "such as\npayment ids), and the records of their commands: a retry of one of those is done as a new "
           "command.\n";
}

void confirm(const Loss& loss, const RecoverArguments& arguments) {
    if (arguments.yes) {
        return;
    }
    if (::isatty(STDIN_FILENO) == 0) {
        throw CommandFault{EX_USAGE, described(loss) + "nothing was changed; add --yes to declare this loss"};
    }
    fmt::print(stderr, "{}This cannot be taken back. Type `declare` to open epoch {}: ", described(loss),
               loss.next_epoch);
    std::string typed;
    std::getline(std::cin, typed);
    if (typed != "declare") {
        throw CommandFault{EX_USAGE, "nothing was changed"};
    }
}

/// Whoever kept the old epoch's key believes it, and whoever meets the new one's.
std::string signed_declaration(const Loss& loss, const eventstore::CheckpointKeys& keys) {
    auto signers = keys.signers(loss.old_epoch);
    for (auto& signer : keys.signers(loss.next_epoch)) {
        signers.push_back(std::move(signer));
    }
    return eventstore::sign_note(eventstore::loss_declaration_text(loss.declaration), signers);
}

void open_next_epoch(CommandStore& store, const Loss& loss, const fs::path& file, const std::string& note) {
    eventstore::open_epoch(store.database().url(), loss.next_epoch, [&](const eventstore::LogHead& head) {
        if (head.epoch != loss.head.epoch || head.epoch_id != loss.head.epoch_id) {
            throw CommandFault{EX_TEMPFAIL, "another process opened an epoch meanwhile; nothing was changed"};
        }
        // First on the disk: there is no epoch without the note that opens it.
        fs::create_directories(file.parent_path());
        eventstore::replace_durably(file, note, 0644);
        eventstore::sync_directory(file.parent_path().parent_path());
    });
}

/// Returns how many it did not reach.
int tell_sinks(CommandStart& start, const Loss& loss, const std::string& note) {
    int failed = 0;
    for (const auto& sink : make_sinks(start.config.checkpoint_sinks, start.config.kafka)) {
        try {
            sink->publish_loss(loss.next_epoch, note);
        } catch (const std::exception& fault) {
            ++failed;
            start.log.error("the declaration did not reach a sink; take it there by hand",
                            {{"sink", std::string{sink->name()}}, {"reason", fault.what()}});
        }
    }
    return failed;
}

int recover(const CommandLine& line, const RecoverArguments& arguments) {
    if (!arguments.declare_loss) {
        throw CommandFault{EX_USAGE, "say --declare-loss; see: suoledger recover --help"};
    }
    const LoadedConfig loaded = load_config(line);
    std::optional<eventstore::CheckpointKeys> keys;
    if (loaded.config.checkpoint_key_file) {
        keys = eventstore::CheckpointKeys::load_or_create(*loaded.config.checkpoint_key_file, false);
    }
    CommandStart start{loaded};
    if (served_by_another(start.config.data_dir)) {
        throw CommandFault{EX_TEMPFAIL,
                           fmt::format("a service runs on {}; stop it first", start.config.data_dir.string())};
    }
    CommandStore store{start};
    if (!store.database().own_data_dir(start)) {
        throw CommandFault{EX_TEMPFAIL,
                           fmt::format("a service runs on {}; stop it first", start.config.data_dir.string())};
    }
    if (!keys) {
        keys = eventstore::CheckpointKeys::load_or_create(own_checkpoint_key_file(start.config.data_dir), false);
    }
    const Loss loss = find_loss(start, store, *keys);
    confirm(loss, arguments);
    const fs::path file = eventstore::loss_declaration_file(audit_directory(start.config.data_dir), loss.next_epoch);
    const std::string note = signed_declaration(loss, *keys);
    open_next_epoch(store, loss, file, note);
    const int failed_sinks = tell_sinks(start, loss, note);
    const LossDeclaration& declared = loss.declaration;
    const json::object shown{{"epoch", loss.next_epoch},
                             {"origin", declared.next_origin},
                             {"last_good_size", declared.last_good.size},
                             {"last_signed_size", declared.last_signed.size},
                             {"declaration", file.string()},
                             {"failed_sinks", failed_sinks}};
    print_out(line.form() == OutputForm::json
                  ? json::serialize(shown) + "\n"
                  : fmt::format("{}epoch        {} is open: start the service\ndeclaration  {}\n", described(loss),
                                loss.next_epoch, file.string()));
    return 0;
}

}  // namespace

void add_recover(const Command& program, CommandLine& line) {
    const Command command = program.command("recover", "Declare that signed events are lost, and open the next epoch");
    auto& arguments = command.arguments<RecoverArguments>();
    command.flag("--declare-loss", arguments.declare_loss, "Yes, that is what this is for");
    command.flag("--yes", arguments.yes, "Do not ask");
    command.footer(
        "For a log that ends before, or differs from, what was signed: after a restore from an older copy that is the\n"
        "best there is. The declaration is signed, kept in DIR/audit/EPOCH/loss-declaration and sent to the sinks.\n"
        "Nothing that was signed is touched. No service may run on the data directory.");
    add_settings(command, line);
    command.action([&line, &arguments] { return recover(line, arguments); });
}

}  // namespace suoledger::adapters
