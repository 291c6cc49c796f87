// SPDX-License-Identifier: Apache-2.0
// What providers post: an object that names what happened and holds what it happened to.
#pragma once

#include <boost/json/object.hpp>
#include <expected>
#include <string>
#include <string_view>

#include "adapters/providers/payment_provider.hpp"

namespace suoledger::adapters {

struct Envelope {
    std::string kind;  // as it was posted: "charge.completed"
    boost::json::object data;
};
/// The names of both members are the provider's.
std::expected<Envelope, Malformed> open_envelope(std::string_view body, std::string_view kind_name,
                                                 std::string_view data_name);

}  // namespace suoledger::adapters
