// SPDX-License-Identifier: Apache-2.0
// keys rotate-checkpoint, retire-checkpoint: the keys that sign checkpoints, replaced in two steps.
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "adapters/cli/commands.hpp"
#include "adapters/cli/exit_codes.hpp"
#include "adapters/process/privileges.hpp"
#include "adapters/service/checkpoint_keys_file.hpp"
#include "eventstore/crypto.hpp"
#include "eventstore/merkle/checkpoint.hpp"
#include "eventstore/merkle/tile_files.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;
using eventstore::CheckpointKeys;

/// While a key is replaced, the old one and the new one sign; a third would only make notes longer.
constexpr std::size_t most_signing = 2;

void rotate(CheckpointKeys& keys) {
    if (keys.signing.size() >= most_signing) {
        throw CommandFault{EX_DATAERR, "two keys sign already: retire the older one first"};
    }
    eventstore::SecretKey seed{};
    eventstore::fill_random(seed);
    keys.signing.insert(keys.signing.begin(), seed);
}

void retire(CheckpointKeys& keys) {
    if (keys.signing.size() < 2) {
        throw CommandFault{EX_DATAERR, "only one key signs: rotate first, and give auditors the new public key"};
    }
    keys.retired.insert(keys.retired.begin(), eventstore::ed25519_public_key(keys.signing.back()));
    keys.signing.pop_back();
}

/// The file keeps its owner: root may change what the service's user reads.
void save(const CheckpointKeys& keys, const fs::path& file) {
    struct stat before{};
    const bool is_known = ::stat(file.c_str(), &before) == 0;
    keys.save(file);
    if (is_known && ::geteuid() == 0 && ::chown(file.c_str(), before.st_uid, before.st_gid) != 0) {
        throw CommandFault{EX_NOPERM, fmt::format("{} cannot be given back to its owner", file.string())};
    }
}

std::string shown(const CheckpointKeys& keys, std::int64_t epoch, const fs::path& file, OutputForm form) {
    json::array signing, retired;
    std::string text =
        fmt::format("log       {}\nfile      {}\n", eventstore::log_origin(keys.name, epoch), file.string());
    for (const auto& verifier : keys.verifiers(epoch)) {
        const bool signs = signing.size() < keys.signing.size();
        (signs ? signing : retired).emplace_back(verifier.text());
        text += fmt::format("{:<10}{}\n", signs ? "signs" : "retired", verifier.text());
    }
    if (form == OutputForm::text) {
        return text + "Restart the service: it reads its keys when it starts.\n";
    }
    return json::serialize(json::object{{"name", keys.name},
                                        {"epoch", epoch},
                                        {"file", file.string()},
                                        {"signing", std::move(signing)},
                                        {"retired", std::move(retired)}}) +
           "\n";
}

int change(const CommandLine& line, void (*how)(CheckpointKeys&)) {
    const Config config = load_config(line).config;
    fs::path data_dir = config.data_dir;
    // A file that was named may be root's; our own belongs to the data directory's user.
    const fs::path file = config.checkpoint_key_file
                              ? *config.checkpoint_key_file
                              : own_checkpoint_key_file(data_dir = enter_data_dir(config.data_dir));
    CheckpointKeys keys = CheckpointKeys::load_or_create(file, false);
    how(keys);
    save(keys, file);
    const auto epochs = eventstore::signed_epochs(audit_directory(data_dir));
    print_out(shown(keys, epochs.empty() ? 1 : epochs.back(), file, line.form()));
    return 0;
}

void add(const Command& group, CommandLine& line, const std::string& name, const std::string& help,
         void (*how)(CheckpointKeys&)) {
    const Command command = group.command(name, help);
    command.footer(
        "A key is replaced in two steps: rotate, restart and give auditors the new public key; when they have it,\n"
        "retire and restart. In between both keys sign every checkpoint.");
    add_settings(command, line);
    command.action([&line, how] { return change(line, how); });
}

}  // namespace

void add_checkpoint_keys(const Command& group, CommandLine& line) {
    add(group, line, "rotate-checkpoint", "Add a key that signs checkpoints beside the present one", rotate);
    add(group, line, "retire-checkpoint", "Stop signing with the older key; its public half is kept", retire);
}

}  // namespace suoledger::adapters
