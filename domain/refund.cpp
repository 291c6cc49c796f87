// SPDX-License-Identifier: Apache-2.0
// Wire names of refunds.
#include "domain/refund.hpp"

namespace suoledger::domain {

std::string_view to_string(RefundStatus status) {
    switch (status) {
        case RefundStatus::requested:
            return "requested";
        case RefundStatus::settled:
            return "settled";
        case RefundStatus::failed:
            return "failed";
    }
    return {};
}

std::optional<RefundStatus> parse_refund_status(std::string_view text) {
    for (const RefundStatus status : {RefundStatus::requested, RefundStatus::settled, RefundStatus::failed})
        if (text == to_string(status)) return status;
    return std::nullopt;
}

}  // namespace suoledger::domain
