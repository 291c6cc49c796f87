// SPDX-License-Identifier: Apache-2.0
// One log: JSON objects, one a line, on stderr; readable text when a person is looking.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spdlog {
class logger;
}

namespace suoledger::adapters {

enum class LogFormat : std::uint8_t { automatic, json, text };
enum class LogLevel : std::uint8_t { debug, info, warning, error };

using LogFields = std::vector<std::pair<std::string, std::string>>;

/// Thread-safe. Values must already be free of personal data and secrets.
class Log {
public:
    /// `automatic` is text on a terminal, JSON otherwise.
    Log(LogFormat format, LogLevel least);
    ~Log();

    void debug(std::string_view message, const LogFields& fields = {});
    void info(std::string_view message, const LogFields& fields = {});
    void warning(std::string_view message, const LogFields& fields = {});
    void error(std::string_view message, const LogFields& fields = {});
    /// By the level's name, as the server's ring gives it; an unknown one counts as "info".
    void write(std::string_view level, std::string_view message, const LogFields& fields);
    /// Does what it is given; what this thread writes meanwhile is written behind it, with one system call. What stops
    /// the process in between takes those lines with it.
    void write_together(const std::function<void()>& act);
    /// Where the log is a file: has what was written set out for the disk, and does not wait for it.
    void begin_write_back();

private:
    class Together;
    void write(LogLevel level, std::string_view message, const LogFields& fields);
    bool json_;
    std::unique_ptr<spdlog::logger> sink_;
};

/// For whoever tells the log something without knowing it; the log outlives what is returned.
using TellLog = std::function<void(std::string_view level, std::string_view message, const LogFields& fields)>;
TellLog tell_in(Log& log);
/// The same for `Log::write_together`.
std::function<void(const std::function<void()>& act)> together_in(Log& log);

/// What one line looks like, without the line end. `now` is RFC 3339.
std::string json_log_line(std::string_view now, std::string_view level, std::string_view message,
                          const LogFields& fields);
std::string text_log_line(std::string_view now, std::string_view level, std::string_view message,
                          const LogFields& fields);

}  // namespace suoledger::adapters
