// SPDX-License-Identifier: Apache-2.0
// Who owns a data directory, and whether it still will in a moment.
#include "adapters/process/owner_lock.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "adapters/process/child_process.hpp"
#include "tests/adapters/program.hpp"

namespace suoledger::tests {
namespace {

using adapters::OwnerLock;
using adapters::OwnerRole;

TEST(OwnerLock, NamesWhoHasIt) {
    const DataDirectory scratch;
    const auto mine = OwnerLock::try_take(scratch.path(), OwnerRole::service);
    ASSERT_TRUE(mine);
    const auto second = OwnerLock::try_take(scratch.path(), OwnerRole::command);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().pid, ::getpid());
    EXPECT_EQ(second.error().role, OwnerRole::service);
}

TEST(OwnerLock, AProcessIsDyingFromItsKillOn) {
    EXPECT_FALSE(adapters::is_dying(::getpid()));
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        while (true) ::pause();
    }
    EXPECT_FALSE(adapters::is_dying(child));
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    siginfo_t info{};
    ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);
    EXPECT_TRUE(adapters::is_dying(child)) << "a zombie";
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    EXPECT_TRUE(adapters::is_dying(child)) << "gone";
}

TEST(OwnerLock, AProcessThatEndsWhileItIsLookedAtIsGone) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        while (true) ::pause();
    }
    std::ifstream opened_before{"/proc/" + std::to_string(child) + "/stat"};
    ASSERT_TRUE(opened_before.is_open());
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    EXPECT_EQ(adapters::rest_of(opened_before), "");
    EXPECT_FALSE(adapters::is_running(child));
}

}  // namespace
}  // namespace suoledger::tests
