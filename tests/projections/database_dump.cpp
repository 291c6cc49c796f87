// SPDX-License-Identifier: Apache-2.0
// Scanning every projection from end to end.
#include "tests/projections/database_dump.hpp"

namespace suoledger::projections {

Dump dump(const PinnedRows& rows) {
    Dump all;
    for (int i = 0; i < static_cast<int>(projection_count); ++i)
        rows.scan(static_cast<ProjectionId>(i), "", "", [&](std::string_view key, std::string_view value) {
            all[{i, std::string(key)}] = value;
            return true;
        });
    return all;
}

Dump dump(Database& database) { return dump(*database.pin()); }

}  // namespace suoledger::projections
