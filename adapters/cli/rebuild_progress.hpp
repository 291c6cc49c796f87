// SPDX-License-Identifier: Apache-2.0
// What a person who waits for a rebuild is shown.
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <string>

namespace suoledger::adapters {

/// Of a projection as the API shows it: "43 %, 12 s left"; empty when it is not rebuilt.
std::string rebuild_progress_text(const boost::json::object& projection);

/// May be called by two threads at once.
using Ask = std::function<std::optional<boost::json::object>(const boost::json::object& request)>;

/// Asks, and while a rebuild is waited for asks for its progress as well and shows it on standard error, if that is a
/// terminal.
std::optional<boost::json::object> with_progress(const boost::json::object& request, const Ask& ask);

}  // namespace suoledger::adapters
