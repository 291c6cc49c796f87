// SPDX-License-Identifier: Apache-2.0
// Leaves are recomputed from the events; together with the nodes they must lead to the signed root.
#include "eventstore/audit/bundle.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "eventstore/audit/bundle_events.hpp"
#include "eventstore/audit/piece_tree.hpp"
#include "eventstore/audit/signed_checkpoints.hpp"

namespace suoledger::eventstore {
namespace {

namespace fs = std::filesystem;

std::vector<NoteVerifier> own_keys(const fs::path& bundle) {
    std::vector<NoteVerifier> keys;
    const auto lines = open_member(bundle, "public_keys");
    while (lines) {
        const auto line = lines->next();
        if (!line) break;
        if (const auto key = parse_note_verifier(*line)) keys.push_back(*key);
    }
    return keys;
}

/// The tree of the bundle as its pieces come, and the older roots that it passes.
class BundleTree {
public:
    BundleTree(std::vector<BundleNode> nodes, std::vector<KnownCheckpoint> older, std::int64_t signed_size)
        : nodes_(std::move(nodes)), older_(std::move(older)), signed_size_(signed_size) {}

    void add_leaf(std::int64_t position, const Hash& leaf) {
        fill_until(position - 1);
        if (!broken_ && !tree_.add(0, position - 1, leaf)) break_at(position);
        compare();
    }
    void finish(BundleReport& report) {
        fill_until(signed_size_);
        if (broken_ || next_ != nodes_.size() || tree_.size() != signed_size_) {
            report.findings.push_back(
                {FindingCode::bundle_malformed, broken_ ? broken_at_ : std::min(tree_.size(), signed_size_) + 1, 0,
                 fmt::format("events and nodes do not make up a tree of {} leaves: they meet at {}", signed_size_,
                             tree_.size())});
        } else if (tree_.root() != report.checkpoint.root) {
            report.findings.push_back({FindingCode::root_differs, agreeing_size_ + 1, signed_size_,
                                       "events and nodes do not lead to the root of the bundle's checkpoint"});
        }
        std::ranges::copy(findings_, std::back_inserter(report.findings));
        for (const KnownCheckpoint& known : older_)
            if (known.checkpoint.size > signed_size_)
                report.findings.push_back(
                    {FindingCode::checkpoint_replayed, signed_size_ + 1, known.checkpoint.size,
                     fmt::format("the bundle's checkpoint is of size {}, older than {} of size {}", signed_size_,
                                 known.source, known.checkpoint.size)});
            else if (!compared_.contains(known.checkpoint.size))
                ++report.undecided_checkpoints;
        report.agreeing_checkpoints = agreeing_;
    }

private:
    void fill_until(std::int64_t size) {
        while (!broken_ && tree_.size() < size) {
            if (next_ == nodes_.size() || !tree_.add(nodes_[next_].level, nodes_[next_].index, nodes_[next_].hash))
                return break_at(tree_.size() + 1);
            ++next_;
            compare();
        }
    }
    void break_at(std::int64_t position) {
        broken_ = true;
        broken_at_ = position;
    }
    void compare() {
        for (const KnownCheckpoint& known : older_) {
            if (broken_ || known.checkpoint.size != tree_.size()) continue;
            compared_.insert(known.checkpoint.size);
            if (tree_.root() == known.checkpoint.root) {
                ++agreeing_;
                agreeing_size_ = tree_.size();
            } else {
                findings_.push_back({FindingCode::root_differs, agreeing_size_ + 1, tree_.size(),
                                     fmt::format("the events do not lead to the root of {} at size {}", known.source,
                                                 known.checkpoint.size)});
            }
        }
    }

