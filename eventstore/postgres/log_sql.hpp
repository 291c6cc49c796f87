// SPDX-License-Identifier: Apache-2.0
// How the log is asked for what LogQuery says.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "eventstore/event_store.hpp"

namespace suoledger::eventstore {

/// What LogQuery promises.
inline constexpr std::size_t max_read_bytes = std::size_t{8} * 1024 * 1024;

/// Its own text in the statement of a query, for its events have an index of their own; nullptr: it is a parameter.
const std::string_view* indexed_type(const LogQuery& query);

/// The statement of a query, with its parameters in the order of LogQuery's members; built from constants only. A type
/// that has an index of its own stands in the text and is no parameter.
std::string log_sql(const LogQuery& query);

/// The statement that copies what a query of many rows is for, numbers in its text; bytes are not limited by it.
std::string log_copy_sql(const LogQuery& query);
/// Whether there is one: of the whole log between two positions.
bool can_be_copied(const LogQuery& query);

}  // namespace suoledger::eventstore
