// SPDX-License-Identifier: Apache-2.0
// A journal page by page.
#include "projections/journal_export.hpp"

#include <string>

namespace suoledger::projections {

bool export_journal(JournalFormat format, const ReadSnapshot& snapshot, const domain::Uuid& tenant,
                    JournalFilter filter, const TextSink& sink, std::size_t max_entries) {
    sink(journal_head(format, tenant, snapshot.position()));
    std::size_t count = 0;
    for (;;) {
        const auto entries = snapshot.journal(tenant, filter);
        if (entries.size() > max_entries - count) return false;
        count += entries.size();
        std::string page;
        for (const auto& entry : entries) page += journal_text(format, entry);
        sink(page);
        if (entries.size() < filter.limit) return true;
        filter.after_position = entries.back().position;
    }
}

bool export_hledger(const ReadSnapshot& snapshot, const domain::Uuid& tenant, JournalFilter filter,
                    const TextSink& sink, std::size_t max_entries) {
    return export_journal(JournalFormat::hledger, snapshot, tenant, std::move(filter), sink, max_entries);
}

}  // namespace suoledger::projections
