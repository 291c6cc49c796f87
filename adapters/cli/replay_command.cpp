// SPDX-License-Identifier: Apache-2.0
// replay: all read models as of a position or an instant, folded from the log into a directory of their own.
#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <future>
#include <memory>
#include <optional>

#include "adapters/cli/audit_progress.hpp"
#include "adapters/cli/command_store.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/exit_codes.hpp"
#include "adapters/process/control_socket.hpp"
#include "adapters/service/control_commands.hpp"
#include "projections/log_until.hpp"
#include "projections/past_positions.hpp"
#include "projections/projection.hpp"
#include "projections/rocks_read_models.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

/// A log of millions of events takes minutes to fold.
constexpr std::chrono::hours fold_limit{24};
/// After so long the wait says how far it has come.
constexpr std::chrono::seconds look_every{1};

struct ReplayArguments {
    std::string until, directory;
};

struct Digest {
    std::string name, digest;
    std::int32_t version = 0;
    std::optional<bool> same;  // as what serves; nullopt: that stands elsewhere, or nothing serves
};

/// Made before privileges are dropped, for the user who will write it. Throws CommandFault.
fs::path make_scratch(const ReplayArguments& arguments, const fs::path& data_dir) {
    const fs::path directory = fs::absolute(arguments.directory);
    std::error_code error;
    if (fs::exists(directory, error) && !fs::is_empty(directory, error)) {
        throw CommandFault{EX_CANTCREAT,
                           fmt::format("{} is not empty; replay writes into a new directory only", directory.string())};
    }
    fs::create_directories(directory, error);
    struct stat owner{};
    if (::geteuid() == 0 && ::stat(data_dir.c_str(), &owner) == 0 &&
        ::chown(directory.c_str(), owner.st_uid, owner.st_gid) != 0) {
        throw CommandFault{EX_CANTCREAT, fmt::format("cannot give {} to the service's user", directory.string())};
    }
    return directory;
}

/// "head", a position, or an instant of recorded time.
std::int64_t position_of(const std::string& until, eventstore::EventStore& log) {
    const std::int64_t head = log.head().position;
    if (until == "head") {
        return head;
    }
    std::int64_t position = 0;
    const auto [end, error] = std::from_chars(until.data(), until.data() + until.size(), position);
    if (error == std::errc{} && end == until.data() + until.size()) {
        if (position < 0 || position > head) {
            throw CommandFault{EX_USAGE, fmt::format("--until: the log ends at position {}", head)};
        }
        return position;
    }
    const auto instant = domain::parse_timestamp(until);
    if (!instant) {
        throw CommandFault{EX_USAGE, "--until: expected a position, an instant as 2026-11-23T08:00:00Z, or head"};
    }
    return projections::position_at(log, *instant);
}

void wait_until_folded(projections::RocksReadModels& read_models, std::int64_t position) {
    AuditProgress progress{position};
    // Shared with the callback, which may come after the wait was given up.
    const auto reached = std::make_shared<std::promise<bool>>();
    auto answer = reached->get_future();
    read_models.notify_head(position);
    read_models.when_reached(position, [reached](bool is_there) { reached->set_value(is_there); });
    const auto limit = std::chrono::steady_clock::now() + fold_limit;
    while (answer.wait_for(look_every) != std::future_status::ready) {
        std::int64_t least = position;
        for (const projections::ProjectionStatus& status : read_models.status()) {
            least = std::min(least, status.position.position);
        }
        progress.reached(least);
        if (std::chrono::steady_clock::now() > limit) {
            throw CommandFault{EX_TEMPFAIL, "the read models do not get there"};
        }
    }
    if (!answer.get()) {
        throw CommandFault{EX_SOFTWARE, "the read models do not get there"};
    }
}

