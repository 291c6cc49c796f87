// SPDX-License-Identifier: Apache-2.0
// flock, not a pid file: it cannot go stale.
#include "adapters/process/owner_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

#include "adapters/process/child_process.hpp"

namespace suoledger::adapters {
namespace {

OtherOwner read_owner(int descriptor) {
    char text[64]{};
    const ssize_t count = ::pread(descriptor, text, sizeof text - 1, 0);
    OtherOwner owner;
    if (count > 0) {
        owner.pid = static_cast<pid_t>(std::strtol(text, nullptr, 10));
        owner.role = std::strstr(text, " service") != nullptr ? OwnerRole::service : OwnerRole::command;
    }
    return owner;
}

}  // namespace

bool is_dying(pid_t process) {
    constexpr unsigned long flag_exiting = 0x4;  // PF_EXITING of the kernel's sched.h
    std::ifstream file{"/proc/" + std::to_string(process) + "/stat"};
    const std::string stat = rest_of(file);
    const std::size_t name_end = stat.rfind(')');  // the name before it may hold anything
    if (name_end == std::string::npos) return true;
    char state = 0;
    unsigned long flags = 0;
    if (std::sscanf(stat.c_str() + name_end, ") %c %*d %*d %*d %*d %*d %lu", &state, &flags) != 2) return false;
    return (flags & flag_exiting) != 0;
}

std::expected<OwnerLock, OtherOwner> OwnerLock::try_take(const std::filesystem::path& data_dir, OwnerRole role) {
    const std::filesystem::path path = data_dir / "owner.lock";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        throw std::system_error{errno, std::generic_category(), "cannot open " + path.string()};
    }
    OwnerLock lock{descriptor};
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        return std::unexpected(read_owner(descriptor));
    }
    const std::string text = std::to_string(::getpid()) + (role == OwnerRole::service ? " service\n" : " command\n");
    if (::ftruncate(descriptor, 0) != 0 ||
        ::pwrite(descriptor, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
        throw std::system_error{errno, std::generic_category(), "cannot write " + path.string()};
    }
    return lock;
}

OwnerLock::OwnerLock(OwnerLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

OwnerLock::~OwnerLock() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

}  // namespace suoledger::adapters
