// SPDX-License-Identifier: Apache-2.0
// Keys of people and businesses: wrapped in the database under the KEK ring, opened in memory, gone when destroyed.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "domain/decide.hpp"
#include "eventstore/crypto.hpp"

namespace suoledger::eventstore {

/// Key-encryption keys by epoch; the newest wraps. File form: JSON {"keys":[{"epoch":1,"key":"<base64url>"}]}, mode
/// 0600.
class KekRing {
public:
    /// Reads the file; makes one with a fresh key if there is none and `create` is set. Throws KekFault naming
    /// --kek-file.
    static KekRing load_or_create(const std::filesystem::path& file, bool create);
    static KekRing of(std::map<std::int64_t, SecretKey> keys);

    [[nodiscard]] std::int64_t newest_epoch() const;
    [[nodiscard]] const SecretKey* find(std::int64_t epoch) const;
    /// By epoch, oldest first.
    [[nodiscard]] const std::map<std::int64_t, SecretKey>& keys() const { return keys_; }

private:
    std::map<std::int64_t, SecretKey> keys_;
};
struct KekFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The ring as it is now: a file that other processes change too, or one that stays.
class KekRingSource {
public:
    virtual ~KekRingSource() = default;
    /// Shared with those who still wrap or open with it when it is replaced.
    virtual std::shared_ptr<const KekRing> current() = 0;
};

/// A wrapped key as stored: AES-256-GCM under the KEK of `kek_epoch`; the additional data binds tenant and key id.
struct WrappedKey {
    domain::Uuid tenant, key_id;
    domain::KeyClass key_class{};
    domain::StreamId subject;
    std::int64_t kek_epoch = 0;
    std::string wrapped;  // nonce ‖ ciphertext ‖ tag
};

/// A key and its stored form, before it is stored.
struct NewKey {
    WrappedKey wrapped;
    std::shared_ptr<const SecretKey> key;  // shared with the vault once it is stored
};

/// A secret of the log as stored.
struct WrappedServiceKey {
    std::string name;
    std::int64_t kek_epoch = 0;
    std::string wrapped;
};

/// The table of wrapped keys, for those who wrap them anew and who take away what a restore brought back.
class WrappedKeyTable {
public:
    /// Each returns the same key under the newest KEK of the ring.
    struct Rewrap {
        std::function<WrappedKey(const WrappedKey&)> subject;
        std::function<WrappedServiceKey(const WrappedServiceKey&)> service;
    };
    virtual ~WrappedKeyTable() = default;
    /// Wraps at most `limit` keys anew that are of an epoch below this, passing over those that another process holds;
    /// returns how many. Throws StoreUnavailable, KekFault.
    virtual std::size_t rewrap_below(std::int64_t epoch, std::size_t limit, const Rewrap& rewrap) = 0;
    /// How many keys are wrapped by this epoch or one before.
    virtual std::int64_t count_up_to(std::int64_t epoch) = 0;
    /// Those of these keys (tenant, key id) that are stored.
    virtual std::vector<WrappedKey> present(const std::vector<std::pair<domain::Uuid, domain::Uuid>>& keys) = 0;
    /// Its row goes; with a contact key all reservations of its subject too.
    virtual void erase(const WrappedKey& key) = 0;
};

/// Where wrapped keys are read from (PostgreSQL or memory). New ones are written by the append itself.
class WrappedKeySource {
public:
    virtual ~WrappedKeySource() = default;
    /// nullopt: never written, or destroyed. Throws StoreUnavailable.
    virtual std::optional<WrappedKey> find(const domain::Uuid& tenant, const domain::Uuid& key_id) = 0;
    /// Secrets of the whole log, wrapped by the KEK; made at first use: "index/<tenant>", "fingerprint/<tenant>",
    /// "cursor". Creating is a race that the first wins; every caller gets the winner's. What is kept is opaque here;
    /// any epoch of the ring may have wrapped the winner's.
    virtual std::string find_or_create_service_key(const std::string& name, const std::string& wrapped_candidate,
                                                   std::int64_t kek_epoch) = 0;
};

/// About 10 MB of keys: every customer that a busy node meets in a day, well within 256 MB of memory.
inline constexpr std::size_t max_cached_subject_keys = 65'536;

/// How many subject keys are held, and for how long before they are asked for again; nullopt: until they are forgotten.
struct KeyCacheBounds {
    std::size_t most = max_cached_subject_keys;
    std::optional<std::chrono::seconds> lifetime = {};
    std::function<std::chrono::steady_clock::time_point()> now = &std::chrono::steady_clock::now;
};

/// Thread-safe. Subject keys are cached (bounded, least recently used goes first); destroyed ones must be `forget`-ed.
class KeyVault {
public:
    /// With a ring that stays.
    KeyVault(KekRing ring, WrappedKeySource& source, KeyCacheBounds bounds = {});
    /// `rings` must outlive it.
    KeyVault(KekRingSource& rings, WrappedKeySource& source, KeyCacheBounds bounds = {});

