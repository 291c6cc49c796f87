// SPDX-License-Identifier: Apache-2.0
// A difference as JSON.
#include "http/difference_json.hpp"

#include <optional>
#include <string_view>

namespace suoledger::http {
namespace {

namespace json = boost::json;

json::value id_or_null(std::string_view prefix, const std::optional<domain::Uuid>& id) {
    return id ? json::value(domain::to_type_id(prefix, *id)) : json::value(nullptr);
}
json::value amount_or_null(const std::optional<domain::Money>& money) {
    return money ? json::value(money->minor_units) : json::value(nullptr);
}

}  // namespace

json::object difference_json(const domain::Difference& difference) {
    // Both have one currency, but for the difference that says that they have not.
    const domain::Money shown = difference.ledger.value_or(difference.provider.value_or(domain::Money{}));
    return {{"object", "reconciliation_difference"},
            {"kind", domain::to_string(difference.kind)},
            {"provider_payment_id", difference.provider_payment_id},
            {"reference", difference.reference},
            {"payment", id_or_null(domain::payment_prefix, difference.payment)},
            {"provider_status",
             difference.status ? json::value(domain::to_string(*difference.status)) : json::value(nullptr)},
            {"currency", domain::to_string(shown.currency)},
            {"provider_currency", difference.provider ? json::value(domain::to_string(difference.provider->currency))
                                                      : json::value(nullptr)},
            {"at_provider", amount_or_null(difference.provider)},
            {"in_ledger", amount_or_null(difference.ledger)},
            {"at", domain::to_string(difference.at)}};
}

}  // namespace suoledger::http