    const std::vector<BundleNode> nodes_;
    const std::vector<KnownCheckpoint> older_;
    const std::int64_t signed_size_;
    PieceTree tree_;
    std::size_t next_ = 0;
    bool broken_ = false;
    std::int64_t broken_at_ = 0, agreeing_ = 0, agreeing_size_ = 0;
    std::set<std::int64_t> compared_;
    std::vector<Finding> findings_;
};

/// Nothing that was asked for may be missing at the end; in between, dense numbers see to that.
void compare_ends(const std::optional<TenantHead>& head, const std::optional<std::int64_t>& to, BundleReport& report) {
    const std::int64_t size = report.checkpoint.size, asked = std::min(to.value_or(size), size);
    if (report.last_position > asked) {
        report.findings.push_back({FindingCode::bundle_malformed, asked + 1, 0,
                                   fmt::format("event {} is behind what was asked for", report.last_position)});
    } else if (!head && report.last_position < asked) {
        report.findings.push_back({FindingCode::events_withheld, report.last_position + 1, 0,
                                   fmt::format("the events behind position {} are missing", report.last_position)});
    } else if (head && head->checkpoint != report.checkpoint) {
        report.findings.push_back({FindingCode::tenant_head_invalid, 0, 0,
                                   "the tenant head belongs to another checkpoint than that of the bundle"});
    } else if (head && asked >= head->position &&
               (head->tenant_sequence != report.tenant_sequence || head->position != report.last_position)) {
        report.findings.push_back(
            {FindingCode::events_withheld, std::min(head->position, report.last_position) + 1, head->position,
             fmt::format("the business has {} events up to position {}, the bundle shows {} up to {}",
                         head->tenant_sequence, head->position, report.tenant_sequence, report.last_position)});
    }
}

/// Whoever says "one business" must not show another's.
class OneBusiness final : public EventSource {
public:
    OneBusiness(EventSource& events, const domain::Uuid& tenant) : events_(events), tenant_(tenant) {}
    std::vector<RecordedEvent> next() override {
        if (other_at_ == 0) {
            auto portion = events_.next();
            const auto other =
                std::ranges::find_if(portion, [&](const auto& event) { return event.stream.tenant != tenant_; });
            if (other != portion.end()) other_at_ = other->position;
            portion.erase(other, portion.end());
            if (other_at_ == 0 || !portion.empty()) return portion;
        }
        throw UnreadableEvent(other_at_, "the event is another business's than the tenant head's");
    }

private:
    EventSource& events_;
    const domain::Uuid tenant_;
    std::int64_t other_at_ = 0;
};

}  // namespace

BundleReport audit_bundle(const fs::path& bundle, BundleInput input) {
    BundleReport report;
    const auto trusted = input.trusted.empty() ? own_keys(bundle) : std::move(input.trusted);
    const auto note = read_member(bundle, "checkpoint");
    if (!note) throw BundleFault(fmt::format("{} holds no checkpoint: it is no bundle", bundle.string()));
    const auto checkpoint = open_checkpoint("the bundle's checkpoint", *note, trusted);
    if (!checkpoint) {
        report.findings.push_back(checkpoint.error());
        return report;
    }
    std::optional<TenantHead> head;
    if (const auto head_note = read_member(bundle, "tenant_head")) {
        auto opened = open_tenant_head("the bundle's tenant head", *head_note, trusted);
        if (!opened) {
            report.findings.push_back(opened.error());
            return report;
        }
        head = *opened;
    }
    BundleTree tree(read_nodes(bundle), std::move(input.checkpoints), checkpoint->size);
    BundleEvents events(bundle);
    std::optional<OneBusiness> one_business;
    if (head) one_business.emplace(events, head->tenant);
    AuditInput pass;
    pass.depth = input.depth;
    pass.scope = {!head, input.from};
    pass.on_progress = std::move(input.on_progress);
    pass.on_event = [&](const RecordedEvent& event) { tree.add_leaf(event.position, event.leaf_hash); };
    static_cast<AuditReport&>(report) =
        audit(head ? static_cast<EventSource&>(*one_business) : events, std::move(pass));
    report.checkpoint = *checkpoint;
    report.is_of_one_business = head.has_value();
    if (!report.findings.empty()) return report;
    tree.finish(report);
    compare_ends(head, input.to, report);
    return report;
}

}  // namespace suoledger::eventstore