    /// A fresh key that this vault does not remember: until it is stored it belongs to the command that made it. The
    /// same command submitted twice at once makes two keys of one id, and only one of them will be stored.
    NewKey generate(const domain::Uuid& tenant, const domain::NewSubjectKey& key) const;
    /// It is stored now.
    void adopt(const NewKey& key);
    /// Both at once, for a caller that stores it before anyone else can.
    WrappedKey make(const domain::Uuid& tenant, const domain::NewSubjectKey& key);
    /// nullptr: erased or never there. Throws what the source throws, also for a key whose lifetime is over.
    std::shared_ptr<const SecretKey> find(const domain::Uuid& tenant, const domain::Uuid& key_id);
    void forget(const domain::Uuid& key_id);
    /// Forgotten, and never found again, whatever the database says.
    void destroy(const domain::Uuid& key_id);
    /// Those whose lifetime is over are no longer in memory.
    void forget_lapsed();
    /// The log is another one now: its keys may differ under the same ids.
    void forget_all();

    /// The same key under the newest KEK. Throws KekFault.
    [[nodiscard]] WrappedKey rewrap(const WrappedKey& key) const;
    [[nodiscard]] WrappedServiceKey rewrap(const WrappedServiceKey& key) const;

    /// A secret of the log or of a tenant by name (see WrappedKeySource).
    SecretKey service_key(const std::string& name);

    /// First 16 bytes of HMAC-SHA-256(tenant's index key, field ‖ 0x00 ‖ normalised value).
    std::array<std::uint8_t, 16> blind_index(const domain::Uuid& tenant, std::string_view field,
                                             std::string_view value);
    /// HMAC-SHA-256 under the tenant's fingerprint key.
    Hash fingerprint(const domain::Uuid& tenant, std::string_view request);

private:
    struct CachedKey {
        domain::Uuid tenant, key_id;
        std::shared_ptr<const SecretKey> key;  // shared with readers that are sealing or opening while it is evicted
        std::chrono::steady_clock::time_point since = {};
    };
    void remember(CachedKey cached);        // under the mutex
    void drop(const domain::Uuid& key_id);  // under the mutex
    [[nodiscard]] bool has_lapsed(const CachedKey& cached) const;

    std::unique_ptr<KekRingSource> own_ring_;  // where the ring stays
    KekRingSource& rings_;
    WrappedKeySource& source_;
    const KeyCacheBounds bounds_;
    std::mutex mutex_;
    std::list<CachedKey> subject_keys_;  // most recently used first
    std::unordered_map<domain::Uuid, std::list<CachedKey>::iterator> by_key_id_;
    std::unordered_set<domain::Uuid> destroyed_;
    std::uint64_t forgotten_ = 0;  // a look-up that a `forget` overtook must not bring the key back
    std::map<std::string, SecretKey> service_keys_;
};

/// As a vault whose ring holds this KEK opens it.
std::string wrap_subject_key(const SecretKey& kek, const domain::Uuid& tenant, const domain::Uuid& key_id,
                             const SecretKey& key);
std::string wrap_service_key(const SecretKey& kek, std::string_view name, const SecretKey& key);

/// `0x01 ‖ 0x01 ‖ key_id ‖ nonce ‖ ciphertext ‖ tag` (AUDIT §4); AAD binds tenant, event (or inbox / command) and key.
std::string seal_blob(const SecretKey& key, const domain::Uuid& tenant, const domain::Uuid& event_id,
                      const domain::Uuid& key_id, std::string_view plaintext);
std::optional<std::string> open_blob(const SecretKey& key, const domain::Uuid& tenant, const domain::Uuid& event_id,
                                     const domain::Uuid& key_id, std::string_view blob);

}  // namespace suoledger::eventstore
