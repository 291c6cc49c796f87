// SPDX-License-Identifier: Apache-2.0
// Looking through Debian's directories and $PATH.
#include "adapters/embedded_postgres/binaries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>

#include "adapters/process/child_process.hpp"

namespace suoledger::adapters {
namespace {

namespace fs = std::filesystem;

std::optional<int> parse_major(std::string_view text) {
    int major = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), major);
    if (error != std::errc{} || end == text.data()) {
        return std::nullopt;
    }
    return major;
}

bool holds_server(const fs::path& directory) {
    std::error_code ignored;
    return fs::exists(directory / "initdb", ignored) && fs::exists(directory / "postgres", ignored);
}

// "postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)"
std::optional<int> ask_version(const fs::path& directory) {
    const FinishedProcess asked = run_to_end({(directory / "postgres").string(), "--version"});
    const std::size_t bracket = asked.output.find(") ");
    if (asked.exit_status != 0 || bracket == std::string::npos) {
        return std::nullopt;
    }
    return parse_major(std::string_view{asked.output}.substr(bracket + 2));
}

std::string list_of(std::span<const PostgresBinaries> found) {
    std::string result;
    for (const PostgresBinaries& binaries : found) {
        result += fmt::format("{}{} ({})", result.empty() ? "" : ", ", binaries.major, binaries.directory.string());
    }
    return result.empty() ? "none" : result;
}

std::string mismatch_advice(std::span<const PostgresBinaries> found, int existing_major, const fs::path& pgdata) {
    std::string advice = fmt::format(
        "{} was made by PostgreSQL {}, which is not installed here (found: {}). Install it: apt-get install "
        "postgresql-{}",
        pgdata.string(), existing_major, list_of(found), existing_major);
    const auto newer = std::ranges::find_if(found, [&](const PostgresBinaries& binaries) {
        return binaries.major > existing_major && binaries.major <= newest_supported_postgres;
    });
    if (newer != found.end()) {
        advice += fmt::format(
            ". To move to {0} afterwards, with the service stopped: {1}/initdb -D {2}.new -U suoledger "
            "--data-checksums -E UTF8 --locale=C && {1}/pg_upgrade -b /usr/lib/postgresql/{3}/bin -B {1} -d {2} "
            "-D {2}.new -U suoledger && mv {2} {2}.old && mv {2}.new {2}",
            newer->major, newer->directory.string(), pgdata.string(), existing_major);
    }
    return advice;
}

}  // namespace

std::vector<PostgresBinaries> find_postgres_binaries(const fs::path& root, const std::string& search_path) {
    std::vector<PostgresBinaries> found;
    std::error_code ignored;
    for (const fs::directory_entry& entry : fs::directory_iterator{root, ignored}) {
        const std::optional<int> major = parse_major(entry.path().filename().string());
        if (major && holds_server(entry.path() / "bin")) {
            found.push_back({*major, entry.path() / "bin"});
        }
    }
    std::istringstream directories{search_path};
    for (std::string directory; std::getline(directories, directory, ':');) {
        const fs::path path{directory};
        const auto known = std::ranges::find(found, path, &PostgresBinaries::directory);
        if (!path.is_absolute() || known != found.end() || !holds_server(path)) {
            continue;
        }
        if (const std::optional<int> major = ask_version(path)) {
            found.push_back({*major, path});
        }
    }
    std::ranges::stable_sort(found, std::ranges::greater{}, &PostgresBinaries::major);
    return found;
}

std::optional<int> major_version_of(const fs::path& pgdata) {
    std::error_code ignored;
    if (!fs::exists(pgdata, ignored)) {
        return std::nullopt;
    }
    std::ifstream file{pgdata / "PG_VERSION"};
    std::string text;
    std::getline(file, text);
    const std::optional<int> major = parse_major(text);
    if (!major) {
        throw EmbeddedPostgresFault{
            fmt::format("{0} exists but holds no readable PG_VERSION: it is no PostgreSQL data directory. Move it away "
                        "(mv {0} {0}.broken) or restore it from a backup",
                        pgdata.string())};
    }
    return major;
}

PostgresBinaries choose_binaries(std::span<const PostgresBinaries> found, std::optional<int> existing_major,
                                 const fs::path& pgdata) {
    if (existing_major) {
        const auto same = std::ranges::find(found, *existing_major, &PostgresBinaries::major);
        if (same == found.end()) {
            throw EmbeddedPostgresFault{mismatch_advice(found, *existing_major, pgdata)};
        }
        return *same;
    }
    const auto newest = std::ranges::find_if(found, [](const PostgresBinaries& binaries) {
        return binaries.major >= oldest_supported_postgres && binaries.major <= newest_supported_postgres;
    });
    if (newest == found.end()) {
        throw EmbeddedPostgresFault{
            fmt::format("no PostgreSQL {} to {} found (found: {}). Install one: apt-get install postgresql-15 (or give "
                        "--database-url)",
                        oldest_supported_postgres, newest_supported_postgres, list_of(found))};
    }
    return *newest;
}

}  // namespace suoledger::adapters
