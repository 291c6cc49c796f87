// SPDX-License-Identifier: Apache-2.0
// dead-letters list, inspect, requeue, discard: what providers told and nobody could book, and effects that could not
// be performed.
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "adapters/cli/command_store.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/exit_codes.hpp"
#include "adapters/cli/local_api.hpp"
#include "eventstore/clock.hpp"
#include "eventstore/postgres/postgres_inbox_table.hpp"
#include "eventstore/postgres/postgres_outbox_table.hpp"
#include "http/dead_letter_json.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;
using eventstore::DeadLetter;

/// Of one statement; the list is read page by page.
constexpr std::size_t letters_at_a_time = 200;

struct LetterArguments {
    std::string id, provider, channel;
    bool all = false;
};

/// Inbox and outbox beside a running service, or without one.
struct Letters {
    explicit Letters(const CommandLine& line) : start(load_config(line)) {}

    CommandStart start;
    CommandStore store{start};
    eventstore::ReadPool pool{store.database().url()};
    eventstore::PostgresInboxTable inbox{store.database().url(), pool};
    eventstore::PostgresOutboxTable outbox{pool};
    eventstore::AllDeadLetters table{&inbox, &outbox};

    std::vector<DeadLetter> all_of(const LetterArguments& arguments) {
        eventstore::AllDeadLettersQuery query{.limit = letters_at_a_time};
        if (!arguments.provider.empty()) query.provider = arguments.provider;
        if (!arguments.channel.empty()) query.channel = arguments.channel;
        std::vector<DeadLetter> all;
        for (auto page = table.list(query); !page.empty(); page = table.list(query)) {
            query.before_entry = eventstore::item_of(page.back()).entry;
            all.insert(all.end(), page.begin(), page.end());
        }
        return all;
    }
    DeadLetter named(const LetterArguments& arguments) {
        if (!domain::parse_type_id(eventstore::inbox_prefix, arguments.id) &&
            !domain::parse_type_id(eventstore::outbox_prefix, arguments.id))
            throw CommandFault{EX_USAGE, fmt::format("`{}` is no id of a dead letter (ibx_… or obx_…)", arguments.id)};
        const auto letter = table.find(arguments.id);
        if (!letter) throw CommandFault{EX_DATAERR, fmt::format("there is no {}", arguments.id)};
        return *letter;
    }
};

std::string readable(const DeadLetter& letter) {
    const auto* told = std::get_if<eventstore::InboxEntry>(&letter);
    const auto& item = eventstore::item_of(letter);
    return fmt::format("{}  {:<16}{}  {:>3}  {}\n", eventstore::id_of(letter),
                       told != nullptr ? told->provider : std::get<eventstore::OutboxEntry>(letter).channel,
                       domain::to_string(item.received_at), item.attempts, item.reason);
}

void print(const CommandLine& line, const DeadLetter& entry) {
    print_out(line.form() == OutputForm::json ? json::serialize(http::dead_letter_json(entry)) + "\n"
                                              : readable(entry));
}

int list(const CommandLine& line, const LetterArguments& arguments) {
    Letters stored{line};
    const auto letters = stored.all_of(arguments);
    std::string text;
    json::array data;
    for (const auto& letter : letters) {
        text += readable(letter);
        data.push_back(http::dead_letter_json(letter));
    }
    if (letters.empty()) text = "no dead letters\n";
    print_out(line.form() == OutputForm::json ? json::serialize(json::object{{"data", data}}) + "\n" : text);
    return 0;
}

/// That it was looked at is in the log first. An effect has no body.
int inspect(const CommandLine& line, const LetterArguments& arguments) {
    Letters stored{line};
    const DeadLetter letter = stored.named(arguments);
    const auto* entry = std::get_if<eventstore::InboxEntry>(&letter);
    if (entry == nullptr) {
        print(line, letter);
        return 0;
    }
    domain::RecordPersonalDataRead command;
    command.what = domain::PersonalRead::dead_letter;
    LocalApi api{stored.store.services()};
    const ApiAnswer recorded =
        api.submit({domain::platform_tenant, std::move(command),
                    [](const eventstore::Appended&) { return eventstore::Reply{200, "{}", "{}"}; }});
    stored.store.wait_until_served(recorded.position);
    const auto body = eventstore::InboxSealing{stored.store.vault()}.open(*entry);
    json::object shown = http::dead_letter_json(letter);
    shown["body"] = body ? json::value(*body) : json::value(nullptr);
    print_out(line.form() == OutputForm::json
                  ? json::serialize(shown) + "\n"
                  : readable(letter) + body.value_or("(discarded, or its key is gone)") + "\n");
    return 0;
}

int requeue(const CommandLine& line, const LetterArguments& arguments) {
    if (arguments.all == !arguments.id.empty()) throw CommandFault{EX_USAGE, "name a dead letter, or say --all"};
    Letters stored{line};
    const auto letters = arguments.all ? stored.all_of(arguments) : std::vector{stored.named(arguments)};
    std::int64_t requeued = 0;
    for (const auto& letter : letters)
        if (stored.table.requeue(letter, eventstore::system_now())) ++requeued;
    if (!arguments.all && requeued == 0)
        throw CommandFault{EX_DATAERR, fmt::format("{} is no dead letter any more", arguments.id)};
    print_out(line.form() == OutputForm::json ? json::serialize(json::object{{"requeued", requeued}}) + "\n"
                                              : fmt::format("{} wait again\n", requeued));
    return 0;
}

int discard(const CommandLine& line, const LetterArguments& arguments) {
    Letters stored{line};
    const DeadLetter letter = stored.named(arguments);
    if (!stored.table.discard(letter, eventstore::system_now()))
        throw CommandFault{EX_DATAERR, fmt::format("{} is no dead letter any more", arguments.id)};
    print(line, stored.named(arguments));
    return 0;
}

using Run = int (*)(const CommandLine& line, const LetterArguments& arguments);

LetterArguments& add(const Command& command, CommandLine& line, Run run) {
    auto& arguments = command.arguments<LetterArguments>();
    add_settings(command, line);
    command.action([&line, &arguments, run] { return run(line, arguments); });
    return arguments;
}

}  // namespace

void add_dead_letters(const Command& program, CommandLine& line) {
    const Command group = program.group(
        "dead-letters", "What providers told and nobody could book, and effects that could not be performed");
    group.footer(
        "Examples:\n"
        "  suoledger dead-letters list\n"
        "  suoledger dead-letters inspect ibx_…      shows the webhook as it came, and records that it was shown\n"
        "  suoledger dead-letters requeue --all      after the cause was mended");
    const Command listed = group.command("list", "All of them, newest first, each with the reason");
    auto& of_whom = add(listed, line, list);
    listed.option("--provider", of_whom.provider, "Only what this one told");
    listed.option("--channel", of_whom.channel, "Only effects of this one, such as mail or provider_refund");
    const Command inspected = group.command("inspect", "One of them with its body, which is personal data");
    inspected.option("id", add(inspected, line, inspect).id, "As `dead-letters list` names it").required();
    const Command requeued = group.command("requeue", "Have it tried again, with all its attempts");
    auto& which = add(requeued, line, requeue);
    requeued.option("id", which.id, "As `dead-letters list` names it");
    requeued.option("--provider", which.provider, "With --all: only what this one told");
    requeued.option("--channel", which.channel, "With --all: only effects of this one");
    requeued.flag("--all", which.all, "All of them");
    const Command discarded = group.command("discard", "Give it up: its body goes at once");
    discarded.option("id", add(discarded, line, discard).id, "As `dead-letters list` names it").required();
}

}  // namespace suoledger::adapters
