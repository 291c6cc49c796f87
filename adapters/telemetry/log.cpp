// SPDX-License-Identifier: Apache-2.0
// spdlog only carries finished lines: its patterns do not escape JSON.
#include "adapters/telemetry/log.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <chrono>

#include "eventstore/json_text.hpp"

namespace suoledger::adapters {
namespace {

struct LevelName {
    LogLevel level;
    std::string_view name;
    spdlog::level::level_enum carried_as;
};
constexpr std::array<LevelName, 4> level_names{{{LogLevel::debug, "debug", spdlog::level::debug},
                                                {LogLevel::info, "info", spdlog::level::info},
                                                {LogLevel::warning, "warning", spdlog::level::warn},
                                                {LogLevel::error, "error", spdlog::level::err}}};

const LevelName& name_of(LogLevel level) { return level_names[static_cast<std::size_t>(level)]; }

/// All but the microseconds stays the same for a second.
std::string now_text() {
    struct Written {
        std::time_t second = -1;
        std::string text;
    };
    thread_local Written last;
    const auto now = std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
    const auto second = std::chrono::system_clock::to_time_t(seconds);
    if (last.second != second) last = {second, fmt::format("{:%Y-%m-%dT%H:%M:%S}", fmt::gmtime(second))};
    return fmt::format("{}.{:06}Z", last.text, (now - seconds).count());
}

// A value that could be taken for more than one word or for our punctuation is quoted as JSON quotes it.
std::string text_value(const std::string& value) {
    if (!value.empty() && value.find_first_of(" =\"\\\n\r\t") == std::string::npos) {
        return value;
    }
    return boost::json::serialize(boost::json::value(value));
}

constexpr std::size_t usual_line_bytes = 384;

}  // namespace

std::string json_log_line(std::string_view now, std::string_view level, std::string_view message,
                          const LogFields& fields) {
    eventstore::JsonText line(usual_line_bytes);
    line.begin_object();
    line.member("ts", now);
    line.member("level", level);
    line.member("msg", message);
    for (const auto& [name, value] : fields) line.member(name, std::string_view(value));
    line.end_object();
    return line.take();
}

std::string text_log_line(std::string_view now, std::string_view level, std::string_view message,
                          const LogFields& fields) {
    const std::string_view time_of_day = now.size() >= 23 ? now.substr(11, 12) : now;
    std::string line = fmt::format("{} {:<7} {}", time_of_day, level, message);
    for (const auto& [name, value] : fields) {
        line += fmt::format(" {}={}", name, text_value(value));
    }
    return line;
}

Log::Log(LogFormat format, LogLevel least)
    : json_(format == LogFormat::json || (format == LogFormat::automatic && ::isatty(STDERR_FILENO) == 0)),
      sink_(std::make_unique<spdlog::logger>("suoledger", std::make_shared<spdlog::sinks::stderr_sink_mt>())) {
    sink_->set_pattern("%v");
    sink_->set_level(name_of(least).carried_as);
    sink_->flush_on(spdlog::level::debug);
}

Log::~Log() = default;

/// The lines of one thread, as long as this lives.
class Log::Together {
public:
    explicit Together(Log& log) : log_(log) { of_this_thread = this; }
    ~Together() {
        of_this_thread = nullptr;
        if (!lines_.empty()) log_.sink_->log(spdlog::level::critical, lines_);  // whether to was asked for each line
    }
    Together(const Together&) = delete;
    Together& operator=(const Together&) = delete;

    /// False: this is of another log.
    bool take(const Log& log, std::string_view line) {
        if (&log != &log_) return false;
        if (!lines_.empty()) lines_ += '\n';
        lines_ += line;
        return true;
    }

    static thread_local Together* of_this_thread;

private:
    Log& log_;
    std::string lines_;
};

thread_local Log::Together* Log::Together::of_this_thread = nullptr;

void Log::write_together(const std::function<void()>& act) {
    if (Together::of_this_thread != nullptr) return act();
    const Together together(*this);
    act();
}

void Log::write(LogLevel level, std::string_view message, const LogFields& fields) {
    const LevelName& name = name_of(level);
    if (!sink_->should_log(name.carried_as)) {
        return;
    }
    const std::string now = now_text();
    const std::string line =
        json_ ? json_log_line(now, name.name, message, fields) : text_log_line(now, name.name, message, fields);
    if (Together::of_this_thread != nullptr && Together::of_this_thread->take(*this, line)) return;
    sink_->log(name.carried_as, line);
}

void Log::debug(std::string_view message, const LogFields& fields) { write(LogLevel::debug, message, fields); }
void Log::info(std::string_view message, const LogFields& fields) { write(LogLevel::info, message, fields); }
void Log::warning(std::string_view message, const LogFields& fields) { write(LogLevel::warning, message, fields); }
void Log::error(std::string_view message, const LogFields& fields) { write(LogLevel::error, message, fields); }

void Log::write(std::string_view level, std::string_view message, const LogFields& fields) {
    for (const LevelName& known : level_names) {
        if (known.name == level || (level == "warn" && known.level == LogLevel::warning)) {
            return write(known.level, message, fields);
        }
    }
    write(LogLevel::info, message, fields);
}

void Log::begin_write_back() {
    constexpr off_t from_the_beginning = 0, to_the_end = 0;
    const int refused = ::sync_file_range(STDERR_FILENO, from_the_beginning, to_the_end, SYNC_FILE_RANGE_WRITE);
    static_cast<void>(refused);  // a terminal, a pipe or the journal
}

TellLog tell_in(Log& log) {
    return [&log](std::string_view level, std::string_view message, const LogFields& fields) {
        log.write(level, message, fields);
    };
}

std::function<void(const std::function<void()>& act)> together_in(Log& log) {
    return [&log](const std::function<void()>& act) { log.write_together(act); };
}

}  // namespace suoledger::adapters
