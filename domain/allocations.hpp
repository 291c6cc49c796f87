// SPDX-License-Identifier: Apache-2.0
// What an invoice was paid by: one entry per payment, in copies that share what they have in common.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "domain/uuid.hpp"

namespace suoledger::domain {

struct Allocation {
    Uuid payment;
    std::int64_t amount = 0;  // > 0
};

/// Every payment of an invoice is worked out on a copy of its state, and an invoice may be paid by many thousands: so a
/// copy takes over the blocks of entries, and a change makes one of them anew. Thread-compatible, copies apart.
class Allocations {
public:
    /// The payment's entry grows, or a new one joins behind the others.
    void add(const Uuid& payment, std::int64_t amount);
    /// The payment has at least that much; an entry of nothing goes.
    void take(const Uuid& payment, std::int64_t amount);

    [[nodiscard]] std::vector<Allocation> oldest_first() const;
    /// Of all entries, whoever shares them.
    [[nodiscard]] std::size_t bytes() const { return size_ * sizeof(Entry); }

private:
    struct Entry {
        Allocation allocation;
        std::int64_t joined = 0;  // later ones have more
    };
    using Block = std::vector<Entry>;  // by payment, never empty
    struct Place {
        std::size_t block = 0, entry = 0;  // where the payment is, or would be
        bool found = false;
    };

    [[nodiscard]] Place place_of(const Uuid& payment) const;
    void join(const Place& place, const Entry& entry);
    /// In the stead of a block that may be shared: one that is not, with room for an entry more.
    Block& own(std::size_t block);

    std::vector<std::shared_ptr<const Block>> blocks_;  // by payment
    std::size_t size_ = 0;
    std::int64_t joined_ = 0;
};

}  // namespace suoledger::domain
