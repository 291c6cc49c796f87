// SPDX-License-Identifier: Apache-2.0
// Keys of people and businesses: wrapped in the database under the KEK ring, opened in memory, gone when destroyed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
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

/// Thread-safe. Subject keys are cached (bounded, least recently used goes first); destroyed ones must be `forget`-ed.
class KeyVault {
public:
    KeyVault(KekRing ring, WrappedKeySource& source);

    /// A fresh key that this vault does not remember: until it is stored it belongs to the command that made it. The
    /// same command submitted twice at once makes two keys of one id, and only one of them will be stored.
    NewKey generate(const domain::Uuid& tenant, const domain::NewSubjectKey& key) const;
    /// It is stored now.
    void adopt(const NewKey& key);
    /// Both at once, for a caller that stores it before anyone else can.
    WrappedKey make(const domain::Uuid& tenant, const domain::NewSubjectKey& key);
    /// nullptr: erased or never there.
    std::shared_ptr<const SecretKey> find(const domain::Uuid& tenant, const domain::Uuid& key_id);
    void forget(const domain::Uuid& key_id);
    /// The log is another one now: its keys may differ under the same ids.
    void forget_all();

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
    };
    void remember(CachedKey cached);  // under the mutex

    KekRing ring_;
    WrappedKeySource& source_;
    std::mutex mutex_;
    std::list<CachedKey> subject_keys_;  // most recently used first
    std::unordered_map<domain::Uuid, std::list<CachedKey>::iterator> by_key_id_;
    std::uint64_t forgotten_ = 0;  // a look-up that a `forget` overtook must not bring the key back
    std::map<std::string, SecretKey> service_keys_;
};

/// `0x01 ‖ 0x01 ‖ key_id ‖ nonce ‖ ciphertext ‖ tag` (AUDIT §4); AAD binds tenant, event (or inbox / command) and key.
std::string seal_blob(const SecretKey& key, const domain::Uuid& tenant, const domain::Uuid& event_id,
                      const domain::Uuid& key_id, std::string_view plaintext);
std::optional<std::string> open_blob(const SecretKey& key, const domain::Uuid& tenant, const domain::Uuid& event_id,
                                     const domain::Uuid& key_id, std::string_view blob);

}  // namespace suoledger::eventstore
