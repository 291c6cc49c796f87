// SPDX-License-Identifier: Apache-2.0
// Sends prepared requests from one thread and says how many were answered, how soon and with what.
//
// Closed loop: every connection sends its next request when the last one was answered. Open loop (--rate): requests are
// due at fixed times whether or not earlier ones were answered; latency counts from the time a request was due.
#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <map>
#include <memory>
#include <stdexcept>

#include "benchmarks/load/figures.hpp"
#include "benchmarks/load/http_connection.hpp"
#include "benchmarks/load/requests.hpp"

namespace suoledger::load {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

struct Options {
    std::string address, requests, acknowledged, key_prefix = "load", then_read, then_read_key;
    std::size_t connections = 1;
    double seconds = 1, warm_up = 0, rate = 0;
    std::uint64_t first = 0, count = 0;
};

/// What a command was told, for the check that it is in the log.
struct Acknowledgement {
    std::uint64_t number;
    std::size_t request;  // line of the file, from 0
    int status;
    std::int64_t position;
};

struct Lane {
    explicit Lane(const std::string& address) : connection(address) {}
    HttpConnection connection;
    bool busy = false, reading = false;
    Clock::time_point due, acknowledged;
    std::uint64_t number = 0;
};

class LoadGenerator {
public:
    explicit LoadGenerator(const Options& options)
        : options_(options),
          requests_(read_requests(options.requests, {options.address, options.key_prefix})),
          epoll_(epoll_create1(EPOLL_CLOEXEC)),
          next_(options.first) {
        for (std::size_t i = 0; i < options.connections; ++i) {
            lanes_.push_back(std::make_unique<Lane>(options.address));
            epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
            if (epoll_ctl(epoll_, EPOLL_CTL_ADD, lanes_[i]->connection.descriptor(), &event) != 0)
                throw std::runtime_error("epoll_ctl");
            idle_.push_back(i);
        }
    }

    void run() {
        begun_ = Clock::now();
        measured_from_ = begun_ + std::chrono::duration_cast<Clock::duration>(Seconds(options_.warm_up));
        until_ = measured_from_ + std::chrono::duration_cast<Clock::duration>(Seconds(options_.seconds));
        if (options_.count > 0) until_ = begun_ + patience + std::chrono::seconds(options_.count / slowest_per_second);
        while (may_send()) {
            send_what_is_due();
            wait_until(options_.rate > 0 && !idle_.empty() ? std::min(due_at(sent_), until_) : until_);
        }
        const auto give_up_at = Clock::now() + patience;
        while (busy_ > 0 && Clock::now() < give_up_at) wait_until(give_up_at);
        if (busy_ > 0) throw std::runtime_error(fmt::format("{} requests were never answered", busy_));
    }

    void report() {
        std::string statuses;
        for (const auto& [status, count] : statuses_)
            statuses += fmt::format("{}\"{}\":{}", statuses.empty() ? "" : ",", status, count);
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        const auto seconds_of = [](const timeval& time) {
            return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
        };
        fmt::print(
            R"({{"sent":{},"measured":{},"seconds":{},"per_second":{:.1f},"statuses":{{{}}},"latency":{},"read_after":{},)"
            R"("body_bytes":{},"last_position":{},"cpu_seconds":{:.3f}}})"
            "\n",
            sent_, measured_, options_.seconds,
            options_.seconds > 0 ? static_cast<double>(measured_) / options_.seconds : 0, statuses, latencies_.json(),
            read_after_.json(), body_bytes_, last_position_, seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime));
        if (options_.acknowledged.empty()) return;
        std::ofstream out{options_.acknowledged};
        for (const auto& one : acknowledgements_)
            out << one.number << ' ' << one.request << ' ' << one.status << ' ' << one.position << '\n';
        if (!out.flush()) throw std::runtime_error("cannot write " + options_.acknowledged);
    }

private:
    static constexpr std::chrono::seconds patience{60};  // with a service that does not answer
    static constexpr std::uint64_t slowest_per_second = 1'000;

    [[nodiscard]] bool may_send() const {
        return Clock::now() < until_ && (options_.count == 0 || sent_ < options_.count);
    }
    [[nodiscard]] Clock::time_point due_at(std::uint64_t index) const {
        return begun_ +
               std::chrono::duration_cast<Clock::duration>(Seconds(static_cast<double>(index) / options_.rate));
    }

    void send_what_is_due() {
        while (!idle_.empty()) {
            const auto now = Clock::now();
            const auto due = options_.rate > 0 ? due_at(sent_) : now;
            if (due > now || !may_send()) return;
            send_on(*lanes_[idle_.front()], due);
            idle_.pop_front();
        }
    }

