// SPDX-License-Identifier: Apache-2.0
// Methods and their wire names.
#pragma once

#include <string_view>

#include "http/message.hpp"

namespace suoledger::http {

/// "GET"; "OTHER" for a method we do not know.
std::string_view to_string(Method method);
/// Case matters (RFC 9110 §9.1); Method::other for one we do not know.
Method parse_method(std::string_view text);

}  // namespace suoledger::http
