// SPDX-License-Identifier: Apache-2.0
// The one implementation of ReadSnapshot: the same queries over rows that RocksDB pins or that memory holds.
#pragma once

#include <memory>

#include "projections/database.hpp"

namespace suoledger::projections {

std::unique_ptr<ReadSnapshot> snapshot_over(std::shared_ptr<const PinnedRows> rows);

}  // namespace suoledger::projections
