// SPDX-License-Identifier: Apache-2.0
// The ring as a file that several processes read and change: read again whenever it changed.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>

#include <sys/stat.h>

#include "eventstore/key_vault.hpp"

namespace suoledger::eventstore {

/// Thread-safe. Changes are made under a lock beside the file, written whole and synced.
class KekRingFile final : public KekRingSource {
public:
    /// `ring` as it was read before, perhaps by another user: a file that may not be read any more stays as it was.
    KekRingFile(std::filesystem::path file, KekRing ring);

    std::shared_ptr<const KekRing> current() override;
    [[nodiscard]] const std::filesystem::path& file() const { return file_; }

    /// Adds a fresh KEK behind `newest`, unless there is a newer one already; returns the newest epoch. Throws KekFault
    /// and std::system_error.
    std::int64_t add_epoch_behind(std::int64_t newest);
    /// Takes the KEKs of this epoch and those before away; the newest one stays. The old file's bytes are overwritten,
    /// which is all that a file system lets us do.
    void remove_up_to(std::int64_t epoch);

private:
    class Locked;
    void read_again();                  // under the mutex
    void replace(const KekRing& ring);  // under both locks

    const std::filesystem::path file_;
    std::mutex mutex_;
    std::shared_ptr<const KekRing> ring_;  // shared with vaults
    struct ::stat seen_{};
};

}  // namespace suoledger::eventstore
