// SPDX-License-Identifier: Apache-2.0
// Wrapping, caching and forgetting keys, and the sealed blob.
#include "eventstore/key_vault.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <openssl/crypto.h>

#include "eventstore/sealing.hpp"

namespace suoledger::eventstore {
namespace {

constexpr std::string_view kek_tag = "suoledger/kek/v1";
constexpr std::string_view service_key_tag = "suoledger/service-key/v1";

/// Wiped when the last reader lets go.
std::shared_ptr<const SecretKey> share(const SecretKey& key) {
    return {new SecretKey(key), [](const SecretKey* held) {
                auto* wiped = const_cast<SecretKey*>(held);
                OPENSSL_cleanse(wiped->data(), wiped->size());
                delete wiped;
            }};
}

std::string kek_binding(const domain::Uuid& tenant, const domain::Uuid& key_id) {
    return length_prefixed({bytes_of(kek_tag), tenant.bytes, key_id.bytes});
}

std::string service_binding(std::string_view name) {
    return length_prefixed({bytes_of(service_key_tag), bytes_of(name)});
}

class LastingRing final : public KekRingSource {
public:
    explicit LastingRing(KekRing ring) : ring_(std::make_shared<const KekRing>(std::move(ring))) {}
    std::shared_ptr<const KekRing> current() override { return ring_; }

private:
    const std::shared_ptr<const KekRing> ring_;
};

std::optional<SecretKey> unwrap(const SecretKey& kek, std::string_view wrapped, std::string_view binding) {
    auto opened = aes_gcm_open(kek, bytes_of(wrapped), bytes_of(binding));
    SecretKey key{};
    if (!opened || opened->size() != key.size()) return std::nullopt;
    std::copy_n(opened->begin(), key.size(), key.begin());
    OPENSSL_cleanse(opened->data(), opened->size());
    return key;
}

SecretKey unwrap_subject_key(const KekRing& ring, const WrappedKey& key) {
    const SecretKey* kek = ring.find(key.kek_epoch);
    if (kek == nullptr) {
        throw KekFault(
            fmt::format("subject key {} is wrapped by KEK epoch {}, which the ring does not hold; check --kek-file",
                        to_string(key.key_id), key.kek_epoch));
    }
    const auto secret = unwrap(*kek, key.wrapped, kek_binding(key.tenant, key.key_id));
    if (!secret) {
        throw KekFault(fmt::format("KEK epoch {} does not open subject key {}; check --kek-file", key.kek_epoch,
                                   to_string(key.key_id)));
    }
    return *secret;
}

/// The winner may be older than this ring's newest epoch; the tag says which key it was.
SecretKey unwrap_service_key(const KekRing& ring, const std::string& name, const std::string& wrapped) {
    for (auto kek = ring.keys().rbegin(); kek != ring.keys().rend(); ++kek)
        if (const auto secret = unwrap(kek->second, wrapped, service_binding(name))) return *secret;
    throw KekFault(fmt::format("no KEK of the ring opens the service key {}; check --kek-file", name));
}

}  // namespace

KeyVault::KeyVault(KekRing ring, WrappedKeySource& source, KeyCacheBounds bounds)
    : own_ring_(std::make_unique<LastingRing>(std::move(ring))),
      rings_(*own_ring_),
      source_(source),
      bounds_(std::move(bounds)) {}

KeyVault::KeyVault(KekRingSource& rings, WrappedKeySource& source, KeyCacheBounds bounds)
    : rings_(rings), source_(source), bounds_(std::move(bounds)) {}

NewKey KeyVault::generate(const domain::Uuid& tenant, const domain::NewSubjectKey& key) const {
    SecretKey secret{};
    fill_random(secret);
    const auto ring = rings_.current();
    const auto epoch = ring->newest_epoch();
    NewKey made;
    made.wrapped = {tenant,      key.key_id, key.key_class,
                    key.subject, epoch,      wrap_subject_key(*ring->find(epoch), tenant, key.key_id, secret)};
    made.key = share(secret);
    OPENSSL_cleanse(secret.data(), secret.size());
    return made;
}

void KeyVault::adopt(const NewKey& key) {
    const std::lock_guard lock(mutex_);
    remember({key.wrapped.tenant, key.wrapped.key_id, key.key});
}

WrappedKey KeyVault::make(const domain::Uuid& tenant, const domain::NewSubjectKey& key) {
    NewKey made = generate(tenant, key);
    adopt(made);
    return std::move(made.wrapped);
}

std::shared_ptr<const SecretKey> KeyVault::find(const domain::Uuid& tenant, const domain::Uuid& key_id) {
    std::uint64_t forgotten_before = 0;
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = by_key_id_.find(key_id); found != by_key_id_.end() && !has_lapsed(*found->second)) {
            if (found->second->tenant != tenant) return nullptr;
            subject_keys_.splice(subject_keys_.begin(), subject_keys_, found->second);
            return found->second->key;
        }
        if (destroyed_.contains(key_id)) return nullptr;
        forgotten_before = forgotten_;
    }
    const auto wrapped = source_.find(tenant, key_id);
    if (!wrapped) return nullptr;
    auto key = share(unwrap_subject_key(*rings_.current(), *wrapped));
    const std::lock_guard lock(mutex_);
    if (forgotten_ == forgotten_before) remember({tenant, key_id, key});
    return key;
}

