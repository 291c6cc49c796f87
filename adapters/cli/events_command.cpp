// SPDX-License-Identifier: Apache-2.0
// events export: the log as NDJSON, one event a line as the API shows it, and the API's trailer.
#include <fmt/format.h>

#include <unistd.h>
#include <algorithm>
#include <cstdio>
#include <optional>
#include <string>

#include "adapters/cli/command_store.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/exit_codes.hpp"
#include "adapters/cli/local_api.hpp"
#include "http/representations.hpp"

namespace suoledger::adapters {
namespace {

constexpr std::int64_t printed_at_a_time = 1000;

struct ExportArguments {
    std::string business, file;
    std::int64_t after = 0;
};

/// The file, or standard output. Every write is checked: a full disk must not look like a short log.
class Out {
public:
    explicit Out(const std::string& file) : file_(file) {
        if (!file.empty() && (own_ = std::fopen(file.c_str(), "w")) == nullptr) {
            throw CommandFault{EX_CANTCREAT, fmt::format("cannot write {}", file)};
        }
    }
    ~Out() {
        if (own_ != nullptr) {
            std::fclose(own_);
        }
    }
    Out(const Out&) = delete;
    Out& operator=(const Out&) = delete;

    void write(const std::string& text) {
        if (std::fwrite(text.data(), 1, text.size(), stream()) != text.size()) {
            fail();
        }
    }
    void finish() {
        if (std::fflush(stream()) != 0 || (own_ != nullptr && ::fsync(::fileno(own_)) != 0)) {
            fail();
        }
    }

private:
    [[nodiscard]] std::FILE* stream() const { return own_ != nullptr ? own_ : stdout; }
    [[noreturn]] void fail() const {
        throw CommandFault{EX_IOERR, fmt::format("cannot write {}", file_.empty() ? "to standard output" : file_)};
    }
    std::string file_;
    std::FILE* own_ = nullptr;
};

int export_events(const CommandLine& line, const ExportArguments& arguments) {
    const LoadedConfig config = load_config(line);
    Out out{arguments.file};  // while still root, if that is who asks
    CommandStart start{config};
    CommandStore store{start};
    eventstore::LogQuery query;
    query.after_position = arguments.after;
    query.limit = printed_at_a_time;
    if (!arguments.business.empty()) {
        query.tenant = parse_business_id(arguments.business);
    }
    const std::int64_t head = store.log().head().position;  // what is appended meanwhile is another export's
    const bool progress = !arguments.file.empty() && ::isatty(STDERR_FILENO) != 0;
    std::int64_t count = 0;
    while (query.after_position < head) {
        const auto events = store.log().read_log(query);
        query.after_position = events.empty() ? head : std::min(events.back().position, head);
        for (const eventstore::RecordedEvent& event : events) {
            if (event.position <= head) {
                out.write(http::event_json(event, event.payload) + "\n");
                ++count;
            }
        }
        if (progress) {
            fmt::print(stderr, "\r{} events", count);
        }
    }
    out.write(http::trailer_json(count, query.after_position) + "\n");
    out.finish();
    if (progress) {
        fmt::print(stderr, "\r{} events, up to position {}\n", count, query.after_position);
    }
    return 0;
}

}  // namespace

void add_events(const Command& program, CommandLine& line) {
    const Command group = program.group("events", "The log");
    const Command command = group.command("export", "Write events as NDJSON; personal fields stay sealed");
    auto& arguments = command.arguments<ExportArguments>();
    command.option("--business", arguments.business, "Of one business only (biz_…)");
    command.option("--after", arguments.after, "Only events behind this position").non_negative();
    command.option("--out", arguments.file, "File to write (default: standard output)");
    command.footer(
        "Examples:\n"
        "  suoledger events export --out log.ndjson\n"
        "  suoledger events export --business biz_… | jq -r .type | sort | uniq -c\n"
        "The last line, the trailer, says how many there are and up to which position that is all: a file without it "
        "is "
        "cut off.");
    add_settings(command, line);
    command.action([&line, &arguments] { return export_events(line, arguments); });
    add_events_tail(group, line);
}

}  // namespace suoledger::adapters
