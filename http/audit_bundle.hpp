// SPDX-License-Identifier: Apache-2.0
// What an auditor takes home: events with everything that proves them, as one tar file (docs/audit-format.md).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eventstore/event_store.hpp"
#include "eventstore/merkle/checkpoint.hpp"
#include "http/download.hpp"
#include "http/tar_writer.hpp"

namespace suoledger::http {

struct BundleRange {
    std::optional<domain::Uuid> tenant;  // none: the whole platform
    std::int64_t from = 1, to = 0;       // positions; to 0: as far as the checkpoint goes
};

/// The signed tree that the events are shown in.
struct BundleTree {
    eventstore::Checkpoint checkpoint;
    std::string note;  // of it
    std::vector<eventstore::NoteVerifier> verifiers;
    std::string tenant_head;  // signed; empty in a bundle of the platform
    std::function<eventstore::Hash(int level, std::int64_t index)> node;
};

/// Where `tenant` stands in the tree of that checkpoint. Throws StoreUnavailable.
eventstore::TenantHead tenant_head_at(eventstore::EventStore& store, const domain::Uuid& tenant,
                                      const eventstore::Checkpoint& checkpoint);

/// A line of events.ndjson.
std::string bundle_event_line(const eventstore::RecordedEvent& event);
std::string bundle_node_line(int level, std::int64_t index, std::string_view hash_hex);
std::string bundle_readme(const BundleTree& tree, const BundleRange& range);

/// Goes through the events twice, since a tar file says how large a file is before its content. Keeps 16 bytes for each
/// run of leaves that are not shown. Throws StoreUnavailable, TarFault, and what `node` throws.
class AuditBundle final : public BodySource {
public:
    AuditBundle(eventstore::EventStore& store, BundleTree tree, BundleRange range, domain::Timestamp now);
    std::optional<std::string> next() override;

private:
    enum class Stage : std::uint8_t { measure, begin, events, nodes, done };
    /// The page behind `position_`, which then is its end.
    std::vector<eventstore::RecordedEvent> read_page();
    void measure();
    void begin();
    void write_events();
    void write_nodes();
    void leave_out(std::int64_t begin, std::int64_t end);
    [[nodiscard]] std::int64_t last() const;

    eventstore::EventStore& store_;
    const BundleTree tree_;
    const BundleRange range_;
    TarWriter tar_;
    Stage stage_ = Stage::measure;
    std::int64_t position_;                                    // read through here
    std::int64_t shown_through_ = 0;                           // leaves below it are shown or left out
    std::vector<std::pair<std::int64_t, std::int64_t>> gaps_;  // [begin, end) of leaves
    std::size_t gap_ = 0;
    std::int64_t event_bytes_ = 0, node_bytes_ = 0;
};

}  // namespace suoledger::http
