// SPDX-License-Identifier: Apache-2.0
// The pass, and what is compared at its end.
#include "eventstore/audit/audit.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include <fmt/format.h>

namespace suoledger::eventstore {
namespace {

class Pass {
public:
    explicit Pass(AuditInput& input)
        : input_(input),
          checks_(input.depth, input.scope),
          tree_(std::move(input.checkpoints), std::move(input.tiles)),
          destroyed_(std::move(input.destroyed_list)) {}

    /// False when it was not right.
    bool take(const RecordedEvent& event) {
        if (!checks_.check(event)) return false;
        if (input_.sealed != nullptr) sealed_finding_ = input_.sealed->check(event);
        if (sealed_finding_) return false;
        destroyed_.note(event);
        if (input_.scope.is_whole()) tree_.append(checks_.last_leaf(), event.recorded_at, checks_.tree());
        if (input_.on_event) input_.on_event(event);
        tenant_ = event.stream.tenant;
        return true;
    }

    AuditReport report(const std::optional<Finding>& unreadable) {
        AuditReport report;
        report.events = checks_.events();
        report.last_position = checks_.last_position();
        report.last_leaf = checks_.last_leaf();
        report.root = checks_.tree().root();
        report.tenant_sequence = checks_.numbers().tenant_sequence(tenant_);
        report.agreeing_checkpoints = tree_.agreeing();
        if (input_.sealed != nullptr) {
            report.opened_blobs = input_.sealed->opened();
            report.erased_blobs = input_.sealed->erased();
        }
        for (const auto& finding : {unreadable, checks_.finding(), sealed_finding_})
            if (finding) report.findings.push_back(*finding);
        const bool complete = report.findings.empty();
        std::ranges::move(tree_.findings(complete), std::back_inserter(report.findings));
        if (complete) compare_with_database(report);
        if (complete && input_.sealed != nullptr) find_undeclared(report);
        return report;
    }

private:
    /// The blob that says so first.
    void find_undeclared(AuditReport& report) const {
        std::map<std::int64_t, domain::Uuid> undeclared;
        for (const auto& [key, position] : input_.sealed->missing_keys())
            if (!destroyed_.has(key)) undeclared.emplace(position, key);
        if (!undeclared.empty() && input_.destroyed_meanwhile) {
            const auto meanwhile = input_.destroyed_meanwhile();
            std::erase_if(undeclared, [&](const auto& entry) {
                return std::ranges::find(meanwhile, entry.second) != meanwhile.end();
            });
        }
        if (undeclared.empty()) return;
        const auto& [position, key] = *undeclared.begin();
        report.findings.push_back(
            {FindingCode::subject_key_missing, position, 0,
             fmt::format("a blob is sealed under key {}, which this business does not have, and nothing says that it "
                         "was destroyed",
                         domain::to_string(key))});
    }

    void compare_with_database(AuditReport& report) const {
        if (input_.facts) {
            const LogFacts& facts = *input_.facts;
            if (facts.head.position != report.last_position || facts.last_position != report.last_position ||
                (report.events > 0 && facts.head.leaf_hash != report.last_leaf))
                report.findings.push_back(
                    {FindingCode::log_head_differs, std::min(facts.head.position, report.last_position) + 1, 0,
                     fmt::format("the head stands at position {} with leaf {}; the last event at {} with {}",
                                 facts.head.position, hex(facts.head.leaf_hash), report.last_position,
                                 hex(report.last_leaf))});
        }
        if (auto missing = destroyed_.missing_from_list()) report.findings.push_back(std::move(*missing));
        if (!input_.find_stored_keys) return;
        for (const domain::Uuid& key : input_.find_stored_keys(destroyed_.all()))
            report.findings.push_back(destroyed_.returned(key));
    }

    AuditInput& input_;
    LogChecks checks_;
    TreeChecks tree_;
    DestroyedKeysCheck destroyed_;
    std::optional<Finding> sealed_finding_;
    domain::Uuid tenant_;
};

}  // namespace

const Finding* AuditReport::first() const {
    // A range says "not behind its end": an exact position up to there says more.
    const auto place = [](const Finding& finding) {
        return finding.position == 0 ? INT64_MAX : std::max(finding.position, finding.up_to);
    };
    const auto found = std::ranges::min_element(findings, {}, place);
    return found == findings.end() ? nullptr : &*found;
}

AuditReport audit(EventSource& events, AuditInput input) {
    Pass pass(input);
    std::int64_t reached = 0;
    try {
        for (auto portion = events.next(); !portion.empty(); portion = events.next()) {
            for (const RecordedEvent& event : portion)
                if (!pass.take(event)) return pass.report(std::nullopt);
            reached = portion.back().position;
            if (input.on_progress) input.on_progress(reached);
        }
    } catch (const UnreadableEvent& fault) {
        return pass.report(Finding{FindingCode::event_unreadable, fault.position, 0, fault.what()});
    }
    return pass.report(std::nullopt);
}

}  // namespace suoledger::eventstore
