// SPDX-License-Identifier: Apache-2.0
// keys rotate-kek, rebuild-destroyed-list: the key-encryption key, and the list of what must stay destroyed.
#include <fmt/format.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "adapters/cli/command_privacy.hpp"
#include "adapters/cli/command_store.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/exit_codes.hpp"
#include "eventstore/codec.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

int rotate_kek(const CommandLine& line) {
    CommandStart start{load_config(line)};
    CommandStore store{start};
    CommandPrivacy privacy{start, store};
    privacy.duties().open();
    const eventstore::KekWork work = privacy.duties().rotation().rotate();
    const eventstore::KekSchedule schedule = eventstore::read_kek_schedule(store.log(), eventstore::system_now());
    const auto previous = schedule.epochs.destroy_after.rbegin();
    const std::string destroyed_after =
        previous == schedule.epochs.destroy_after.rend() ? std::string{} : domain::to_string(previous->second);
    if (line.form() == OutputForm::json) {
        print_out(json::serialize(json::object{{"epoch", work.rotated_to},
                                               {"rewrapped_keys", work.rewrapped},
                                               {"destroyed_epoch", work.destroyed_up_to},
                                               {"previous_destroyed_after", destroyed_after}}) +
                  "\n");
        return 0;
    }
    print_out(fmt::format("epoch       {}\nre-wrapped  {} keys\n", work.rotated_to, work.rewrapped));
    print_out(work.destroyed_up_to != 0
                  ? fmt::format("destroyed   epoch {}\n", work.destroyed_up_to)
                  : fmt::format("previous    is destroyed after {}, with every backup from before\n", destroyed_after));
    return 0;
}

/// From the log alone: what a restore took from the log as well is lost to the new list.
int rebuild_list(const CommandLine& line) {
    CommandStart start{load_config(line)};
    CommandStore store{start, DestroyedKeysUse::ignored};
    const fs::path file = eventstore::DestroyedKeys::beside(store.ring_file().file());
    const fs::path aside = file.string() + ".replaced";
    std::error_code ignored;
    const bool was_there = fs::exists(file, ignored);
    if (was_there) {
        fs::rename(file, aside);
    }
    eventstore::DestroyedKeys list{file, checkpoint_keys_of(start)};
    eventstore::LogQuery query{.with_metadata = false,
                               .event_type = std::string{domain::EventName<domain::SubjectKeyDestroyed>::value}};
    while (true) {
        const auto rows = store.log().read_log(query);
        if (rows.empty()) {
            break;
        }
        for (const auto& row : rows) {
            const auto event = eventstore::decode(row.event_type, row.schema_version, row.payload, row.stream.tenant,
                                                  row.event_id, nullptr);
            list.add(row.stream.tenant, std::get<domain::SubjectKeyDestroyed>(event).key_id, row.recorded_at);
        }
        query.after_position = rows.back().position;
    }
    print_out(fmt::format("{} keys listed in {}\n", list.entries().size(), file.string()));
    if (was_there) {
        print_out(fmt::format("the list that was there is kept as {}\n", aside.string()));
    }
    return 0;
}

}  // namespace

void add_kek(const Command& group, CommandLine& line) {
    const Command rotated =
        group.command("rotate-kek", "Wrap all keys anew under a fresh key-encryption key, beside a running service");
    rotated.footer(
        "The previous one is destroyed after --kek-destroy-after-days: from then on no backup from before can be\n"
        "opened. Interrupted, it goes on when it is run again, or when the service does its own.");
    add_settings(rotated, line);
    rotated.action([&line] { return rotate_kek(line); });
    const Command rebuilt =
        group.command("rebuild-destroyed-list", "Write the list of destroyed keys anew, from the log");
    rebuilt.footer("Only when the list is lost or damaged: what it knew and a restored log does not is lost.");
    add_settings(rebuilt, line);
    rebuilt.action([&line] { return rebuild_list(line); });
}

}  // namespace suoledger::adapters
