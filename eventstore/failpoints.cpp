// SPDX-License-Identifier: Apache-2.0
// The table of failpoints, compiled in for tests only.
#include "eventstore/failpoints.hpp"

#ifdef SUOLEDGER_WITH_FAILPOINTS

#include <charconv>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

namespace suoledger::eventstore {

namespace {

/// How soon a held thread notices that the file was changed.
constexpr std::chrono::milliseconds look_at_file_every{2};

struct Armed {
    FailpointAction action = FailpointAction::off;
    int times = failpoints::always;
    std::size_t number = 0;
    int held = 0;  // threads waiting here since it was set; those that were let go do not count
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

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < 1) return std::nullopt;
    return number;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view space = " \t\r\n";
    const auto first = text.find_first_not_of(space);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(space) - first + 1);
}

/// What follows the equals sign: action, or a number; then how often.
Armed parse_value(std::string_view entry, std::string_view value) {
    const auto refuse = [&](const char* what) {
        throw std::invalid_argument(std::string("SUOLEDGER_FAILPOINTS: ") + what + " in " + std::string(entry));
    };
    Armed point;
    const auto star = value.find('*');
    if (star != std::string_view::npos) {
        const auto times = parse_number<int>(value.substr(star + 1));
        if (!times) refuse("no number of times");
        point.times = *times;
    }
    const auto word = value.substr(0, star);
    if (const auto action = parse_action(word)) {
        point.action = *action;
    } else if (const auto number = parse_number<std::size_t>(word)) {
        point.action = FailpointAction::number;
        point.number = *number;
    } else {
        refuse("unknown action");
    }
    return point;
}

/// One per process: a failpoint stands for the process as a whole, and only in builds for tests.
class Table {
public:
    Table() {
        const char* given = std::getenv("SUOLEDGER_FAILPOINTS");
        const std::string_view text = given == nullptr ? "" : given;
        if (text.starts_with('@'))
            file_ = text.substr(1);
        else
            arm_all(text);
    }

    /// Takes over what the file says now, if there is one and it says something else than before.
    void follow_file() {
        if (file_.empty()) return;
        std::ifstream in(file_);
        std::string text{std::istreambuf_iterator<char>(in), {}};  // empty when it is not there
        if (text == file_text_) return;
        file_text_ = std::move(text);
        disarm_all();
        arm_all(file_text_);
    }
    void put(std::string_view name, Armed value) {
        Armed& point = armed[std::string{name}];
        point.action = value.action;
        point.times = value.times;
        point.number = value.number;
        let_go(point);
        changed.notify_all();
    }
    void disarm_all() {
        for (auto& [name, point] : armed) {
            point.action = FailpointAction::off;
            let_go(point);
        }
        changed.notify_all();
    }
    static void let_go(Armed& point) {
        ++point.generation;
        point.held = 0;
    }
    void wait_while_held(std::unique_lock<std::mutex>& lock, const Armed& point, std::int64_t generation) {
        const auto was_let_go = [&] { return point.generation != generation; };
        if (file_.empty()) return changed.wait(lock, was_let_go);
        while (!changed.wait_for(lock, look_at_file_every, was_let_go)) follow_file();
    }

    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::string, Armed, std::less<>> armed;

private:
    void arm_all(std::string_view text) {
        while (!text.empty()) {
            const auto end = text.find_first_of(";\n");
            const auto entry = trimmed(text.substr(0, end));
            text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
            if (entry.empty()) continue;
            const auto equals = entry.find('=');
            if (equals == std::string_view::npos)
                throw std::invalid_argument("SUOLEDGER_FAILPOINTS: no action in " + std::string{entry});
            put(entry.substr(0, equals), parse_value(entry, entry.substr(equals + 1)));
        }
    }

    std::string file_, file_text_;
};

Table& table() {
    static Table instance;
    return instance;
}

/// The point if it is on.
Armed* armed_at(Table& points, std::string_view name) {
    points.follow_file();
    const auto found = points.armed.find(name);
    if (found == points.armed.end() || found->second.action == FailpointAction::off) return nullptr;
    return &found->second;
}

void use_up(Armed& point) {
    if (point.times > 0 && --point.times == 0) point.action = FailpointAction::off;
}

}  // namespace

FailpointAction failpoint(std::string_view name) {
    Table& points = table();
    std::unique_lock lock{points.mutex};
    Armed* const point = armed_at(points, name);
    if (point == nullptr) return FailpointAction::off;
    const FailpointAction action = point->action;
    const std::int64_t generation = point->generation;
    use_up(*point);
    if (action == FailpointAction::kill) std::raise(SIGKILL);
    if (action == FailpointAction::throw_fault) throw InjectedFault("failpoint " + std::string{name});
    if (action == FailpointAction::hold) {
        ++point->held;
        points.changed.notify_all();
        points.wait_while_held(lock, *point, generation);
    }
    return action;
}

std::size_t failpoint_number(std::string_view name) {
    Table& points = table();
    const std::lock_guard lock{points.mutex};
    Armed* const point = armed_at(points, name);
    if (point == nullptr || point->action != FailpointAction::number) return 0;
    use_up(*point);
    return point->number;
}

namespace failpoints {

void set(std::string_view name, FailpointAction action, int times) {
    Table& points = table();
    const std::lock_guard lock{points.mutex};
    Armed value;
    value.action = action;
    value.times = times;
    points.put(name, value);
}

void set_number(std::string_view name, std::size_t number, int times) {
    Table& points = table();
    const std::lock_guard lock{points.mutex};
    Armed value;
    value.action = FailpointAction::number;
    value.times = times;
    value.number = number;
    points.put(name, value);
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
    points.disarm_all();
}

}  // namespace failpoints

}  // namespace suoledger::eventstore

#endif
