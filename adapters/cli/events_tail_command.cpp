// SPDX-License-Identifier: Apache-2.0
// events tail: prints events as they are appended, whoever appends them, until it is told to stop.
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "adapters/cli/command_store.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/exit_codes.hpp"
#include "adapters/cli/local_api.hpp"
#include "adapters/process/ending.hpp"
#include "http/representations.hpp"

namespace suoledger::adapters {
namespace {

constexpr std::int64_t tailed_at_a_time = 500;
/// How soon it is seen that the end was asked for; events wake by themselves.
constexpr std::chrono::milliseconds ending_poll{100};

struct TailArguments {
    std::string business, type;
    std::optional<std::int64_t> after;
};

/// Raised by the listener whenever the log went on.
class Heard {
public:
    void raise() {
        {
            const std::scoped_lock lock{mutex_};
            raised_ = true;
        }
        changed_.notify_all();
    }
    void wait(std::chrono::milliseconds at_most) {
        std::unique_lock lock{mutex_};
        changed_.wait_for(lock, at_most, [this] { return raised_; });
    }
    bool take() {
        const std::scoped_lock lock{mutex_};
        return std::exchange(raised_, false);
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool raised_ = false;
};

eventstore::LogQuery query_of(const TailArguments& arguments, eventstore::EventStore& log) {
    eventstore::LogQuery query;
    query.after_position = arguments.after ? *arguments.after : log.head().position;
    query.limit = tailed_at_a_time;
    if (!arguments.business.empty()) {
        query.tenant = parse_business_id(arguments.business);
    }
    if (!arguments.type.empty()) {
        query.event_type = arguments.type;
    }
    return query;
}

/// Prints up to the head of the log; `query` goes on with it.
void print_up_to_head(eventstore::EventStore& log, eventstore::LogQuery& query, const Ending& ending) {
    const std::int64_t head = log.head().position;
    while (query.after_position < head && !ending.is_due()) {
        const auto events = log.read_log(query);
        query.after_position = events.empty() ? head : events.back().position;
        std::string text;
        for (const eventstore::RecordedEvent& event : events) {
            text += http::event_json(event, event.payload) + "\n";
        }
        print_out(text);
    }
}

int tail_events(const CommandLine& line, const TailArguments& arguments) {
    const LoadedConfig config = load_config(line);
    block_service_signals();
    CommandStart start{config};
    if (start.config.database_url.empty() && !served_by_another(start.config.data_dir)) {
        throw CommandFault{EX_UNAVAILABLE,
                           "no service runs on " + start.config.data_dir.string() +
                               ", so nothing is appended there: `events export` prints what is in its log"};
    }
    Ending ending;
    const SignalThread signals{ending, start.log};
    CommandStore store{start};
    eventstore::LogQuery query = query_of(arguments, store.log());
    Heard heard;
    const eventstore::HeadListener listener{store.database().url(), [&heard](std::int64_t) { heard.raise(); }};
    while (!ending.is_due()) {
        if (heard.take()) {
            print_up_to_head(store.log(), query, ending);
        } else {
            heard.wait(ending_poll);
        }
    }
    return 0;
}

}  // namespace

void add_events_tail(const Command& group, CommandLine& line) {
    const Command command = group.command("tail", "Print events as they are appended; personal fields stay sealed");
    auto& arguments = command.arguments<TailArguments>();
    command.option("--business", arguments.business, "Of one business only (biz_…)");
    command.option("--type", arguments.type, "Of one type only, such as invoice_issued");
    command.option("--after", arguments.after, "Begin behind this position (default: with the next event)")
        .non_negative();
    command.footer(
        "Examples:\n"
        "  suoledger events tail\n"
        "  suoledger events tail --business biz_… --type payment_received | jq .payload.amount\n"
        "  suoledger events tail --after 0                                 everything, then what comes\n"
        "It works beside a running service, or with a --database-url, and ends on SIGINT with 0.");
    add_settings(command, line);
    command.action([&line, &arguments] { return tail_events(line, arguments); });
}

}  // namespace suoledger::adapters
