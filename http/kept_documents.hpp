// SPDX-License-Identifier: Apache-2.0
// Documents as they were made, sealed under every key that opened something in them: when a person is erased, what is
// kept of them here is erased too, wherever it lies.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "eventstore/key_vault.hpp"
#include "http/document_store.hpp"

namespace suoledger::http {

/// Any thread. What was asked for lately is in memory as well, bounded, as it is kept.
class KeptDocuments {
public:
    /// Both must outlive it.
    KeptDocuments(DocumentStore& store, eventstore::KeyVault& vault, std::size_t max_cached_bytes)
        : store_(store), vault_(vault), max_cached_bytes_(max_cached_bytes) {}

    /// nullopt: it was not kept, or a key of it is gone. Throws DocumentStoreFault.
    std::optional<std::string> find(const domain::Uuid& tenant, const std::string& name);
    /// With no key, or with more than a document has, it is not kept. Throws DocumentStoreFault.
    void keep(const domain::Uuid& tenant, const std::string& name, const std::vector<domain::Uuid>& keys,
              std::string_view bytes);
    [[nodiscard]] std::size_t cached_bytes() const;

private:
    using Sealed = std::shared_ptr<const std::string>;  // shared with readers that open it while it goes
    struct Cached {
        std::string name;
        Sealed sealed;
    };

    [[nodiscard]] std::optional<std::string> open(const domain::Uuid& tenant, const std::string& name,
                                                  std::string_view sealed) const;
    [[nodiscard]] Sealed cached(const std::string& name);
    void cache(const std::string& name, Sealed sealed);

    DocumentStore& store_;
    eventstore::KeyVault& vault_;
    const std::size_t max_cached_bytes_;
    mutable std::mutex mutex_;
    std::list<Cached> cached_;  // most recently used first
    std::unordered_map<std::string, std::list<Cached>::iterator> by_name_;
    std::size_t bytes_ = 0;
};

}  // namespace suoledger::http
