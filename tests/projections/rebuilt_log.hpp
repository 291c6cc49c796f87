// SPDX-License-Identifier: Apache-2.0
// What tests of rebuilds share: rebuilds that failpoints hold or fail.
#pragma once

#include <future>
#include <string>

#include "tests/projections/followed_log.hpp"

namespace suoledger::projections {

/// Leaves no failpoint set.
class RebuiltLog : public FollowedLog {
protected:
    void TearDown() override;
};

/// A rebuild that was begun and stands at a failpoint. However a test ends, it is let go and has ended then.
class HeldRebuild {
public:
    HeldRebuild(RocksReadModels& models, const std::string& projection, std::string failpoint);
    ~HeldRebuild() { let_go(); }
    HeldRebuild(const HeldRebuild&) = delete;
    HeldRebuild& operator=(const HeldRebuild&) = delete;

    void let_go();
    /// Lets go and waits; throws what the rebuild threw.
    void finish();

private:
    const std::string failpoint_;
    std::future<void> rebuilt_;
};

}  // namespace suoledger::projections
