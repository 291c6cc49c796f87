// SPDX-License-Identifier: Apache-2.0
// How many streams there may be, and how many of them may read the log at once.
#pragma once

#include <cstdint>
#include <deque>
#include <expected>
#include <map>
#include <memory>
#include <mutex>

#include "http/message.hpp"
#include "http/slot_parts.hpp"

namespace suoledger::http {

/// Thread-safe.
class StreamPlaces {
public:
    StreamPlaces(std::size_t max, std::size_t max_per_key) : max_(max), max_per_key_(max_per_key) {}

    /// Given back when it goes. The places outlive it.
    class Place {
    public:
        Place(StreamPlaces& places, const domain::Uuid& key) : places_(&places), key_(key) {}
        Place(Place&& other) noexcept : places_(std::exchange(other.places_, nullptr)), key_(other.key_) {}
        Place& operator=(Place&&) = delete;
        ~Place() { give_back(); }
        /// Before it goes.
        void give_back() {
            if (auto* places = std::exchange(places_, nullptr)) places->give_back(key_);
        }

    private:
        StreamPlaces* places_;
        domain::Uuid key_;
    };
    /// 429 `too_many_streams` of the key, 503 `overloaded` of the process.
    std::expected<Place, Problem> take(const domain::Uuid& key);
    [[nodiscard]] std::size_t taken() const;

private:
    void give_back(const domain::Uuid& key);

    const std::size_t max_, max_per_key_;
    mutable std::mutex mutex_;
    std::size_t taken_ = 0;
    std::map<domain::Uuid, std::size_t> by_key_;
};

/// Who may read the log next, first come, first served: a thousand streams that resume at once must not take every
/// handler thread. Thread-safe.
class ReadTurns {
public:
    explicit ReadTurns(std::size_t at_once) : free_(at_once) {}

    /// Given on to the next when it goes.
    class Turn {
    public:
        explicit Turn(ReadTurns& turns) : turns_(turns) {}
        ~Turn() { turns_.give_on(); }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;

    private:
        ReadTurns& turns_;
    };
    /// Shared because a job on the pool must be copyable.
    using Taken = std::shared_ptr<Turn>;
    /// Delivered now or later.
    void ask(const std::shared_ptr<Slot<Taken>>& slot);

private:
    void give_on();

    std::mutex mutex_;
    std::size_t free_;
    std::deque<std::shared_ptr<Slot<Taken>>> waiting_;
};

}  // namespace suoledger::http
