// SPDX-License-Identifier: Apache-2.0
// Many live event streams read by one thread: how many events arrived.
#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#include "benchmarks/load/http_connection.hpp"
#include "benchmarks/load/requests.hpp"

namespace suoledger::load {
namespace {

struct Options {
    std::string address, key;
    std::size_t streams = 100;
    double seconds = 5;
};

constexpr std::string_view field = "\nid: ";

/// Counts a text that arrives in pieces.
class Counter {
public:
    void take(std::string_view bytes) {
        for (const char c : bytes) {
            matched_ = c == field[matched_] ? matched_ + 1 : c == field[0] ? 1 : 0;
            if (matched_ < field.size()) continue;
            matched_ = 0;
            ++count;
        }
    }
    std::uint64_t count = 0;

private:
    std::size_t matched_ = 0;
};

struct Stream {
    explicit Stream(const std::string& address) : connection(address) {}
    HttpConnection connection;
    Counter events;
};

void run(const Options& options) {
    const int epoll = epoll_create1(EPOLL_CLOEXEC);
    std::vector<std::unique_ptr<Stream>> streams;
    const std::string request = read_bytes(options.address, options.key, "/v1/events", "Accept: text/event-stream\r\n");
    for (std::size_t i = 0; i < options.streams; ++i) {
        streams.push_back(std::make_unique<Stream>(options.address));
        epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
        epoll_ctl(epoll, EPOLL_CTL_ADD, streams[i]->connection.descriptor(), &event);
        streams[i]->connection.send(request);
    }
    std::uint64_t bytes = 0;
    const auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(options.seconds);
    while (std::chrono::steady_clock::now() < until) {
        std::array<epoll_event, 64> ready{};
        const int count = epoll_wait(epoll, ready.data(), ready.size(), 100);
        for (int i = 0; i < count; ++i) {
            Stream& stream = *streams[ready[static_cast<std::size_t>(i)].data.u64];
            const auto got = stream.connection.receive_raw();
            bytes += got.size();
            stream.events.take(got);
        }
    }
    std::uint64_t events = 0, least = UINT64_MAX;
    for (const auto& stream : streams) {
        events += stream->events.count;
        least = std::min(least, stream->events.count);
    }
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    fmt::print("{{\"streams\":{},\"events\":{},\"fewest_of_one\":{},\"bytes\":{},\"cpu_seconds\":{:.3f}}}\n",
               streams.size(), events, least, bytes,
               static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                   static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6);
}

}  // namespace
}  // namespace suoledger::load

int main(int count, char** arguments) {
    suoledger::load::Options options;
    CLI::App program{"Reads live event streams and counts their events; prints one line of JSON"};
    program.add_option("--address", options.address, "IPv4 address:port")->required();
    program.add_option("--key", options.key, "API key with scope audit")->required();
    program.add_option("--streams", options.streams, "How many at once");
    program.add_option("--seconds", options.seconds, "How long");
    try {
        program.parse(count, arguments);
        suoledger::load::run(options);
    } catch (const CLI::ParseError& error) {
        return program.exit(error);
    } catch (const std::exception& fault) {
        fmt::print(stderr, "stream_reader: {}\n", fault.what());
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