/// Of the service that runs on this data directory, or of the read models that one left there.
class Serving {
public:
    Serving(CommandStart& start, CommandStore& store) : start_(start) {
        std::error_code ignored;
        const fs::path directory = start.config.data_dir / "read-models";
        if (served_by_another(start.config.data_dir) || !fs::exists(directory, ignored) ||
            !store.database().own_data_dir(start)) {
            return;
        }
        here_.emplace(projections::RocksReadModelsOptions{directory}, store.log(), metrics_);
        here_->start();
        const std::int64_t head = store.log().head().position;
        if (!wait_until_reached(*here_, head, std::chrono::minutes(10))) {
            here_.reset();
        }
    }
    /// nullopt where it stands at another position.
    std::optional<std::string> digest(const std::string& name, std::int64_t position) {
        json::object request = control_request(control::digest);
        request["name"] = name;
        const auto reply =
            here_ ? std::optional{answer_control(*here_, request)} : ask_service(start_.config.data_dir, request);
        if (!reply || reply->at("position").to_number<std::int64_t>() != position) {
            return std::nullopt;
        }
        return std::string{reply->at("digest").as_string()};
    }

private:
    CommandStart& start_;
    eventstore::NullMetrics metrics_;
    std::optional<projections::RocksReadModels> here_;
};

int show(const CommandLine& line, const eventstore::LogHead& stand, const std::vector<Digest>& digests) {
    const auto differs = [](const Digest& digest) { return digest.same == false; };
    const bool any_differs = std::ranges::any_of(digests, differs);
    if (line.form() == OutputForm::json) {
        json::array rows;
        for (const Digest& digest : digests) {
            json::object row{{"name", digest.name}, {"version", digest.version}, {"digest", digest.digest}};
            row["equals_serving"] = digest.same ? json::value(*digest.same) : json::value();
            rows.emplace_back(std::move(row));
        }
        const json::object shown{{"object", "replay"},
                                 {"epoch", stand.epoch},
                                 {"position", stand.position},
                                 {"leaf_hash", eventstore::hex(stand.leaf_hash)},
                                 {"projections", std::move(rows)}};
        print_out(json::serialize(shown) + "\n");
    } else {
        std::string text;
        for (const Digest& digest : digests) {
            text += fmt::format("{}  {}  {}-{}{}\n", digest.digest, digest.name, stand.epoch, stand.position,
                                !digest.same   ? ""
                                : *digest.same ? "  as what serves"
                                               : "  NOT as what serves");
        }
        print_out(text);
    }
    return any_differs ? EX_DATAERR : 0;
}

int replay(const CommandLine& line, const ReplayArguments& arguments) {
    const LoadedConfig loaded = load_config(line);
    const fs::path scratch = make_scratch(arguments, loaded.config.data_dir);
    CommandStart start{loaded};
    if (::access(scratch.c_str(), W_OK | X_OK) != 0) {
        throw CommandFault{EX_CANTCREAT, fmt::format("cannot write {} as the service's user", scratch.string())};
    }
    CommandStore store{start};
    projections::LogUntil log{store.log(), position_of(arguments.until, store.log())};
    const std::int64_t position = log.head().position;
    eventstore::NullMetrics metrics;
    projections::RocksReadModels read_models{
        {scratch, [&start](std::string_view text) { start.log.warning(text); }}, log, metrics};
    read_models.start();
    wait_until_folded(read_models, position);
    const bool at_head = position == store.log().head().position;
    std::optional<Serving> serving;
    if (at_head) {
        serving.emplace(start, store);
    }
    std::vector<Digest> digests;
    for (const projections::Projection& projection : projections::all_projections()) {
        const std::string name{projection.name};
        Digest digest{name, read_models.digest(name).first, projection.version, {}};
        if (const auto other = serving ? serving->digest(name, position) : std::nullopt) {
            digest.same = *other == digest.digest;
        }
        digests.push_back(std::move(digest));
    }
    read_models.stop();
    return show(line, log.head(), digests);
}

}  // namespace

void add_replay(const Command& program, CommandLine& line) {
    const Command command = program.command("replay", "Fold all read models as of the past into a new directory");
    auto& arguments = command.arguments<ReplayArguments>();
    command.option("--until", arguments.until, "Position, instant of recorded time (RFC 3339), or head").required();
    command.option("--to", arguments.directory, "Directory to write; made, or empty").required();
    command.footer(
        "Example:\n"
        "  suoledger replay --until head --to /tmp/replayed\n"
        "Prints the digest of each read model. Up to the head they are compared with what serves: exit code 65 when "
        "one differs.");
    add_settings(command, line);
    command.action([&line, &arguments] { return replay(line, arguments); });
}

}  // namespace suoledger::adapters