    void send_on(Lane& lane, Clock::time_point due) {
        lane.number = next_++;
        lane.due = due;
        lane.busy = true;
        ++busy_;
        ++sent_;
        render(requests_[lane.number % requests_.size()], lane.number, bytes_);
        lane.connection.send(bytes_);
    }

    void wait_until(Clock::time_point deadline) {
        const auto left = std::max(deadline - Clock::now(), Clock::duration::zero());
        const auto whole = std::chrono::duration_cast<std::chrono::seconds>(left);
        const timespec timeout{.tv_sec = whole.count(), .tv_nsec = std::chrono::nanoseconds(left - whole).count()};
        std::array<epoll_event, 64> events{};
        const int ready = epoll_pwait2(epoll_, events.data(), events.size(), &timeout, nullptr);
        for (int i = 0; i < ready; ++i) take(events[static_cast<std::size_t>(i)].data.u64);
    }

    void take(std::size_t index) {
        Lane& lane = *lanes_[index];
        const auto response = lane.connection.receive();
        if (!response) return;
        const auto now = Clock::now();
        if (lane.reading) {
            if (now >= measured_from_ && now < until_) read_after_.add(now - lane.acknowledged);
            if (response->status != 200) throw std::runtime_error("a read was refused: " + std::string(response->head));
            return release(index);
        }
        note(lane, *response, now);
        if (options_.then_read.empty()) return release(index);
        lane.reading = true;
        lane.acknowledged = now;
        lane.connection.send(read_bytes(options_.address, options_.then_read_key, options_.then_read,
                                        "Ledger-Min-Position: " + std::to_string(response->position) + "\r\n"));
    }

    void note(Lane& lane, const HttpResponse& response, Clock::time_point now) {
        ++statuses_[response.status];
        body_bytes_ = response.body.size();
        last_position_ = std::max(last_position_, response.position);
        if (!options_.acknowledged.empty())
            acknowledgements_.push_back(
                {lane.number, lane.number % requests_.size(), response.status, response.position});
        if (now < measured_from_ || now >= until_) return;
        ++measured_;
        latencies_.add(now - lane.due);
    }

    void release(std::size_t index) {
        Lane& lane = *lanes_[index];
        lane.busy = lane.reading = false;
        --busy_;
        // A closed loop goes on at once: the connection that was answered first sends first.
        if (options_.rate <= 0 && may_send()) return send_on(lane, Clock::now());
        idle_.push_back(index);
    }

    const Options& options_;
    const std::vector<RequestTemplate> requests_;
    const int epoll_;
    std::vector<std::unique_ptr<Lane>> lanes_;
    std::deque<std::size_t> idle_;
    std::uint64_t next_, sent_ = 0, measured_ = 0, busy_ = 0;
    Clock::time_point begun_, measured_from_, until_;
    std::string bytes_;
    std::map<int, std::uint64_t> statuses_;
    Spans latencies_, read_after_;
    std::size_t body_bytes_ = 0;
    std::int64_t last_position_ = 0;
    std::vector<Acknowledgement> acknowledgements_;
};

}  // namespace
}  // namespace suoledger::load

int main(int count, char** arguments) {
    suoledger::load::Options options;
    CLI::App program{"Sends prepared HTTP requests and measures the answers; prints one line of JSON"};
    program.add_option("--address", options.address, "IPv4 address:port, or the path of a Unix socket")->required();
    program.add_option("--requests", options.requests, "File: API key, method, path, body; tabs between")->required();
    program.add_option("--connections", options.connections, "Keep-alive connections");
    program.add_option("--seconds", options.seconds, "Measured time");
    program.add_option("--warm-up", options.warm_up, "Seconds before it");
    program.add_option("--rate", options.rate, "Requests a second, due at fixed times (open loop)");
    program.add_option("--count", options.count, "Ends after so many requests, whatever the time; a closed loop");
    program.add_option("--first", options.first, "Number of the first request");
    program.add_option("--key-prefix", options.key_prefix, "Of the idempotency keys");
    program.add_option("--acknowledged", options.acknowledged, "File to write: number, line, status, position");
    program.add_option("--then-read", options.then_read, "Path read after each answer, not before its position shows");
    program.add_option("--then-read-key", options.then_read_key, "API key of those reads");
    try {
        program.parse(count, arguments);
        suoledger::load::LoadGenerator generator(options);
        generator.run();
        generator.report();
    } catch (const CLI::ParseError& error) {
        return program.exit(error);
    } catch (const std::exception& fault) {
        fmt::print(stderr, "load_generator: {}\n", fault.what());
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
