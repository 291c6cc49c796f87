// SPDX-License-Identifier: Apache-2.0
// Which of several media types a client prefers (RFC 9110 §12.5.1).
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "http/message.hpp"

namespace suoledger::http {

/// Index of the offer that Accept names with the highest quality, the earlier one of equals; the first when none is
/// named. Wildcards name none: they are content with the first.
std::size_t preferred_offer(const Request& request, std::span<const std::string_view> offers);
/// Of an answer that is JSON or a page to read.
bool prefers_html(const Request& request);

}  // namespace suoledger::http
