// SPDX-License-Identifier: Apache-2.0
// The thread that looks after keys.
#include "adapters/service/privacy_duties.hpp"

#include <fmt/format.h>

#include <chrono>
#include <fstream>

#include "eventstore/durable_files.hpp"
#include "eventstore/thread_name.hpp"

namespace suoledger::adapters {
namespace {

using std::chrono::steady_clock;

/// Other services' erasures and the days of record keys are noticed so late at most.
constexpr std::chrono::seconds attend_every{1};
constexpr std::chrono::seconds keks_every{60};

std::filesystem::path followed_file(const PrivacyParts& parts) { return parts.data_dir / "destroyed-keys-followed"; }

std::string name_of(const eventstore::LogHead& head) {
    return fmt::format("{}/{}", head.epoch, to_string(head.epoch_id));
}

}  // namespace

PrivacyDuties::PrivacyDuties(const PrivacyParts& parts)
    : parts_(parts),
      table_(parts.database_url),
      list_(eventstore::DestroyedKeys::beside(parts.ring.file()), parts.checkpoint_keys),
      destroyer_({.store = parts_.store,
                  .keys = parts_.keys,
                  .table = table_,
                  .vault = parts_.vault,
                  .list = list_,
                  .policy = parts_.policy,
                  .clock = eventstore::system_now,
                  .forget_states = parts_.forget_states}),
      rotation_({.store = parts_.store,
                 .table = table_,
                 .vault = parts_.vault,
                 .ring = parts_.ring,
                 .policy = parts_.policy,
                 .clock = eventstore::system_now}) {}

PrivacyDuties::~PrivacyDuties() {
    {
        const std::scoped_lock lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
    }
}

/// Of this log: another epoch's positions mean nothing.
std::int64_t PrivacyDuties::followed() const {
    std::ifstream file{followed_file(parts_)};
    std::string log;
    std::int64_t position = 0;
    const bool is_known = static_cast<bool>(file >> log >> position);
    return is_known && log == name_of(parts_.store.head()) ? position : 0;
}

void PrivacyDuties::remember_followed(std::int64_t position) {
    if (position == remembered_) {
        return;
    }
    eventstore::replace_durably(followed_file(parts_), fmt::format("{} {}\n", name_of(parts_.store.head()), position),
                                0600);
    remembered_ = position;
}

void PrivacyDuties::open() {
    destroyer_.open(followed());
    remember_followed(destroyer_.follow());
}

std::size_t PrivacyDuties::destroy_due() {
    destroyer_.follow();
    const std::size_t destroyed = destroyer_.destroy_due();
    const std::int64_t position = destroyer_.follow();
    if (destroyed > 0) {
        remember_followed(position);
    }
    return destroyed;
}

void PrivacyDuties::start() {
    thread_ = std::thread{[this] { run(); }};
}

void PrivacyDuties::notify() {
    {
        const std::scoped_lock lock{mutex_};
        notified_ = true;
    }
    wake_.notify_one();
}

void PrivacyDuties::run() {
    eventstore::name_this_thread("privacy");
    while (true) {
        try {
            attend();
            attend_to_keks();
            last_fault_.clear();
        } catch (const eventstore::StoreUnavailable&) {
            // The service says so itself, and this is tried again.
        } catch (const std::exception& fault) {
            report(fault.what());
        }
        std::unique_lock lock{mutex_};
        wake_.wait_for(lock, attend_every, [this] { return stopping_ || notified_; });
        notified_ = false;
        if (stopping_) {
            return;
        }
    }
}

void PrivacyDuties::attend() {
    if (const std::size_t destroyed = destroy_due(); destroyed > 0) {
        parts_.log.info("destroyed keys of erased customers", {{"keys", std::to_string(destroyed)}});
    }
}

void PrivacyDuties::attend_to_keks() {
    if (steady_clock::now() < keks_due_) {
        return;
    }
    keks_due_ = steady_clock::now() + keks_every;
    const eventstore::KekWork work = rotation_.do_due();
    if (work.rotated_to != 0) {
        parts_.log.info("rotated the key-encryption key", {{"epoch", std::to_string(work.rotated_to)},
                                                           {"rewrapped_keys", std::to_string(work.rewrapped)}});
    }
    if (work.destroyed_up_to != 0) {
        parts_.log.info("destroyed a key-encryption key; backups that it opened hold no person any more",
                        {{"epoch", std::to_string(work.destroyed_up_to)}});
    }
}

/// Once, not every second.
void PrivacyDuties::report(const std::string& fault) {
    if (fault != last_fault_) {
        parts_.log.error("keys that are due could not be destroyed or rotated; it is tried again", {{"reason", fault}});
    }
    last_fault_ = fault;
}

}  // namespace suoledger::adapters
