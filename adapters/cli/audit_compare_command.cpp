// SPDX-License-Identifier: Apache-2.0
// audit compare: whether two databases hold the same log, event by event; after a move or a restore.
#include <fmt/format.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <optional>

#include "adapters/cli/audit_progress.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/exit_codes.hpp"
#include "eventstore/audit/postgres_events.hpp"
#include "eventstore/leaf.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;

struct CompareArguments {
    std::string left, right;
};

/// The leaves of one database, recomputed: a column that still holds the old hash deceives nobody.
class Leaves {
public:
    explicit Leaves(const std::string& url)
        : pool_(url), facts_(eventstore::log_facts(pool_)), events_(pool_, facts_.last_position) {}

    struct Leaf {
        std::int64_t position;
        eventstore::Hash hash, stored;
        bool operator==(const Leaf&) const = default;
    };
    /// nullopt at the end, or where an event cannot be read.
    std::optional<Leaf> next() {
        if (next_ == portion_.size()) {
            next_ = 0;
            try {
                portion_ = events_.next();
            } catch (const eventstore::UnreadableEvent&) {
                portion_.clear();
            }
            if (portion_.empty()) {
                return std::nullopt;
            }
        }
        const eventstore::RecordedEvent& event = portion_[next_++];
        const eventstore::Hash hash = eventstore::leaf_hash_of(event);
        tree_.append(hash);
        return Leaf{event.position, hash, event.leaf_hash};
    }
    [[nodiscard]] const eventstore::LogFacts& facts() const { return facts_; }
    [[nodiscard]] eventstore::Hash root() const { return tree_.root(); }

private:
    eventstore::ReadPool pool_;
    const eventstore::LogFacts facts_;
    eventstore::PostgresEvents events_;
    std::vector<eventstore::RecordedEvent> portion_;
    std::size_t next_ = 0;
    eventstore::CompactRange tree_;
};

/// The first position at which they differ, where one may have none; nullopt: they are the same.
std::optional<std::int64_t> first_difference(Leaves& left, Leaves& right) {
    AuditProgress progress{std::min(left.facts().last_position, right.facts().last_position)};
    for (std::int64_t expected = 1;; ++expected) {
        const auto one = left.next(), other = right.next();
        if (!one && !other) {
            const bool ended_alike = left.facts().last_position < expected && right.facts().last_position < expected;
            return ended_alike ? std::nullopt : std::optional(expected);
        }
        if (one != other) {
            return expected;
        }
        progress.reached(expected);
    }
}

int compare(const CommandLine& line, const CompareArguments& arguments) {
    Leaves left{arguments.left}, right{arguments.right};
    const auto difference = first_difference(left, right);
    if (line.form() == OutputForm::json) {
        json::object shown{{"object", "comparison"},
                           {"same", !difference},
                           {"left_size", left.facts().last_position},
                           {"right_size", right.facts().last_position}};
        shown["first_difference"] = difference ? json::value(*difference) : json::value();
        shown["root"] = difference ? json::value() : json::value(eventstore::hex(left.root()));
        print_out(json::serialize(shown) + "\n");
    } else if (difference) {
        print_out(fmt::format("different from position {} on ({} and {} events)\n", *difference,
                              left.facts().last_position, right.facts().last_position));
    } else {
        print_out(
            fmt::format("the same: {} events, root {}\n", left.facts().last_position, eventstore::hex(left.root())));
    }
    return difference ? EX_DATAERR : 0;
}

}  // namespace

void add_audit_compare(const Command& group, CommandLine& line) {
    const Command command = group.command("compare", "Compare the logs of two databases, event by event");
    auto& arguments = command.arguments<CompareArguments>();
    command.option("left", arguments.left, "URL of one database").required();
    command.option("right", arguments.right, "URL of the other").required();
    command.option("--output", line.output, "text for people (default), json for programs").choices({"text", "json"});
    command.footer(
        "Example:\n"
        "  suoledger audit compare postgresql://old/suoledger postgresql://new/suoledger\n"
        "Nothing is written. Exit code 0: same size, same root; 65: the first difference is named.");
    command.action([&line, &arguments] { return compare(line, arguments); });
}

}  // namespace suoledger::adapters
