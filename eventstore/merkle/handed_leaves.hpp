// SPDX-License-Identifier: Apache-2.0
// Leaf hashes that appenders of this process handed over, until the tree takes them; what does not fit is read later.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "eventstore/recorded_event.hpp"

namespace suoledger::eventstore {

/// Not thread-safe.
class HandedLeaves {
public:
    explicit HandedLeaves(std::size_t limit) : limit_(limit) {}

    /// A batch is one piece of the log. False: there is no room, and it was dropped.
    bool push(const std::vector<RecordedEvent>& batch) {
        if (size_ + batch.size() > limit_) return false;
        Piece piece{batch.front().position, {}};
        piece.leaves.reserve(batch.size());
        for (const RecordedEvent& event : batch) piece.leaves.push_back(event.leaf_hash);
        size_ += batch.size();
        pieces_.push_back(std::move(piece));
        return true;
    }

    /// The leaves of the positions behind `position` as far as they follow without a gap. Older ones are dropped.
    std::vector<Hash> take_after(std::int64_t position) {
        std::vector<Hash> taken;
        while (!pieces_.empty()) {
            const Piece& piece = pieces_.front();
            const auto next = position + static_cast<std::int64_t>(taken.size()) + 1;
            if (piece.first > next) break;
            const auto known = static_cast<std::size_t>(next - piece.first);
            if (known < piece.leaves.size())
                taken.insert(taken.end(), piece.leaves.begin() + static_cast<std::ptrdiff_t>(known),
                             piece.leaves.end());
            size_ -= piece.leaves.size();
            pieces_.pop_front();
        }
        return taken;
    }

    [[nodiscard]] std::size_t size() const { return size_; }

private:
    struct Piece {
        std::int64_t first;
        std::vector<Hash> leaves;
    };
    const std::size_t limit_;
    std::size_t size_ = 0;  // leaves in all pieces
    std::deque<Piece> pieces_;
};

}  // namespace suoledger::eventstore
