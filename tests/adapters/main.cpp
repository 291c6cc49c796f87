// SPDX-License-Identifier: Apache-2.0
// The tests, or one of the small programs that they start: this executable again with a first argument of its own.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <string_view>

#include "adapters/embedded_postgres/cluster.hpp"
#include "adapters/process/privileges.hpp"

namespace {

using namespace suoledger::adapters;

void wait_for_sigterm() {
    sigset_t awaited;
    sigemptyset(&awaited);
    sigaddset(&awaited, SIGTERM);
    int received = 0;
    sigwait(&awaited, &received);
}

void block_sigterm() {
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
}

// Owns a data directory and its PostgreSQL until SIGTERM, as a service does.
int hold_cluster(const char* data_dir) {
    block_sigterm();
    try {
        const std::filesystem::path directory = enter_data_dir(data_dir);
        auto lock = OwnerLock::try_take(directory, OwnerRole::service);
        if (!lock) {
            std::printf("owned by %d\n", lock.error().pid);
            return 75;
        }
        Log log{LogFormat::json, LogLevel::debug};
        EmbeddedPostgres postgres{directory, *lock, log};
        std::printf("ready %s\n", postgres.connection().c_str());
        std::fflush(stdout);
        wait_for_sigterm();
        return 0;
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "fault: %s\n", fault.what());
        return 1;
    }
}

// Becomes the user that owns the data directory, and then nothing but a process with a number.
int idle(const char* data_dir) {
    block_sigterm();
    enter_data_dir(data_dir);
    std::printf("idle\n");
    std::fflush(stdout);
    wait_for_sigterm();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 3 && std::string_view{argv[1]} == "--hold-cluster") {
        return hold_cluster(argv[2]);
    }
    if (argc == 3 && std::string_view{argv[1]} == "--idle") {
        return idle(argv[2]);
    }
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
