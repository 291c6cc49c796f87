// SPDX-License-Identifier: Apache-2.0
// A bound on the bytes of request bodies that the server holds at once, whoever sends them and however slowly.
#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace suoledger::http {

/// Thread-safe.
class BodyBudget {
public:
    /// A quarter of what the service may use in all; 64 of the largest bodies.
    static constexpr std::size_t max_bytes = std::size_t{64} * 1024 * 1024;

    [[nodiscard]] bool try_take(std::size_t bytes) {
        if (taken_.fetch_add(bytes) + bytes <= max_bytes) return true;
        taken_.fetch_sub(bytes);
        return false;
    }
    void give_back(std::size_t bytes) { taken_.fetch_sub(bytes); }

private:
    std::atomic<std::size_t> taken_{0};
};

/// One body's share; given back when the body goes. The budget outlives it.
class BodyAllowance {
public:
    BodyAllowance() = default;
    explicit BodyAllowance(BodyBudget& budget) : budget_(&budget) {}
    BodyAllowance(BodyAllowance&& other) noexcept
        : budget_(std::exchange(other.budget_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
    BodyAllowance& operator=(BodyAllowance&& other) noexcept {
        std::swap(budget_, other.budget_);
        std::swap(bytes_, other.bytes_);
        return *this;
    }
    ~BodyAllowance() {
        if (budget_ != nullptr) budget_->give_back(bytes_);
    }

    [[nodiscard]] bool grow_to(std::size_t bytes) {
        if (bytes <= bytes_) return true;
        if (!budget_->try_take(bytes - bytes_)) return false;
        bytes_ = bytes;
        return true;
    }

private:
    BodyBudget* budget_ = nullptr;
    std::size_t bytes_ = 0;
};

}  // namespace suoledger::http
