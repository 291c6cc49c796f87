// SPDX-License-Identifier: Apache-2.0
// events.ndjson and nodes.ndjson of a bundle.
#pragma once

#include <exception>
#include <optional>
#include <vector>

#include "eventstore/audit/audit.hpp"
#include "eventstore/audit/bundle_files.hpp"

namespace suoledger::eventstore {

/// A perfect subtree that holds no event of the bundle.
struct BundleNode {
    int level = 0;
    std::int64_t index = 0;
    Hash hash{};
    /// The leaf that it begins with.
    [[nodiscard]] std::int64_t begin() const { return index << level; }
};
/// In the order of the leaves, at most some dozens for each run of events. Throws BundleFault.
std::vector<BundleNode> read_nodes(const std::filesystem::path& bundle);

class BundleEvents final : public EventSource {
public:
    /// Throws BundleFault when there are none.
    explicit BundleEvents(const std::filesystem::path& bundle);
    std::vector<RecordedEvent> next() override;

private:
    std::optional<RecordedEvent> read();
    std::unique_ptr<BundleLines> lines_;
    std::int64_t reached_ = 0;
    std::exception_ptr pending_;  // of a line behind the last portion
};

}  // namespace suoledger::eventstore
