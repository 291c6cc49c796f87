// SPDX-License-Identifier: Apache-2.0
// With the key-encryption keys at hand: whether every sealed blob still lies where it was sealed.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include "eventstore/audit/finding.hpp"
#include "eventstore/key_vault.hpp"

namespace suoledger::eventstore {

/// A blob whose key exists must open for its business, event and key: ciphertext moved from one person or event to
/// another does not. A key that is gone must have been destroyed, or the blob never belonged there; where its KEK epoch
/// is gone, nothing can be said.
class SealedChecks {
public:
    /// The source outlives it.
    SealedChecks(KekRing ring, WrappedKeySource& source);
    ~SealedChecks();
    SealedChecks(const SealedChecks&) = delete;
    SealedChecks& operator=(const SealedChecks&) = delete;

    std::optional<Finding> check(const RecordedEvent& event);
    [[nodiscard]] std::int64_t opened() const { return opened_; }
    /// Left shut, for their keys are gone.
    [[nodiscard]] std::int64_t erased() const { return erased_; }
    /// Keys that blobs name and that are not stored, with the position of the first such blob.
    [[nodiscard]] const std::map<domain::Uuid, std::int64_t>& missing_keys() const { return missing_; }

private:
    class OpenableKeys;
    std::unique_ptr<OpenableKeys> keys_;
    KeyVault vault_;
    std::int64_t opened_ = 0, erased_ = 0;
    std::map<domain::Uuid, std::int64_t> missing_;
};

}  // namespace suoledger::eventstore
