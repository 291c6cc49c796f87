// SPDX-License-Identifier: Apache-2.0
// A business's journal as other programs read it: what is used is declared first, so that strict checks hold.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <string>
#include <string_view>

#include "projections/read_models.hpp"

namespace suoledger::projections {

enum class JournalFormat : std::uint8_t { hledger, beancount, csv };

/// Major units with exactly the currency's digits after the point.
std::string decimal_text(std::int64_t minor_units, domain::Currency currency);

/// What the text begins with: declarations, or the names of the columns. `position` says how much of the log it
/// reflects.
std::string journal_head(JournalFormat format, const domain::Uuid& tenant, const ProjectionPosition& position);
/// One entry: a transaction, or a line per posting (RFC 4180).
std::string journal_text(JournalFormat format, const JournalRow& entry);

using TextSink = std::function<void(std::string_view)>;

inline constexpr std::size_t no_entry_limit = std::numeric_limits<std::size_t>::max();

/// The head, then every entry that the filter chooses (its `limit` is the size of a page), each page to the sink. Holds
/// no personal data. False: there are more than `max_entries`, and what was given is not the whole.
bool export_journal(JournalFormat format, const ReadSnapshot& snapshot, const domain::Uuid& tenant,
                    JournalFilter filter, const TextSink& sink, std::size_t max_entries = no_entry_limit);
/// The same in hledger's format.
bool export_hledger(const ReadSnapshot& snapshot, const domain::Uuid& tenant, JournalFilter filter,
                    const TextSink& sink, std::size_t max_entries = no_entry_limit);

}  // namespace suoledger::projections
