// SPDX-License-Identifier: Apache-2.0
// Elements joined to lists.
#include "http/ledger_lists.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "http/representations.hpp"

namespace suoledger::http {

std::string ascending_json(const std::vector<std::string>& elements, std::optional<std::int64_t> next_after) {
    return fmt::format(R"({{"data":[{}],"next_after":{}}})", fmt::join(elements, ","),
                       next_after ? std::to_string(*next_after) : "null");
}

std::string journal_page(const projections::ReadSnapshot& snapshot, const domain::Uuid& tenant,
                         projections::JournalFilter filter) {
    const std::size_t limit = filter.limit;
    filter.limit = limit + 1;
    auto entries = snapshot.journal(tenant, filter);
    const bool more = entries.size() > limit;
    if (more) entries.resize(limit);
    std::vector<std::string> elements;
    for (const auto& entry : entries) elements.push_back(boost::json::serialize(journal_entry_json(entry)));
    return ascending_json(elements, more ? std::optional(entries.back().position) : std::nullopt);
}

}  // namespace suoledger::http
