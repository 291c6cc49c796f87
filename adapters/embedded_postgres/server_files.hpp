// SPDX-License-Identifier: Apache-2.0
// The files of a private PostgreSQL: its data directory, password, settings, socket directory and pid file.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>

#include "adapters/embedded_postgres/binaries.hpp"

namespace suoledger::adapters {

/// Fixed names inside <data-dir>.
struct ServerFiles {
    explicit ServerFiles(const std::filesystem::path& data_dir);

    std::filesystem::path data_dir;
    std::filesystem::path pgdata;         // <data-dir>/postgres
    std::filesystem::path password_file;  // <data-dir>/postgres-password
    std::filesystem::path start_log;      // what the server says before its own log is open
};

/// What postmaster.pid says; the socket directory is that of the server which wrote it.
struct PostmasterPid {
    pid_t pid = 0;
    std::string socket_directory;
};
std::optional<PostmasterPid> read_postmaster_pid(const ServerFiles& files);

/// The process number in the first line of postmaster.pid or of a socket's lock file.
std::optional<pid_t> pid_in_lock_file(const std::filesystem::path& file);

/// True when the process is alive and works in this data directory (a postmaster makes it its working directory).
bool is_postmaster_of(pid_t pid, const ServerFiles& files);

/// The password of the superuser `suoledger`; throws EmbeddedPostgresFault when the file is gone.
std::string read_password(const ServerFiles& files);

/// initdb into a directory beside, renamed when it is complete: a half-made one is never taken for a database.
void initialise(const ServerFiles& files, const PostgresBinaries& binaries);

/// Rewritten before every start, so that a new release brings its settings; ALTER SYSTEM still wins over them.
void write_settings(const ServerFiles& files);

/// Removes all but the newest few server logs: the server rotates by size and never deletes.
void prune_server_logs(const ServerFiles& files);

/// <data-dir>/run when a socket path in it fits 107 bytes, else a private directory in $XDG_RUNTIME_DIR or /tmp.
std::filesystem::path prepare_socket_directory(const ServerFiles& files, const std::string& runtime_dir);

/// Keyword form, for libpq and libpqxx.
std::string connection_string(const std::string& socket_directory, const std::string& password,
                              const std::string& database);

/// The end of what the server last said, for error messages.
std::string last_words(const ServerFiles& files);

}  // namespace suoledger::adapters
