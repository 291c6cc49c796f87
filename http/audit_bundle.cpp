// SPDX-License-Identifier: Apache-2.0
// The stages of a bundle, a page of the log at a time.
#include "http/audit_bundle.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "eventstore/json_text.hpp"
#include "eventstore/merkle/subtrees.hpp"
#include "http/documents.hpp"

namespace suoledger::http {
namespace {

using eventstore::Bytes;

constexpr std::int64_t events_at_a_time = 64, gaps_at_a_time = 64;
constexpr std::size_t line_reserve = 1024;
constexpr std::string_view any_hash = "0000000000000000000000000000000000000000000000000000000000000000";

}  // namespace

eventstore::TenantHead tenant_head_at(eventstore::EventStore& store, const domain::Uuid& tenant,
                                      const eventstore::Checkpoint& checkpoint) {
    eventstore::LogQuery query;
    query.limit = 1;
    query.tenant = tenant;
    query.until_position = checkpoint.size;
    query.newest_first = true;
    const auto newest = store.read_log(query);
    eventstore::TenantHead head{tenant, 0, 0, checkpoint};
    if (newest.empty()) return head;
    head.tenant_sequence = newest.front().tenant_sequence;
    head.position = newest.front().position;
    return head;
}

std::string bundle_event_line(const eventstore::RecordedEvent& event) {
    eventstore::JsonText line(line_reserve + event.payload.size() + event.metadata.size());
    line.begin_object();
    line.member("position", event.position);
    line.member("event_id", domain::to_string(event.event_id));
    line.member("tenant_id", domain::to_string(event.stream.tenant));
    line.member("tenant_sequence", event.tenant_sequence);
    line.member("stream_type", domain::to_string(event.stream.type));
    line.member("stream_id", domain::to_string(event.stream.id));
    line.member("stream_version", event.stream_version);
    line.member("event_type", std::string_view(event.event_type));
    line.member("schema_version", std::int64_t{event.schema_version});
    line.member("recorded_at_us", event.recorded_at.microseconds);
    line.member("effective_at_us", event.effective_at.microseconds);
    line.member("series", domain::to_string(event.series));
    line.member("series_number", event.series_number);
    line.member("salt", eventstore::hex(Bytes(event.salt)));
    line.member("metadata", std::string_view(event.metadata));
    line.member("payload", std::string_view(event.payload));
    line.member("leaf_hash", eventstore::hex(Bytes(event.leaf_hash)));
    line.end_object();
    return line.take() + '\n';
}

std::string bundle_node_line(int level, std::int64_t index, std::string_view hash_hex) {
    return fmt::format("{{\"level\":{},\"index\":{},\"hash\":\"{}\"}}\n", level, index, hash_hex);
}

AuditBundle::AuditBundle(eventstore::EventStore& store, BundleTree tree, BundleRange range, domain::Timestamp now)
    : store_(store), tree_(std::move(tree)), range_(range), tar_(now), position_(range.from - 1) {}

std::optional<std::string> AuditBundle::next() {
    switch (stage_) {
        case Stage::measure:
            measure();
            break;
        case Stage::begin:
            begin();
            break;
        case Stage::events:
            write_events();
            break;
        case Stage::nodes:
            write_nodes();
            break;
        case Stage::done:
            return std::nullopt;
    }
    return tar_.take();
}

std::int64_t AuditBundle::last() const {
    return range_.to == 0 ? tree_.checkpoint.size : std::min(range_.to, tree_.checkpoint.size);
}

std::vector<eventstore::RecordedEvent> AuditBundle::read_page() {
    if (position_ >= last()) return {};
    eventstore::LogQuery query;
    query.after_position = position_;
    query.until_position = last();
    query.tenant = range_.tenant;
    query.limit = events_at_a_time;
    auto page = store_.read_log(query);
    position_ = page.empty() ? last() : page.back().position;
    return page;
}

void AuditBundle::leave_out(std::int64_t begin, std::int64_t end) {
    if (begin == end) return;
    gaps_.emplace_back(begin, end);
    for (const auto& subtree : eventstore::subtrees_within(begin, end))
        node_bytes_ += static_cast<std::int64_t>(bundle_node_line(subtree.level, subtree.index, any_hash).size());
}

void AuditBundle::measure() {
    const auto page = read_page();
    for (const auto& event : page) {
        event_bytes_ += static_cast<std::int64_t>(bundle_event_line(event).size());
        leave_out(shown_through_, event.position - 1);
        shown_through_ = event.position;
    }
    if (!page.empty()) return;
    leave_out(shown_through_, tree_.checkpoint.size);
    position_ = range_.from - 1;
    stage_ = Stage::begin;
}

void AuditBundle::begin() {
    tar_.add_file("README.md", bundle_readme(tree_, range_));
    tar_.add_file("verify.py", audit_verifier());
    tar_.add_file("checkpoint", tree_.note);
    std::string keys;
    for (const auto& verifier : tree_.verifiers) keys += verifier.text() + '\n';
    tar_.add_file("public_keys", keys);
    if (!tree_.tenant_head.empty()) tar_.add_file("tenant_head", tree_.tenant_head);
    tar_.begin_file("events.ndjson", event_bytes_);
    stage_ = Stage::events;
}

void AuditBundle::write_events() {
    const auto page = read_page();
    for (const auto& event : page) tar_.write(bundle_event_line(event));
    if (!page.empty()) return;
    tar_.end_file();
    tar_.begin_file("nodes.ndjson", node_bytes_);
    stage_ = Stage::nodes;
}

void AuditBundle::write_nodes() {
    const std::size_t end = std::min(gaps_.size(), gap_ + gaps_at_a_time);
    for (; gap_ < end; ++gap_)
        for (const auto& subtree : eventstore::subtrees_within(gaps_[gap_].first, gaps_[gap_].second))
            tar_.write(bundle_node_line(subtree.level, subtree.index,
                                        eventstore::hex(Bytes(tree_.node(subtree.level, subtree.index)))));
    if (gap_ < gaps_.size()) return;
    tar_.end_file();
    tar_.finish();
    stage_ = Stage::done;
}

}  // namespace suoledger::http
