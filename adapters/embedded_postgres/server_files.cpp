// SPDX-License-Identifier: Apache-2.0
// initdb, the settings of a small machine, and where the socket lies.
#include "adapters/embedded_postgres/server_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <vector>

#include "adapters/process/child_process.hpp"
#include "adapters/process/private_files.hpp"
#include "adapters/process/socket_path.hpp"

namespace suoledger::adapters {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kept_server_logs = 5;
constexpr std::string_view socket_name = "/.s.PGSQL.5432";

// Statements, parameters and DETAIL lines may hold what people typed, and a log is not erasable: errors stay terse.
// An analysis reads 300 pages for each unit of its target, and those that nobody read yet go into the write-ahead log
// whole; what is large is looked up by unique keys, for which the number of rows is enough.
constexpr std::string_view settings_text =
    R"(# Written by suoledger at every start. Put your own settings into postgresql.conf below the include, or use ALTER SYSTEM.
listen_addresses = ''
max_connections = 40
shared_buffers = 96MB
maintenance_work_mem = 64MB
max_wal_size = 1GB
min_wal_size = 512MB
default_statistics_target = 10
fsync = on
synchronous_commit = on
full_page_writes = on
recovery_init_sync_method = syncfs
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%Y%m%d-%H%M%S.log'
log_rotation_age = 0
log_rotation_size = 10MB
log_file_mode = 0600
log_checkpoints = off
log_error_verbosity = terse
log_min_error_statement = panic
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_statement = 'none'
)";

std::uint64_t fnv1a(std::string_view text) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char character : text) {
        hash = (hash ^ static_cast<unsigned char>(character)) * 1099511628211ULL;
    }
    return hash;
}

std::vector<fs::path> server_logs(const ServerFiles& files) {
    std::vector<fs::path> logs;
    std::error_code ignored;
    for (const fs::directory_entry& entry : fs::directory_iterator{files.pgdata / "log", ignored}) {
        if (entry.path().filename().string().starts_with("postgresql-")) {
            logs.push_back(entry.path());
        }
    }
    std::ranges::sort(logs);  // their names are times
    return logs;
}

std::string tail_of(const fs::path& file) {
    constexpr std::size_t kept_bytes = 600;
    std::error_code ignored;
    if (!fs::exists(file, ignored)) {
        return "";
    }
    std::string text = read_small_file(file).value_or("");
    if (text.size() > kept_bytes) {
        text.erase(0, text.size() - kept_bytes);
    }
    while (!text.empty() && text.back() == '\n') {
        text.pop_back();
    }
    return text;
}

std::string conninfo_quoted(std::string_view value) {
    std::string result = "'";
    for (const char character : value) {
        if (character == '\'' || character == '\\') {
            result += '\\';
        }
        result += character;
    }
    return result + "'";
}

}  // namespace

ServerFiles::ServerFiles(const fs::path& directory)
    : data_dir(directory),
      pgdata(directory / "postgres"),
      password_file(directory / "postgres-password"),
      start_log(directory / "postgres-start.log") {}

std::optional<PostmasterPid> read_postmaster_pid(const ServerFiles& files) {
    std::ifstream file{files.pgdata / "postmaster.pid"};
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        lines.push_back(line);
    }
    // pid, data directory, start time, port, socket directory, …
    if (lines.size() < 5 || lines[0].empty() || lines[4].empty()) {
        return std::nullopt;
    }
    return PostmasterPid{static_cast<pid_t>(std::strtol(lines[0].c_str(), nullptr, 10)), lines[4]};
}

std::optional<pid_t> pid_in_lock_file(const fs::path& file) {
    std::ifstream in{file};
    pid_t pid = 0;
    if (!(in >> pid) || pid <= 0) {
        return std::nullopt;
    }
    return pid;
}

bool is_postmaster_of(pid_t pid, const ServerFiles& files) {
    std::error_code ignored;
    const std::optional<fs::path> working_directory = working_directory_of(pid);
    return working_directory && is_running(pid) && *working_directory == fs::canonical(files.pgdata, ignored);
}

std::string read_password(const ServerFiles& files) {
    const std::optional<std::string> password = read_secret_file(files.password_file);
    if (!password || password->empty()) {
        throw EmbeddedPostgresFault{fmt::format(
            "{} is missing, the password of the database in {}. Restore it from a backup of the data directory",
            files.password_file.string(), files.pgdata.string())};
    }
    return *password;
}

void initialise(const ServerFiles& files, const PostgresBinaries& binaries) {
    const fs::path making = files.pgdata.string() + ".making";
    fs::remove_all(making);
    write_private_file(files.password_file, random_hex(24) + "\n");
    const FinishedProcess made =
        run_to_end({(binaries.directory / "initdb").string(), "--pgdata=" + making.string(), "--username=suoledger",
                    "--pwfile=" + files.password_file.string(), "--auth=scram-sha-256", "--data-checksums",
                    "--encoding=UTF8", "--locale=C"});
    if (made.exit_status != 0) {
        throw EmbeddedPostgresFault{fmt::format("initdb failed: {}", made.output)};
    }
    std::ofstream configuration{making / "postgresql.conf", std::ios::app};
    configuration << "\ninclude 'suoledger.conf'\n";
    configuration.close();
    if (!configuration) {
        throw EmbeddedPostgresFault{fmt::format("cannot write {}", (making / "postgresql.conf").string())};
    }
    fs::rename(making, files.pgdata);
}

void write_settings(const ServerFiles& files) { write_private_file(files.pgdata / "suoledger.conf", settings_text); }

void prune_server_logs(const ServerFiles& files) {
    const std::vector<fs::path> logs = server_logs(files);
    for (std::size_t index = 0; index + kept_server_logs < logs.size(); ++index) {
        std::error_code ignored;
        fs::remove(logs[index], ignored);
    }
}

fs::path prepare_socket_directory(const ServerFiles& files, const std::string& runtime_dir) {
    const fs::path inside = files.data_dir / "run";
    const std::string name = fmt::format("suoledger-{:016x}", fnv1a(files.data_dir.string()));
    std::vector<fs::path> candidates{inside};
    if (!runtime_dir.empty()) {
        candidates.push_back(fs::path{runtime_dir} / name);
    }
    candidates.push_back(fs::path{"/tmp"} / name);
    for (const fs::path& candidate : candidates) {
        std::error_code ignored;
        if (candidate.string().size() + socket_name.size() <= max_socket_path_bytes &&
            fs::is_directory(candidate.parent_path(), ignored)) {
            ensure_private_directory(candidate);
            return candidate;
        }
    }
    throw EmbeddedPostgresFault{"no directory for the database's socket: its path would exceed 107 bytes"};
}

std::string connection_string(const std::string& socket_directory, const std::string& password,
                              const std::string& database) {
    return fmt::format("host={} port=5432 user=suoledger password={} dbname={}", conninfo_quoted(socket_directory),
                       conninfo_quoted(password), conninfo_quoted(database));
}

std::string last_words(const ServerFiles& files) {
    std::string words = tail_of(files.start_log);
    const std::vector<fs::path> logs = server_logs(files);
    if (!logs.empty()) {
        words += (words.empty() ? "" : "\n") + tail_of(logs.back());
    }
    return words;
}

}  // namespace suoledger::adapters
