// SPDX-License-Identifier: Apache-2.0
// All rows of a database, to compare with those of another.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "projections/database.hpp"

namespace suoledger::projections {

/// By projection and key.
using Dump = std::map<std::pair<int, std::string>, std::string>;

Dump dump(const PinnedRows& rows);
Dump dump(Database& database);

}  // namespace suoledger::projections
