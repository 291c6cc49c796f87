// SPDX-License-Identifier: Apache-2.0
// How a command talks to the service of a data directory.
#include "adapters/process/control_socket.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/adapters/program.hpp"

namespace suoledger::tests {
namespace {

namespace json = boost::json;
using adapters::ask_service;

json::object echo(const json::object& request) {
    if (request.contains("fail")) {
        throw std::runtime_error{"as asked"};
    }
    return {{"echo", request.at("say")}};
}

TEST(ControlSocket, AnswersWhoAsks) {
    const DataDirectory scratch;
    const adapters::ControlSocket socket{scratch.path(), echo};
    EXPECT_EQ(ask_service(scratch.path(), {{"say", "hello"}}).value().at("echo"), "hello");
}

TEST(ControlSocket, NobodyAnswersWhereNoServiceRuns) {
    const DataDirectory scratch;
    EXPECT_FALSE(ask_service(scratch.path(), {{"say", "hello"}}));
    {
        const adapters::ControlSocket socket{scratch.path(), echo};
    }
    EXPECT_FALSE(ask_service(scratch.path(), {{"say", "hello"}})) << "it stopped";
    std::ofstream{scratch.path() / "control.sock"} << "left behind";
    EXPECT_FALSE(ask_service(scratch.path(), {{"say", "hello"}})) << "no socket at all";
    const adapters::ControlSocket again{scratch.path(), echo};
    EXPECT_TRUE(ask_service(scratch.path(), {{"say", "hello"}})) << "what was left behind is replaced";
}

TEST(ControlSocket, TellsWhatWentWrongAndGoesOn) {
    const DataDirectory scratch;
    const adapters::ControlSocket socket{scratch.path(), echo};
    try {
        ask_service(scratch.path(), {{"fail", true}});
        FAIL() << "the fault was swallowed";
    } catch (const adapters::ControlFault& fault) {
        EXPECT_STREQ(fault.what(), "as asked");
    }
    EXPECT_TRUE(ask_service(scratch.path(), {{"say", "hello"}}));
}

TEST(ControlSocket, AnswersManyAtOnce) {
    const DataDirectory scratch;
    const adapters::ControlSocket socket{scratch.path(), echo};
    std::vector<std::optional<json::object>> replies(32);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < replies.size(); ++i) {
        threads.emplace_back([&, i] { replies[i] = ask_service(scratch.path(), {{"say", i}}); });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    for (std::size_t i = 0; i < replies.size(); ++i) {
        EXPECT_EQ(replies[i].value().at("echo"), i);
    }
}

TEST(ControlSocket, ServesADirectoryWhoseNameIsTooLongForASocket) {
    const DataDirectory scratch;
    const std::filesystem::path deep = scratch.path() / std::string(60, 'a') / std::string(60, 'b');
    std::filesystem::create_directories(deep);
    const adapters::ControlSocket socket{deep, echo};
    EXPECT_TRUE(ask_service(deep, {{"say", "hello"}}));
}

}  // namespace
}  // namespace suoledger::tests
