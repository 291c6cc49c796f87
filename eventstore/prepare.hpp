// SPDX-License-Identifier: Apache-2.0
// Everything about a command that can be done before its position is known: decide, seal, encode, commit to the bytes.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/decide.hpp"
#include "eventstore/codec.hpp"
#include "eventstore/event_store.hpp"
#include "eventstore/key_vault.hpp"
#include "eventstore/leaf.hpp"

namespace suoledger::eventstore {

/// Where a decision finds what it asks for.
class StateSource {
public:
    virtual ~StateSource() = default;
    /// nullptr: the stream does not exist.
    virtual std::shared_ptr<const domain::State> load(const domain::StreamId& stream) = 0;
    virtual std::optional<domain::Uuid> owner_of(const domain::ReservationKey& key) = 0;
    /// nullptr: erased, or not there yet.
    virtual std::shared_ptr<const SecretKey> key_of(const domain::Uuid& tenant, const domain::Uuid& key_id) = 0;
};

/// An event with its final bytes; what is assigned under the lock is still 0.
struct PreparedEvent {
    RecordedEvent row;
    Hash metadata_commitment{}, payload_commitment{};
};

struct Prepared {
    domain::View view;  // what the decision rests on
    std::expected<domain::Decision, domain::Rejection> decision;
    std::vector<PreparedEvent> events;  // one for each of decision->events
    std::vector<NewKey> keys;
    // Held here because a key that is not stored yet can be found nowhere else.
    std::shared_ptr<const SecretKey> reply_key;
};

/// A decision asks for its streams in few rounds; more means that it never ends.
inline constexpr int max_decide_rounds = 16;

class Preparer {
public:
    Preparer(KeyVault& vault, std::string software_version)
        : vault_(vault), software_version_(std::move(software_version)) {}

    /// Throws CodecFault, CryptoFault, StoreUnavailable, and whatever the source throws.
    Prepared prepare(const Submission& submission, StateSource& source) const;

private:
    [[nodiscard]] std::string metadata_of(const Submission& submission) const;
    void encode_events(const Submission& submission, const FindKey& find_key, Prepared& prepared) const;

    KeyVault& vault_;
    const std::string software_version_;
};

/// True for the stream that this command brings into being: its id is fresh, so it need not be read to be called empty.
bool creates(const domain::Command& command, const domain::StreamId& stream);

/// Folds rows onto `base` (nullptr: from the beginning), opening personal fields with the vault's keys.
std::shared_ptr<const domain::State> fold(const domain::StreamId& stream, std::shared_ptr<const domain::State> base,
                                          const std::vector<RecordedEvent>& rows, KeyVault& vault);

/// The vault as the codec sees it.
FindKey find_key_in(KeyVault& vault, const domain::Uuid& tenant);

}  // namespace suoledger::eventstore
