// SPDX-License-Identifier: Apache-2.0
// Names of what goes wrong, as logs and metrics have them.
#include "adapters/providers/payment_provider.hpp"

namespace suoledger::adapters {

std::string_view to_string(ProviderFault fault) {
    switch (fault) {
        case ProviderFault::unreachable:
            return "unreachable";
        case ProviderFault::timed_out:
            return "timed_out";
        case ProviderFault::overloaded:
            return "overloaded";
        case ProviderFault::garbled:
            return "garbled";
        case ProviderFault::refused:
            return "refused";
        case ProviderFault::not_found:
            return "not_found";
        case ProviderFault::circuit_open:
            return "circuit_open";
    }
    return "unreachable";
}

}  // namespace suoledger::adapters
