// SPDX-License-Identifier: Apache-2.0
// What a COPY in binary format sends, taken apart.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace suoledger::eventstore {

/// Of one COPY, message by message, in order.
class CopiedRows {
public:
    /// The fields of the row that the message holds, valid as long as its bytes; none: it is the end. Nulls are not
    /// foreseen. Throws StoreUnavailable over bytes in another format.
    [[nodiscard]] std::span<const std::string_view> next(std::string_view message);

private:
    bool has_begun_ = false;
    std::vector<std::string_view> fields_;
};

}  // namespace suoledger::eventstore
