// SPDX-License-Identifier: Apache-2.0
// The decoder of chunked bodies: no trailers, short extensions, sizes that cannot overflow.
#include <algorithm>
#include <charconv>

#include "http/field_syntax.hpp"
#include "http/framing_gate.hpp"

namespace suoledger::http {
namespace {

constexpr std::size_t max_size_digits = 16;
constexpr std::size_t max_extension_bytes = 256;
constexpr std::size_t max_size_line_bytes = max_size_digits + max_extension_bytes + 2;  // with its CRLF

}  // namespace

std::optional<FramingFault> ChunkedBody::read_size_line(std::string_view line) {
    if (!line.ends_with("\r\n")) return FramingFault{.detail = "A chunk's size line ends with LF alone."};
    line.remove_suffix(2);
    auto digits = line.substr(0, line.find(';'));
    auto extension = line.substr(digits.size());
    if (extension.size() > max_extension_bytes) return FramingFault{.detail = "A chunk extension is over 256 bytes."};
    if (std::ranges::any_of(extension, is_forbidden_control)) {
        return FramingFault{.detail = "A chunk extension holds a control character."};
    }
    std::uint64_t size = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size, 16);
    if (digits.empty() || digits.size() > max_size_digits || error != std::errc{} ||
        end != digits.data() + digits.size()) {
        return FramingFault{.detail = "A chunk size is not a hexadecimal number."};
    }
    if (size > max_bytes_ - body_.size()) {
        return FramingFault{413, "payload_too_large", "The body is larger than this route takes."};
    }
    remaining_ = static_cast<std::size_t>(size);
    state_ = size == 0 ? State::last_line : State::data;
    return std::nullopt;
}

std::expected<std::size_t, FramingFault> ChunkedBody::feed(std::string_view input) {
    std::size_t used = 0;
    while (used < input.size() && state_ != State::done) {
        auto rest = input.substr(used);
        if (state_ == State::data) {
            auto part = rest.substr(0, std::min(rest.size(), remaining_));
            body_.append(part);
            used += part.size();
            remaining_ -= part.size();
            if (remaining_ == 0) state_ = State::data_end;
            continue;
        }
        char c = rest.front();
        line_.push_back(c);
        ++used;
        if (state_ == State::size_line) {
            if (line_.size() > max_size_line_bytes) {
                return std::unexpected(FramingFault{.detail = "A chunk's size line is too long."});
            }
            if (c != '\n') continue;
            if (auto fault = read_size_line(line_)) return std::unexpected(*fault);
            line_.clear();
            continue;
        }
        constexpr std::string_view line_end = "\r\n";
        if (c != line_end[line_.size() - 1]) {
            bool in_data = state_ == State::data_end;
            return std::unexpected(
                FramingFault{.detail = in_data ? "A chunk is longer than its size says." : "Trailers are not taken."});
        }
        if (line_.size() < line_end.size()) continue;
        line_.clear();
        state_ = state_ == State::data_end ? State::size_line : State::done;
    }
    return used;
}

}  // namespace suoledger::http
