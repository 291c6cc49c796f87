// SPDX-License-Identifier: Apache-2.0
// Making the log and the read models of it.
#include "tests/projections/queried_log.hpp"

namespace suoledger::projections {

void QueriedLog::SetUp() {
    FollowedLog::SetUp();
    random_.seed(printed_seed());
    constexpr int most_attempts = 50;
    for (int attempt = 0; attempt < most_attempts && (attempt == 0 || !holds_what_is_asked_for()); ++attempt)
        history_ = random_history(random_(), commands_);
    log_ = std::make_unique<ListedLog>(history_.events);
    folded_ = std::make_unique<FoldedSnapshot>(*log_);
    models_ = caught_up("queried", *log_);
    snapshot_ = models_->snapshot();
}

void QueriedLog::TearDown() {
    snapshot_.reset();
    models_.reset();
    FollowedLog::TearDown();
}

}  // namespace suoledger::projections
