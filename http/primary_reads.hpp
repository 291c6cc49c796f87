// SPDX-License-Identifier: Apache-2.0
// The way to the primary of a node that only reads: what the node cannot answer is asked there, and the answer is
// passed on as it comes (docs/adr/0032).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "http/call.hpp"

namespace suoledger::http {

using HeaderLines = std::vector<std::pair<std::string, std::string>>;

/// A GET or HEAD as the primary is sent it.
struct PrimaryQuestion {
    Listener listener = Listener::api;
    bool head_only = false;
    std::string target;    // path and query as the client wrote them; begins with '/', no segment is "." or ".."
    HeaderLines headers;   // the client's Authorization among them: for the primary alone
    std::string asked_by;  // who holds the place: a key, or the address of a client without one
};

struct PrimaryHead {
    int status = 0;
    HeaderLines headers;                  // all of them, as they were sent
    std::optional<std::uint64_t> length;  // of the body, in bytes, when the primary says it
};

/// A question under way. To destroy it is to give it up: nothing more is fetched. Methods do not block; each callback
/// is called once, on any thread, perhaps before the method returns. One is waited for at a time.
class PrimaryAnswer {
public:
    struct Piece {
        enum class End : std::uint8_t { none, whole, cut };
        std::string text;
        End end = End::none;
    };
    virtual ~PrimaryAnswer() = default;
    /// nullopt: the primary was not reached, or ended before it answered.
    virtual void head(std::function<void(std::optional<PrimaryHead>)> on_head) = 0;
    /// What has come of the body since. Not more is fetched ahead than memory is meant for.
    virtual void next(std::function<void(Piece)> on_piece) = 0;
};

/// Thread-safe; does not block.
class PrimaryReads {
public:
    virtual ~PrimaryReads() = default;
    /// The primary has such a listener, as far as this node was told.
    [[nodiscard]] virtual bool reaches(Listener listener) const = 0;
    /// nullptr: too much is asked there already, by all or by the same client.
    virtual std::shared_ptr<PrimaryAnswer> ask(const PrimaryQuestion& question) = 0;
};

/// Of what the client sent: what the API knows of, and nothing by which proxies speak to each other.
PrimaryQuestion question_of(const Call& call);
/// The headers that are the answer's: not those of the connection, and not those that every answer of a node has.
HeaderLines headers_to_pass(const PrimaryHead& head);
/// 502 and 504: a proxy before the primary tells that it did not get an answer. The service itself never says so.
bool is_of_absent_primary(const PrimaryHead& head);
/// A segment that a proxy or a library might resolve, to a path that was never matched with a route.
bool has_dot_segment(std::string_view decoded_path);
/// 503 `primary_unavailable`.
Problem primary_unavailable();

}  // namespace suoledger::http
