// SPDX-License-Identifier: Apache-2.0
#include "adapters/logo/confinement.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <functional>

namespace suoledger::adapters {
namespace {

/// How a confined process ends that does this. Its exit status is what it returns.
int end_of_confined(const std::function<int()>& act) {
    const auto process = fork();
    if (process == 0) {
        confine_this_process();
        _exit(act());
    }
    int status = 0;
    waitpid(process, &status, 0);
    return status;
}

bool is_forbidden(const std::function<long()>& act) {
    const auto status = end_of_confined([&act] { return act() == -1 && errno == EPERM ? 42 : 0; });
    return WIFEXITED(status) && WEXITSTATUS(status) == 42;
}

TEST(ConfinedProcess, CanOnlyReadComputeAndWrite) {
    EXPECT_TRUE(is_forbidden([] { return open("/etc/passwd", O_RDONLY); }));
    EXPECT_TRUE(is_forbidden([] { return open("/tmp/suoledger-confined", O_WRONLY | O_CREAT, 0600); }));
    EXPECT_TRUE(is_forbidden([] { return socket(AF_INET, SOCK_STREAM, 0); }));
    EXPECT_TRUE(is_forbidden([] { return socket(AF_UNIX, SOCK_STREAM, 0); }));
    EXPECT_TRUE(is_forbidden([] { return syscall(SYS_fork); }));
    EXPECT_TRUE(is_forbidden([] { return kill(getppid(), 0); }));
    EXPECT_TRUE(is_forbidden([] {
        char* const none[] = {nullptr};
        return execve("/bin/true", none, none);
    }));
    EXPECT_TRUE(is_forbidden([] { return write(STDIN_FILENO, "x", 1); }));
    EXPECT_TRUE(is_forbidden([] {
        return mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0;
    }));
    const auto status = end_of_confined([] {
        return mmap(nullptr, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? 1
                                                                                                                : 42;
    });
    EXPECT_EQ(WEXITSTATUS(status), 42);
}

TEST(ConfinedProcess, GetsNoMoreMemoryThanItsLimit) {
    const auto status = end_of_confined([] {
        const auto* got = mmap(nullptr, confined_memory_bytes + 1, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        return got == MAP_FAILED && errno == ENOMEM ? 42 : 0;
    });
    EXPECT_EQ(WEXITSTATUS(status), 42);
}

TEST(ConfinedProcess, IsEndedWhenItComputesForEver) {
    const auto status = end_of_confined([] {
        std::atomic<unsigned> turns = 0;
        while (turns.fetch_add(1) < UINT_MAX) {
        }
        return 0;
    });
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_TRUE(WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL);
}

}  // namespace
}  // namespace suoledger::adapters
