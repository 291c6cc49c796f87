// SPDX-License-Identifier: Apache-2.0
// One publisher at a time in a deployment, whichever process that is.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace suoledger::adapters {

/// Two at once would do no harm but repeats: readers pass over a position that they have.
class PublisherTurn {
public:
    virtual ~PublisherTurn() = default;
    /// Takes it or still has it. False: another process has it. Throws StoreUnavailable.
    virtual bool take() = 0;
    /// The next one need not wait.
    virtual void give_back() noexcept = 0;
};

enum class PublisherWork : std::uint8_t { log, keyed_topics };

/// An advisory lock of a connection of its own: whoever dies loses it at once, and the next begins.
std::unique_ptr<PublisherTurn> make_postgres_turn(std::string database_url, PublisherWork work);

/// For a log that one process alone publishes.
class OnlyPublisher final : public PublisherTurn {
public:
    bool take() override { return true; }
    void give_back() noexcept override {}
};

}  // namespace suoledger::adapters
