// SPDX-License-Identifier: Apache-2.0
// Which PostgreSQL of this machine serves a data directory.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace suoledger::adapters {

/// The message says what the operator can do about it.
struct EmbeddedPostgresFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

inline constexpr int oldest_supported_postgres = 15;
inline constexpr int newest_supported_postgres = 18;

struct PostgresBinaries {
    int major = 0;
    std::filesystem::path directory;  // holds initdb and postgres
};

/// Under /usr/lib/postgresql/*/bin (`root` stands for /usr/lib/postgresql) and along `search_path` (as in $PATH);
/// newest first.
std::vector<PostgresBinaries> find_postgres_binaries(const std::filesystem::path& root, const std::string& search_path);

/// The major version of a data directory that exists; nullopt if there is none. Throws when PG_VERSION is unreadable.
std::optional<int> major_version_of(const std::filesystem::path& pgdata);

/// The newest supported for a fresh directory, exactly the directory's own version otherwise. Throws with advice.
PostgresBinaries choose_binaries(std::span<const PostgresBinaries> found, std::optional<int> existing_major,
                                 const std::filesystem::path& pgdata);

}  // namespace suoledger::adapters
