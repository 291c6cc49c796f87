// SPDX-License-Identifier: Apache-2.0
// Scopes by name, each wrong one named by its index.
#include "http/scope_fields.hpp"

#include <boost/json/array.hpp>

namespace suoledger::http {

namespace json = boost::json;

domain::Scopes read_scopes(ObjectReader& reader) {
    domain::Scopes scopes;
    const json::array* names = reader.array("scopes", {1, 4}, Presence::required);
    if (names == nullptr) return scopes;
    for (std::size_t i = 0; i < names->size(); ++i) {
        const json::value& name = (*names)[i];
        const auto scope = name.is_string() ? domain::parse_scope(std::string_view(name.get_string())) : std::nullopt;
        if (scope && *scope != domain::Scope::operate)
            scopes.add(*scope);
        else
            reader.errors().push_back({join_pointer(reader.pointer_to("scopes"), std::to_string(i)),
                                       "must be one of read, write, audit, manage"});
    }
    return scopes;
}

}  // namespace suoledger::http
