// SPDX-License-Identifier: Apache-2.0
// Query parameters to typed values: a parameter that is unknown, repeated or wrong is refused, never ignored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/money.hpp"
#include "domain/time.hpp"
#include "domain/uuid.hpp"
#include "http/message.hpp"

namespace suoledger::http {

inline constexpr std::int64_t max_page_limit = 200, default_page_limit = 50;

/// Ask for every parameter the route knows, then for `problem()`.
class QueryReader {
public:
    explicit QueryReader(const Request& request) : request_(request) {}

    std::optional<std::string> text(std::string_view name);
    std::optional<std::int64_t> integer(std::string_view name, std::int64_t min, std::int64_t max);
    std::optional<bool> boolean(std::string_view name);
    std::optional<domain::Date> date(std::string_view name);
    std::optional<domain::Uuid> id(std::string_view name, std::string_view prefix);
    std::optional<domain::Currency> currency();
    template <class T>
    std::optional<T> one_of(std::string_view name, std::optional<T> (*parse)(std::string_view),
                            std::string_view allowed) {
        const auto given = text(name);
        if (!given) return std::nullopt;
        auto value = parse(*given);
        if (!value) wrong(name, "must be one of " + std::string(allowed));
        return value;
    }
    /// `limit`, default 50, at most `max`.
    std::size_t limit(std::int64_t max = max_page_limit);
    /// `expand=` with the one thing that can be expanded.
    bool expands(std::string_view thing);

    void wrong(std::string_view name, const std::string& detail);
    /// 400 `unknown_parameter` or `invalid_parameter`, naming each.
    [[nodiscard]] std::optional<Problem> problem() const;

private:
    const Request& request_;
    std::vector<std::string> known_{"min_position"};  // read by the session on every read
    std::string wrong_;
};

/// Of routes without parameters, commands above all.
std::optional<Problem> refuse_query(const Request& request);

}  // namespace suoledger::http