void KeyVault::remember(CachedKey cached) {
    if (bounds_.lifetime) cached.since = bounds_.now();
    if (const auto known = by_key_id_.find(cached.key_id); known != by_key_id_.end()) {
        *known->second = std::move(cached);
        return;
    }
    if (subject_keys_.size() >= bounds_.most) {
        by_key_id_.erase(subject_keys_.back().key_id);
        subject_keys_.pop_back();
    }
    subject_keys_.push_front(std::move(cached));
    by_key_id_.emplace(subject_keys_.front().key_id, subject_keys_.begin());
}

void KeyVault::forget(const domain::Uuid& key_id) {
    const std::lock_guard lock(mutex_);
    drop(key_id);
}

void KeyVault::destroy(const domain::Uuid& key_id) {
    const std::lock_guard lock(mutex_);
    destroyed_.insert(key_id);
    drop(key_id);
}

WrappedKey KeyVault::rewrap(const WrappedKey& key) const {
    const auto ring = rings_.current();
    SecretKey secret = unwrap_subject_key(*ring, key);
    WrappedKey anew = key;
    anew.kek_epoch = ring->newest_epoch();
    anew.wrapped = wrap_subject_key(*ring->find(anew.kek_epoch), key.tenant, key.key_id, secret);
    OPENSSL_cleanse(secret.data(), secret.size());
    return anew;
}

WrappedServiceKey KeyVault::rewrap(const WrappedServiceKey& key) const {
    const auto ring = rings_.current();
    SecretKey secret = unwrap_service_key(*ring, key.name, key.wrapped);
    const auto epoch = ring->newest_epoch();
    WrappedServiceKey anew{key.name, epoch, wrap_service_key(*ring->find(epoch), key.name, secret)};
    OPENSSL_cleanse(secret.data(), secret.size());
    return anew;
}

void KeyVault::drop(const domain::Uuid& key_id) {
    ++forgotten_;
    const auto known = by_key_id_.find(key_id);
    if (known == by_key_id_.end()) return;
    subject_keys_.erase(known->second);
    by_key_id_.erase(known);
}

bool KeyVault::has_lapsed(const CachedKey& cached) const {
    return bounds_.lifetime && bounds_.now() - cached.since >= *bounds_.lifetime;
}

void KeyVault::forget_lapsed() {
    const std::lock_guard lock(mutex_);
    std::erase_if(subject_keys_, [this](const CachedKey& cached) {
        if (!has_lapsed(cached)) return false;
        by_key_id_.erase(cached.key_id);
        return true;
    });
}

void KeyVault::forget_all() {
    const std::lock_guard lock(mutex_);
    ++forgotten_;
    by_key_id_.clear();
    subject_keys_.clear();
}

SecretKey KeyVault::service_key(const std::string& name) {
    {
        const std::lock_guard lock(mutex_);
        if (const auto known = service_keys_.find(name); known != service_keys_.end()) return known->second;
    }
    SecretKey candidate{};
    fill_random(candidate);
    const auto ring = rings_.current();
    const auto epoch = ring->newest_epoch();
    const auto kept =
        source_.find_or_create_service_key(name, wrap_service_key(*ring->find(epoch), name, candidate), epoch);
    const SecretKey secret = unwrap_service_key(*ring, name, kept);
    const std::lock_guard lock(mutex_);
    return service_keys_.insert_or_assign(name, secret).first->second;
}

std::array<std::uint8_t, 16> KeyVault::blind_index(const domain::Uuid& tenant, std::string_view field,
                                                   std::string_view value) {
    const std::array<std::uint8_t, 1> separator{0x00};
    const Hash full =
        hmac_sha256(service_key("index/" + to_string(tenant)), {bytes_of(field), separator, bytes_of(value)});
    std::array<std::uint8_t, 16> index{};
    std::copy_n(full.begin(), index.size(), index.begin());
    return index;
}

Hash KeyVault::fingerprint(const domain::Uuid& tenant, std::string_view request) {
    return hmac_sha256(service_key("fingerprint/" + to_string(tenant)), {bytes_of(request)});
}

std::string wrap_subject_key(const SecretKey& kek, const domain::Uuid& tenant, const domain::Uuid& key_id,
                             const SecretKey& key) {
    return aes_gcm_seal(kek, key, bytes_of(kek_binding(tenant, key_id)));
}

std::string wrap_service_key(const SecretKey& kek, std::string_view name, const SecretKey& key) {
    return aes_gcm_seal(kek, key, bytes_of(service_binding(name)));
}

std::string seal_blob(const SecretKey& key, const domain::Uuid& tenant, const domain::Uuid& event_id,
                      const domain::Uuid& key_id, std::string_view plaintext) {
    Nonce nonce{};
    fill_random(nonce);
    return seal_blob_with_nonce(key, nonce, {tenant, event_id, key_id}, plaintext);
}

std::optional<std::string> open_blob(const SecretKey& key, const domain::Uuid& tenant, const domain::Uuid& event_id,
                                     const domain::Uuid& key_id, std::string_view blob) {
    const std::string header = blob_header(key_id);
    if (!blob.starts_with(header)) return std::nullopt;
    return aes_gcm_open(key, bytes_of(blob.substr(header.size())), bytes_of(blob_binding({tenant, event_id, key_id})));
}

}  // namespace suoledger::eventstore
