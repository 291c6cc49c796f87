// SPDX-License-Identifier: Apache-2.0
// A log line is one line, whatever is in it.
#include "adapters/telemetry/log.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/json.hpp>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace suoledger::tests {
namespace {

/// stderr is a socket as long as this lives, on which each system call's bytes arrive apart.
class Writes {
public:
    Writes() : kept_(::dup(STDERR_FILENO)) {
        if (::socketpair(AF_UNIX, SOCK_DGRAM, 0, ends_.data()) != 0)
            throw std::system_error(errno, std::generic_category(), "socketpair");
        ::dup2(ends_[0], STDERR_FILENO);
    }
    ~Writes() {
        ::dup2(kept_, STDERR_FILENO);
        for (const int end : {ends_[0], ends_[1], kept_}) ::close(end);
    }
    Writes(const Writes&) = delete;
    Writes& operator=(const Writes&) = delete;

    /// The messages of each that came since the last call.
    [[nodiscard]] std::vector<std::string> take() const {
        std::vector<std::string> all;
        std::array<char, 4096> room{};
        for (;;) {
            const auto size = ::recv(ends_[1], room.data(), room.size(), MSG_DONTWAIT);
            if (size < 0) return all;
            all.push_back(messages_in({room.data(), static_cast<std::size_t>(size)}));
        }
    }

private:
    static std::string messages_in(std::string_view lines) {
        std::string messages;
        for (auto end = lines.find('\n'); end != std::string_view::npos; end = lines.find('\n')) {
            messages += boost::json::parse(lines.substr(0, end)).at("msg").as_string().c_str();
            messages += ' ';
            lines.remove_prefix(end + 1);
        }
        EXPECT_TRUE(lines.empty()) << lines;
        return messages;
    }

    const int kept_;
    std::array<int, 2> ends_{};
};

class LogOfTogether : public testing::Test {
protected:
    const Writes writes_;
    adapters::Log log_{adapters::LogFormat::json, adapters::LogLevel::info};
};

TEST_F(LogOfTogether, IsWrittenBehindWhatToldIt) {
    using Seen = std::vector<std::string>;
    log_.info("alone");
    EXPECT_EQ(writes_.take(), Seen{"alone "});
    log_.write_together([this] {
        log_.info("first");
        log_.write_together([this] { log_.error("second"); });
        log_.debug("not wanted");
        EXPECT_EQ(writes_.take(), Seen{});
    });
    EXPECT_EQ(writes_.take(), Seen{"first second "});
    log_.write_together([] {});
    log_.info("alone again");
    EXPECT_EQ(writes_.take(), Seen{"alone again "});
}

TEST_F(LogOfTogether, KeepsNoOtherThreadsLine) {
    log_.write_together([this] { std::jthread([this] { log_.info("of another"); }).join(); });
    EXPECT_EQ(writes_.take(), std::vector<std::string>{"of another "});
}

TEST_F(LogOfTogether, KeepsNoLineOfAnotherLog) {
    adapters::Log other(adapters::LogFormat::json, adapters::LogLevel::info);
    log_.write_together([&] {
        log_.info("mine");
        other.info("other");
    });
    EXPECT_EQ(writes_.take(), (std::vector<std::string>{"other ", "mine "}));
}

TEST_F(LogOfTogether, IsWrittenThoughSomethingWasThrown) {
    auto act = [this] {
        log_.info("before");
        throw std::runtime_error("thrown");
    };
    EXPECT_THROW(log_.write_together(act), std::runtime_error);
    EXPECT_EQ(writes_.take(), std::vector<std::string>{"before "});
}

TEST(LogLine, IsOneJsonObjectWhateverTheValuesHold) {
    const std::string line = adapters::json_log_line("2026-11-24T10:00:00.000000Z", "info", "said \"so\"",
                                                     {{"path", "/v1/\n\"x\""}, {"status", "200"}});
    EXPECT_EQ(line.find('\n'), std::string::npos);
    const boost::json::object parsed = boost::json::parse(line).as_object();
    EXPECT_EQ(parsed.at("msg").as_string(), "said \"so\"");
    EXPECT_EQ(parsed.at("path").as_string(), "/v1/\n\"x\"");
    EXPECT_EQ(parsed.at("level").as_string(), "info");
}

TEST(LogLine, QuotesWhatWouldLookLikeAnotherField) {
    EXPECT_EQ(adapters::text_log_line("2026-11-24T10:00:00.123456Z", "warning", "slow", {{"a", "x y=z"}, {"b", "1"}}),
              "10:00:00.123 warning slow a=\"x y=z\" b=1");
}

}  // namespace
}  // namespace suoledger::tests
