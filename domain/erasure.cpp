// SPDX-License-Identifier: Apache-2.0
// Wire names of keys' classes, bases of erasure and reasons of destruction.
#include "domain/erasure.hpp"

namespace suoledger::domain {

std::string_view to_string(KeyClass key_class) {
    switch (key_class) {
        case KeyClass::contact:
            return "contact";
        case KeyClass::record:
            return "record";
        case KeyClass::business:
            return "business";
    }
    return {};
}

std::optional<KeyClass> parse_key_class(std::string_view text) {
    for (const KeyClass key_class : {KeyClass::contact, KeyClass::record, KeyClass::business})
        if (text == to_string(key_class)) return key_class;
    return std::nullopt;
}

std::string_view to_string(ErasureBasis basis) {
    switch (basis) {
        case ErasureBasis::request:
            return "request";
        case ErasureBasis::consent_withdrawn:
            return "consent_withdrawn";
        case ErasureBasis::no_longer_needed:
            return "no_longer_needed";
        case ErasureBasis::unlawful_processing:
            return "unlawful_processing";
        case ErasureBasis::legal_duty:
            return "legal_duty";
    }
    return {};
}

std::optional<ErasureBasis> parse_erasure_basis(std::string_view text) {
    for (const ErasureBasis basis :
         {ErasureBasis::request, ErasureBasis::consent_withdrawn, ErasureBasis::no_longer_needed,
          ErasureBasis::unlawful_processing, ErasureBasis::legal_duty})
        if (text == to_string(basis)) return basis;
    return std::nullopt;
}

std::string_view to_string(DestructionReason reason) {
    switch (reason) {
        case DestructionReason::erasure:
            return "erasure";
        case DestructionReason::retention_ended:
            return "retention_ended";
        case DestructionReason::already_listed:
            return "already_listed";
    }
    return {};
}

std::optional<DestructionReason> parse_destruction_reason(std::string_view text) {
    for (const DestructionReason reason :
         {DestructionReason::erasure, DestructionReason::retention_ended, DestructionReason::already_listed})
        if (text == to_string(reason)) return reason;
    return std::nullopt;
}

}  // namespace suoledger::domain
