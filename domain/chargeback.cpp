// SPDX-License-Identifier: Apache-2.0
// Wire names of chargebacks.
#include "domain/chargeback.hpp"

namespace suoledger::domain {

std::string_view to_string(ChargebackStage stage) {
    switch (stage) {
        case ChargebackStage::opened:
            return "opened";
        case ChargebackStage::won:
            return "won";
        case ChargebackStage::lost:
            return "lost";
    }
    return {};
}

std::optional<ChargebackStage> parse_chargeback_stage(std::string_view text) {
    for (const ChargebackStage stage : {ChargebackStage::opened, ChargebackStage::won, ChargebackStage::lost})
        if (text == to_string(stage)) return stage;
    return std::nullopt;
}

}  // namespace suoledger::domain
