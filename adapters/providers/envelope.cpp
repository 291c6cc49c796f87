// SPDX-License-Identifier: Apache-2.0
// Refuses what has no name or nothing in it.
#include "adapters/providers/envelope.hpp"

#include "adapters/providers/wire_json.hpp"

namespace suoledger::adapters {

std::expected<Envelope, Malformed> open_envelope(std::string_view body, std::string_view kind_name,
                                                 std::string_view data_name) {
    const auto object = parse_object(body);
    if (!object) return std::unexpected(Malformed{"no JSON object"});
    const boost::json::object* data = object_member(*object, data_name);
    std::string kind = id_member(*object, kind_name);
    if (kind.empty()) return std::unexpected(Malformed{"no event is named"});
    if (data == nullptr) return std::unexpected(Malformed{"no data"});
    return Envelope{std::move(kind), *data};
}

}  // namespace suoledger::adapters
