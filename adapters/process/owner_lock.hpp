// SPDX-License-Identifier: Apache-2.0
// The flock on <data-dir>/owner.lock that names the one process which owns a data directory.
#pragma once

#include <sys/types.h>

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>

namespace suoledger::adapters {

/// A service lets others attach; a command finishes soon and takes the cluster down with it, so others wait for it.
enum class OwnerRole : std::uint8_t { service, command };

struct OtherOwner {
    pid_t pid = 0;  // 0: it had no time to write it yet
    OwnerRole role = OwnerRole::command;
};

/// Killed or gone: until the kernel has taken back its memory, a killed process still holds its locks.
bool is_dying(pid_t process);

/// Released when destroyed or when the process ends, however it ends. Not inherited by programs we start.
class OwnerLock {
public:
    /// Throws std::system_error when the file cannot be opened.
    static std::expected<OwnerLock, OtherOwner> try_take(const std::filesystem::path& data_dir, OwnerRole role);

    OwnerLock(OwnerLock&& other) noexcept;
    OwnerLock& operator=(OwnerLock&&) = delete;
    ~OwnerLock();

private:
    explicit OwnerLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

}  // namespace suoledger::adapters
