// SPDX-License-Identifier: Apache-2.0
// Holding rebuilds.
#include "tests/projections/rebuilt_log.hpp"

#include "eventstore/failpoints.hpp"

namespace suoledger::projections {

namespace failpoints = eventstore::failpoints;
using eventstore::FailpointAction;

void RebuiltLog::TearDown() {
    failpoints::clear();
    FollowedLog::TearDown();
}

HeldRebuild::HeldRebuild(RocksReadModels& models, const std::string& projection, std::string failpoint)
    : failpoint_(std::move(failpoint)) {
    failpoints::set(failpoint_, FailpointAction::hold);
    rebuilt_ = std::async(std::launch::async, [&models, projection] { models.rebuild(projection); });
    EXPECT_TRUE(failpoints::wait_until_held(failpoint_));
}

void HeldRebuild::let_go() { failpoints::set(failpoint_, FailpointAction::off); }

void HeldRebuild::finish() {
    let_go();
    rebuilt_.get();
}

}  // namespace suoledger::projections
