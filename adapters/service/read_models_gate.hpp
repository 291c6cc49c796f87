// SPDX-License-Identifier: Apache-2.0
// Nothing is read, no key is refused, before the read models have caught up with the log once.
#pragma once

#include <atomic>

#include "projections/read_models.hpp"

namespace suoledger::adapters {

/// Until `open`, every question throws DatabaseUnavailable (503): rows that are behind would turn a key issued a moment
/// ago away with 401, which clients take for final. Thread-safe.
class ReadModelsGate final : public projections::ReadModels {
public:
    /// Without read models behind it the gate stays shut: for commands, which read the log only.
    explicit ReadModelsGate(projections::ReadModels* behind = nullptr) : behind_(behind) {}
    void open() { open_ = behind_ != nullptr; }
    [[nodiscard]] bool is_open() const { return open_; }

    std::unique_ptr<projections::ReadSnapshot> snapshot() override { return passed().snapshot(); }
    std::unique_ptr<projections::ReadSnapshot> snapshot_at(const domain::Uuid& tenant, std::int64_t position) override {
        return passed().snapshot_at(tenant, position);
    }
    using ReadModels::when_reached;
    void when_reached(std::int64_t position, std::function<void(bool)> callback, projections::Hurry hurry) override {
        passed().when_reached(position, std::move(callback), hurry);
    }
    std::vector<projections::ProjectionStatus> status() override { return passed().status(); }
    std::pair<std::string, projections::ProjectionPosition> digest(std::string_view projection) override {
        return passed().digest(projection);
    }
    void start_rebuild(std::string_view projection) override { passed().start_rebuild(projection); }

private:
    projections::ReadModels& passed();

    projections::ReadModels* behind_;
    std::atomic<bool> open_ = false;
};

}  // namespace suoledger::adapters
