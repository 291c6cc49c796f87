// SPDX-License-Identifier: Apache-2.0
// What a service does for people's privacy without being asked: destroys the keys of who was erased, and replaces the
// key-encryption key when it is old.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "adapters/telemetry/log.hpp"
#include "eventstore/kek_rotation.hpp"
#include "eventstore/key_destroyer.hpp"
#include "eventstore/postgres/postgres_key_table.hpp"

namespace suoledger::adapters {

/// All must outlive the duties.
struct PrivacyParts {
    eventstore::EventStore& store;
    eventstore::WrappedKeySource& keys;
    eventstore::KeyVault& vault;
    eventstore::KekRingFile& ring;
    const eventstore::CheckpointKeys& checkpoint_keys;
    std::string database_url;
    std::filesystem::path data_dir;  // remembers up to where the list of destroyed keys follows the log
    eventstore::KekPolicy policy;
    std::function<void()> forget_states;
    Log& log;
};

class PrivacyDuties {
public:
    explicit PrivacyDuties(const PrivacyParts& parts);
    ~PrivacyDuties();
    PrivacyDuties(const PrivacyDuties&) = delete;
    PrivacyDuties& operator=(const PrivacyDuties&) = delete;

    /// Before anything is served. Throws DestroyedKeysFault, StoreUnavailable.
    void open();
    /// From now on by itself, on a thread of its own.
    void start();
    /// The log has grown: somebody may have been erased. Does not block.
    void notify();
    /// For commands, which have no thread: all that is due, now.
    std::size_t destroy_due();
    eventstore::KekRotation& rotation() { return rotation_; }

private:
    void run();
    void attend();
    void attend_to_keks();
    void report(const std::string& fault);
    [[nodiscard]] std::int64_t followed() const;
    void remember_followed(std::int64_t position);

    const PrivacyParts parts_;
    eventstore::PostgresKeyTable table_;
    eventstore::DestroyedKeys list_;
    eventstore::KeyDestroyer destroyer_;
    eventstore::KekRotation rotation_;
    std::string last_fault_;
    std::int64_t remembered_ = 0;
    std::chrono::steady_clock::time_point keks_due_;

    std::mutex mutex_;
    std::condition_variable wake_;
    bool notified_ = false, stopping_ = false;
    std::thread thread_;
};

}  // namespace suoledger::adapters
