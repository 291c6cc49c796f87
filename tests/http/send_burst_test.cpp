// SPDX-License-Identifier: Apache-2.0
// Many answers at once, with a ring of the kernel's and without: who gets what, and what is refused.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "http/send_burst.hpp"
#include "http/wake_ups_parts.hpp"

namespace {

using suoledger::http::SendBurst;
using suoledger::http::WakeUps;

/// Two ends of a connection, closed at the end.
class SocketPair {
public:
    SocketPair() {
        if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()) != 0)
            throw std::system_error(errno, std::generic_category(), "socketpair");
    }
    ~SocketPair() {
        for (const int end : ends_) ::close(end);
    }
    SocketPair(const SocketPair&) = delete;
    SocketPair& operator=(const SocketPair&) = delete;

    [[nodiscard]] int server() const { return ends_[0]; }
    /// What came and was not read yet; does not wait.
    [[nodiscard]] std::string received() const {
        std::string text(65'536, '\0');
        const auto count = ::recv(ends_[1], text.data(), text.size(), MSG_DONTWAIT);
        text.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
        return text;
    }
    void end_client() const { ::shutdown(ends_[1], SHUT_RDWR); }
    /// Until the server can send no byte more.
    void fill() const {
        const std::string much(65'536, 'x');
        while (::send(ends_[0], much.data(), much.size(), MSG_DONTWAIT) > 0) {
        }
        while (::send(ends_[0], much.data(), 1, MSG_DONTWAIT) > 0) {
        }
    }

private:
    std::array<int, 2> ends_{};
};

class Bursts : public testing::TestWithParam<bool> {
protected:
    void SetUp() override {
        if (!GetParam()) burst_.give_up_ring();
        if (GetParam() && !burst_.make_ring()) GTEST_SKIP() << "this kernel grants no ring (io_uring)";
    }
    void add(const SocketPair& pair, std::string_view head, std::string_view body) {
        const auto place = results_.size();
        results_.push_back(0);
        burst_.add(pair.server(), {head, body}, [this, place](ssize_t result) { results_[place] = result; });
    }

    SendBurst burst_;
    std::vector<ssize_t> results_;
};
INSTANTIATE_TEST_SUITE_P(, Bursts, testing::Bool(),
                         [](const auto& with_ring) { return with_ring.param ? "WithARing" : "OneByOne"; });

TEST_P(Bursts, GiveEachSocketItsOwn) {
    constexpr std::size_t more_than_a_ring_holds = 300;
    const std::vector<SocketPair> pairs(more_than_a_ring_holds);
    std::vector<std::string> heads;
    for (std::size_t i = 0; i < pairs.size(); ++i) heads.push_back("head " + std::to_string(i) + ' ');
    for (int round = 0; round < 2; ++round) {
        results_.clear();
        for (std::size_t i = 0; i < pairs.size(); ++i) add(pairs[i], heads[i], i % 2 == 0 ? "body" : "");
        burst_.send();
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            const auto expected = heads[i] + (i % 2 == 0 ? "body" : "");
            EXPECT_EQ(pairs[i].received(), expected);
            EXPECT_EQ(results_[i], static_cast<ssize_t>(expected.size()));
        }
    }
}

TEST_P(Bursts, SayWhoTookNothingWithoutWaitingForThem) {
    const SocketPair full, gone, open;
    full.fill();
    gone.end_client();
    add(full, "head ", "body");
    add(gone, "head ", "body");
    add(open, "head ", "body");
    burst_.send();
    EXPECT_EQ(results_, (std::vector<ssize_t>{-EAGAIN, -EPIPE, 9}));
    EXPECT_EQ(open.received(), "head body");
}

TEST_P(Bursts, SayHowMuchWasTakenOfWhatDoesNotFit) {
    const SocketPair small, other;
    const std::string much(std::size_t{8} << 20, 'y');
    add(small, "head ", much);
    add(other, "head ", "body");
    burst_.send();
    EXPECT_GT(results_[0], 0);
    EXPECT_LT(results_[0], static_cast<ssize_t>(much.size()));
    EXPECT_EQ(results_[1], 9);
}

TEST_P(Bursts, TellAllThoughOneOfThemThrows) {
    const SocketPair first, second;
    burst_.add(first.server(), {"head ", ""}, [](ssize_t) { throw std::runtime_error("told"); });
    add(second, "head ", "body");
    EXPECT_THROW(burst_.send(), std::runtime_error);
    EXPECT_EQ(results_, (std::vector<ssize_t>{9}));
    burst_.send();  // nothing is left of it
    EXPECT_EQ(second.received(), "head body");
}

class WakeUpsTogether : public testing::Test {
protected:
    /// Somebody who sends when woken, into the burst if one is gathered.
    void wake(const SocketPair& pair) {
        wake_ups_.add(io_.get_executor(), [this, &pair] {
            gathered_.push_back(wake_ups_.burst()->is_gathering());
            if (!gathered_.back()) return;
            wake_ups_.burst()->add(pair.server(), {"answer", ""}, [this](ssize_t) { ++sent_; });
        });
    }

    boost::asio::io_context io_{1};
    WakeUps wake_ups_{io_, true, [this](const auto& send) {
                          ++bursts_;
                          EXPECT_EQ(sent_, 0);
                          send();
                          EXPECT_GT(sent_, 0) << "whoever sent must have gone on when this returns";
                      }};
    std::vector<bool> gathered_;
    int sent_ = 0, bursts_ = 0;
};

TEST_F(WakeUpsTogether, SendTogether) {
    const SocketPair first, second;
    wake(first);
    wake(second);
    io_.run();
    EXPECT_EQ(gathered_, (std::vector{true, true}));
    EXPECT_EQ(sent_, 2);
    EXPECT_EQ(bursts_, 1);
    EXPECT_EQ(first.received() + second.received(), "answeranswer");
    EXPECT_FALSE(wake_ups_.burst()->is_gathering());
}

TEST_F(WakeUpsTogether, AreNoBurstOfOne) {
    const SocketPair only;
    wake(only);
    io_.run();
    EXPECT_EQ(gathered_, (std::vector{false}));
    EXPECT_EQ(bursts_, 0);
}

TEST_F(WakeUpsTogether, SendThoughOneOfThemThrows) {
    const SocketPair pair;
    wake(pair);
    wake_ups_.add(io_.get_executor(), [] { throw std::runtime_error("woken"); });
    EXPECT_THROW(io_.run(), std::runtime_error);
    EXPECT_EQ(pair.received(), "answer");
    EXPECT_FALSE(wake_ups_.burst()->is_gathering());
}

TEST(WakeUpsOfSeveralThreads, GatherNothing) {
    boost::asio::io_context io{2};
    EXPECT_EQ(WakeUps(io, false, [](const auto& send) { send(); }).burst(), nullptr);
}

}  // namespace
