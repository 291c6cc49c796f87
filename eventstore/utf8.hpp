// SPDX-License-Identifier: Apache-2.0
// Strict UTF-8: what PostgreSQL, JSON readers and auditors all accept.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace suoledger::eventstore {

/// Offset of the first byte that is not well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates); nullopt if all
/// is.
std::optional<std::size_t> find_bad_utf8(std::string_view text);

}  // namespace suoledger::eventstore
