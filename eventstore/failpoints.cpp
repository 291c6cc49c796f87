// SPDX-License-Identifier: Apache-2.0
// The table of failpoints, compiled in for tests only.
#include "eventstore/failpoints.hpp"

#ifdef SUOLEDGER_WITH_FAILPOINTS

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace suoledger::eventstore {

namespace {

struct Armed {
    FailpointAction action = FailpointAction::off;
    int times = failpoints::always;
    int held = 0;  // threads waiting here
    std::int64_t generation = 0;
};

std::optional<FailpointAction> parse_action(std::string_view text) {
    if (text == "off") return FailpointAction::off;
    if (text == "kill") return FailpointAction::kill;
    if (text == "throw") return FailpointAction::throw_fault;
    if (text == "hold") return FailpointAction::hold;
    if (text == "sql_error") return FailpointAction::sql_error;
    if (text == "cut_connection") return FailpointAction::cut_connection;
    return std::nullopt;
}

/// One per process: a failpoint stands for the process as a whole, and only in builds for tests.
class Table {
public:
    Table() {
        const char* text = std::getenv("SUOLEDGER_FAILPOINTS");
        std::string_view rest = text == nullptr ? "" : text;
        while (!rest.empty()) {
            const auto end = rest.find(';');
            arm_from(rest.substr(0, end));
            rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        }
    }

    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::string, Armed, std::less<>> armed;

private:
    void arm_from(std::string_view entry) {
        const auto equals = entry.find('=');
        if (equals == std::string_view::npos) return;
        const auto value = entry.substr(equals + 1);
        const auto star = value.find('*');
        Armed point;
        if (star != std::string_view::npos) point.times = std::atoi(std::string{value.substr(star + 1)}.c_str());
        const auto action = parse_action(value.substr(0, star));
        if (!action) throw std::invalid_argument("SUOLEDGER_FAILPOINTS: unknown action in " + std::string{entry});
        point.action = *action;
        armed.emplace(std::string{entry.substr(0, equals)}, point);
    }
};

Table& table() {
    static Table instance;
    return instance;
}

}  // namespace

FailpointAction failpoint(std::string_view name) {
    Table& points = table();
    std::unique_lock lock{points.mutex};
    const auto found = points.armed.find(name);
    if (found == points.armed.end() || found->second.action == FailpointAction::off) return FailpointAction::off;
    Armed& point = found->second;
    const FailpointAction action = point.action;
    const std::int64_t generation = point.generation;
    if (point.times > 0 && --point.times == 0) point.action = FailpointAction::off;
    if (action == FailpointAction::kill) std::raise(SIGKILL);
    if (action == FailpointAction::throw_fault) throw InjectedFault("failpoint " + std::string{name});
    if (action == FailpointAction::hold) {
        ++point.held;
        points.changed.notify_all();
        points.changed.wait(lock, [&] { return point.generation != generation; });
        --point.held;
    }
    return action;
}

namespace failpoints {

void set(std::string_view name, FailpointAction action, int times) {
    Table& points = table();
    const std::lock_guard lock{points.mutex};
    Armed& point = points.armed[std::string{name}];
    point.action = action;
    point.times = times;
    ++point.generation;
    points.changed.notify_all();
}

bool wait_until_held(std::string_view name) {
    Table& points = table();
    std::unique_lock lock{points.mutex};
    Armed& point = points.armed[std::string{name}];
    return points.changed.wait_for(lock, std::chrono::seconds{30}, [&] { return point.held > 0; });
}

void clear() {
    Table& points = table();
    const std::lock_guard lock{points.mutex};
    for (auto& [name, point] : points.armed) {
        point.action = FailpointAction::off;
        ++point.generation;
    }
    points.changed.notify_all();
}

}  // namespace failpoints

}  // namespace suoledger::eventstore

#endif
