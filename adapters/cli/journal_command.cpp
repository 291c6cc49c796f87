// SPDX-License-Identifier: Apache-2.0
// journal: the postings of one business, folded from the log itself, for hledger or for programs.
#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <map>
#include <optional>
#include <vector>

#include "adapters/cli/command_store.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/exit_codes.hpp"
#include "adapters/cli/local_api.hpp"
#include "eventstore/codec.hpp"
#include "http/representations.hpp"
#include "projections/journal_export.hpp"
#include "projections/keys.hpp"
#include "projections/projection.hpp"
#include "projections/row_fields.hpp"

namespace suoledger::adapters {
namespace {

constexpr std::int64_t journal_events_at_a_time = 1000;

struct JournalArguments {
    std::string business, format = "hledger", from, to;
};

struct Period {
    std::optional<domain::Date> from, to;
    [[nodiscard]] bool holds(domain::Date date) const { return (!from || *from <= date) && (!to || date <= *to); }
};

std::optional<domain::Date> parse_date(const std::string& option, const std::string& text) {
    if (text.empty()) {
        return std::nullopt;
    }
    const auto date = domain::parse_date(text);
    if (!date) {
        throw CommandFault{EX_USAGE, fmt::format("{}: expected a date, as 2026-11-23", option)};
    }
    return date;
}

/// The rows that folding one event leaves behind; those of one business' settings stay, entries are taken out.
class FoldedRows final : public projections::Rows {
public:
    using Rows::Rows;
    void put(std::string_view key, std::string_view value) override { rows_[std::string(key)] = value; }
    void erase(std::string_view key) override { rows_.erase(std::string(key)); }

    std::optional<projections::JournalRow> take_entry(const eventstore::RecordedEvent& event) {
        const auto found = rows_.extract(projections::Key::of(event.stream.tenant, 'j', event.position));
        rows_.erase(projections::Key::of(event.stream.tenant, 's', event.stream.id, event.position));
        if (found.empty()) {
            return std::nullopt;
        }
        return projections::decode_row<projections::JournalRow>(found.mapped());
    }

private:
    std::optional<std::string_view> find(std::string_view key) override {
        const auto found = rows_.find(std::string(key));
        return found == rows_.end() ? std::nullopt : std::optional<std::string_view>{found->second};
    }

    std::map<std::string, std::string> rows_;
};

std::string shown(const projections::JournalRow& entry, const std::string& format) {
    return format == "hledger" ? projections::journal_text(projections::JournalFormat::hledger, entry)
                               : boost::json::serialize(http::journal_entry_json(entry)) + "\n";
}

int print_journal(const CommandLine& line, const JournalArguments& arguments) {
    const Period period{parse_date("--from", arguments.from), parse_date("--to", arguments.to)};
    const std::string format = line.form() == OutputForm::json ? "json" : arguments.format;
    CommandStart start{load_config(line)};
    CommandStore store{start};
    eventstore::LogQuery query;
    query.tenant = local_owner(store.services(), arguments.business).tenant;
    query.limit = journal_events_at_a_time;
    const auto& journal = projections::all_projections()[projections::index_of(projections::ProjectionId::journal)];
    FoldedRows rows{journal.looked_up};
    const eventstore::LogHead head = store.log().head();
    if (format == "hledger") {
        print_out(projections::journal_head(projections::JournalFormat::hledger, *query.tenant,
                                            {head.epoch, head.position, {}, {}}));
    }
    while (true) {
        const auto events = store.log().read_log(query);
        if (events.empty() || events.front().position > head.position) {
            return 0;
        }
        std::string text;
        for (const eventstore::RecordedEvent& event : events) {
            if (event.position > head.position) {  // more than the first line says
                break;
            }
            const domain::Event decoded = eventstore::decode(event.event_type, event.schema_version, event.payload,
                                                             event.stream.tenant, event.event_id, nullptr);
            journal.fold({event, decoded}, rows);
            const auto entry = rows.take_entry(event);
            if (entry && period.holds(entry->effective_on)) {
                text += shown(*entry, format);
            }
        }
        print_out(text);
        query.after_position = events.back().position;
    }
}

}  // namespace

void add_journal(const Command& program, CommandLine& line) {
    const Command command = program.command("journal", "Print the postings of a business");
    auto& arguments = command.arguments<JournalArguments>();
    command.option("--business", arguments.business, "Id of the business (biz_…)").required();
    command.option("--format", arguments.format, "hledger (default), or json: one entry a line")
        .choices({"hledger", "json"});
    command.option("--from", arguments.from, "First effective date, as 2026-11-23");
    command.option("--to", arguments.to, "Last effective date");
    command.footer(
        "Example:\n"
        "  suoledger journal --business biz_… | hledger -f - balance");
    add_settings(command, line);
    command.action([&line, &arguments] { return print_journal(line, arguments); });
}

}  // namespace suoledger::adapters
