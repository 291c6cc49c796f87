// SPDX-License-Identifier: Apache-2.0
// Failpoints as another process sets them, through the environment: each test body runs in a process of its own.
#include "eventstore/failpoints.hpp"

#ifdef SUOLEDGER_WITH_FAILPOINTS

#include <stdlib.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <thread>

#include <gtest/gtest.h>

using namespace suoledger::eventstore;

namespace {

class FailpointsOfAProcess : public testing::Test {
protected:
    void SetUp() override {
        GTEST_FLAG_SET(death_test_style, "threadsafe");  // the child starts afresh and reads its environment itself
    }
    void TearDown() override { unsetenv("SUOLEDGER_FAILPOINTS"); }
    static void set_environment(const std::string& value) { setenv("SUOLEDGER_FAILPOINTS", value.c_str(), 1); }
};

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "not so: %s\n", what);
    std::_Exit(1);
}

[[noreturn]] void run(const std::function<void()>& body) {
    try {
        body();
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "fault: %s\n", fault.what());
        std::_Exit(2);
    }
    std::_Exit(0);
}

/// Whole or not at all, as a test over HTTP must do it.
void write_file(const std::string& path, const std::string& text) {
    std::ofstream(path + ".new") << text;
    std::filesystem::rename(path + ".new", path);
}

TEST_F(FailpointsOfAProcess, KillIt) {
    set_environment("elsewhere=throw;here=kill");
    EXPECT_EXIT(run([] { failpoint("here"); }), testing::KilledBySignal(SIGKILL), "");
}

TEST_F(FailpointsOfAProcess, ActAsOftenAsTheyAreTold) {
    set_environment("cut=cut_connection*2; many=64*1;always=sql_error");
    EXPECT_EXIT(run([] {
                    for (int i = 0; i < 2; ++i)
                        require(failpoint("cut") == FailpointAction::cut_connection, "cut twice");
                    require(failpoint("cut") == FailpointAction::off, "cut twice only");
                    require(failpoint_number("many") == 64, "a number");
                    require(failpoint_number("many") == 0, "a number once");
                    require(failpoint_number("always") == 0, "no number");
                    for (int i = 0; i < 5; ++i)
                        require(failpoint("always") == FailpointAction::sql_error, "without an end");
                    require(failpoint("unknown") == FailpointAction::off, "off by default");
                }),
                testing::ExitedWithCode(0), "");
}

TEST_F(FailpointsOfAProcess, RefuseWhatTheyDoNotUnderstand) {
    for (const char* text :
         {"here=explode", "here", "here=", "here=hold*", "here=hold*0", "here=hold*many", "here=-3"}) {
        set_environment(text);
        EXPECT_EXIT(run([] { failpoint("here"); }), testing::ExitedWithCode(2), "SUOLEDGER_FAILPOINTS: ") << text;
    }
}

void follow(const std::string& path) {
    require(failpoint("here") == FailpointAction::off, "nothing is armed while there is no file");
    write_file(path, "here=hold\n");
    std::thread held([] { failpoint("here"); });
    require(failpoints::wait_until_held("here"), "held");
    std::filesystem::remove(path);
    held.join();

    write_file(path, "here=sql_error*1\nthere=7\n");
    require(failpoint("here") == FailpointAction::sql_error, "armed at run time");
    require(failpoint_number("there") == 7, "a second line");
    require(failpoint("here") == FailpointAction::off, "once");
    write_file(path, "here=sql_error*1\nthere=7\n");
    require(failpoint("here") == FailpointAction::off, "the same text arms nothing again");
    write_file(path, "here=sql_error*1\n");
    require(failpoint("here") == FailpointAction::sql_error, "another text does");
    require(failpoint_number("there") == 0, "what is not named any more is off");
}

TEST_F(FailpointsOfAProcess, FollowAFile) {
    const std::string path = testing::TempDir() + "failpoints." + std::to_string(getppid());
    std::filesystem::remove(path);  // what a process of the same number may have left
    set_environment("@" + path);
    const auto body = [&path] {
        follow(path);
        std::filesystem::remove(path);  // by the child: its parent, with a parent of its own, has another name for it
    };
    EXPECT_EXIT(run(body), testing::ExitedWithCode(0), "");
}

}  // namespace

#endif
