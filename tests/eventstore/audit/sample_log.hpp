// SPDX-License-Identifier: Apache-2.0
// A log made by commands, what its keeper signed about it, and a forger who recomputes whatever needs no secret.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "eventstore/audit/audit.hpp"
#include "eventstore/key_vault.hpp"
#include "eventstore/recorded_event.hpp"

namespace suoledger::eventstore {

using Log = std::vector<RecordedEvent>;

/// Two businesses, customers, invoices, and payments whose commands append several events each: over 600 events, so
/// that tiles have two levels. Made once.
const Log& sample_log();
/// Holds the keys of its people.
WrappedKeySource& sample_keys();
KekRing sample_ring();
/// Where the first event of that type is, as an index; behind `after`.
std::size_t index_of(const Log& log, std::string_view event_type, std::size_t after = 0);

/// The leaves, the tree and the columns as they would be if history were what it now says.
void renumber(Log& log);
void rehash(Log& log);
/// The event id that the metadata gives.
void rename(RecordedEvent& event, std::int64_t index = 0);

/// The root by RFC 9162's definition, sharing nothing with the code under test.
Hash naive_root(const Log& log, std::size_t begin, std::size_t end);
Checkpoint checkpoint_of(const Log& log, std::size_t size);
KnownCheckpoint kept_checkpoint(const Log& log, std::size_t size);

/// All files of the layout at that size, by path.
using Tiles = std::map<std::string, std::string>;
Tiles tiles_of(const Log& log, std::size_t size);
ReadTile reader_of(const Tiles& tiles);

class ListedEvents final : public EventSource {
public:
    explicit ListedEvents(const Log& log) : log_(log) {}
    Log next() override;

private:
    const Log& log_;
    std::size_t shown_ = 0;
};

AuditReport audit_of(const Log& log, AuditInput input = {});
/// "code at position" of the first finding; "clean" when there is none.
std::string verdict(const AuditReport& report);

}  // namespace suoledger::eventstore
