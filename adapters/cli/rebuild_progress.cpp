// SPDX-License-Identifier: Apache-2.0
// One line that is written over and over.
#include "adapters/cli/rebuild_progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/json/array.hpp>
#include <chrono>
#include <cstdio>
#include <future>

#include "adapters/service/control_commands.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds show_every{250};

std::string time_text(std::int64_t seconds) {
    if (seconds < 120) {
        return fmt::format("{} s", seconds);
    }
    if (seconds < 2 * 3600) {
        return fmt::format("{} min", (seconds + 59) / 60);
    }
    return fmt::format("{} h", (seconds + 3599) / 3600);
}

std::string line_of(const json::object& reply, const json::value& name) {
    for (const json::value& projection : reply.at("projections").as_array()) {
        if (projection.at("name") == name) {
            return rebuild_progress_text(projection.as_object());
        }
    }
    return {};
}

}  // namespace

std::string rebuild_progress_text(const json::object& projection) {
    const json::value* rebuild = projection.if_contains("rebuild");
    if (rebuild == nullptr || rebuild->is_null()) {
        return {};
    }
    const auto position = rebuild->at("position").to_number<std::int64_t>();
    const auto target = rebuild->at("target_position").to_number<std::int64_t>();
    const auto percent = target <= 0 || position >= target ? 100 : 100 * position / target;
    const json::value& remaining = rebuild->at("remaining_seconds");
    if (remaining.is_null()) {
        return fmt::format("{} %", percent);
    }
    return fmt::format("{} %, {} left", percent, time_text(remaining.to_number<std::int64_t>()));
}

std::optional<json::object> with_progress(const json::object& request, const Ask& ask) {
    if (std::string{request.at("do").as_string()} != control::rebuild || ::isatty(STDERR_FILENO) == 0) {
        return ask(request);
    }
    auto answer = std::async(std::launch::async, ask, request);
    bool is_shown = false;
    while (answer.wait_for(show_every) != std::future_status::ready) {
        const auto status = ask(control_request(control::list));
        if (!status) {
            break;
        }
        fmt::print(stderr, "\r\x1b[K{}: {}", request.at("name").as_string().c_str(),
                   line_of(*status, request.at("name")));
        is_shown = true;
    }
    if (is_shown) {
        fmt::print(stderr, "\r\x1b[K");
    }
    return answer.get();
}

}  // namespace suoledger::adapters
