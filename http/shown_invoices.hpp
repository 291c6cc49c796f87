// SPDX-License-Identifier: Apache-2.0
// Invoices as they were last shown, sealed: without the keys of the people in it nobody reads them here either.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "domain/time.hpp"
#include "eventstore/key_vault.hpp"

namespace suoledger::http {

/// Opening one text that was rendered before costs a tenth of rendering it from sealed rows. Bounded, least recently
/// shown goes first. Any thread.
class ShownInvoices {
public:
    /// What a text says, but for words that keys open. Another log has other keys under the same ids.
    struct Showing {
        domain::Uuid tenant, invoice;
        std::int64_t version = 0;
        domain::Timestamp updated_at;
        std::int64_t pay_link_generation = 0;
        bool overdue = false;
        bool operator==(const Showing&) const = default;
    };

    explicit ShownInvoices(std::size_t max_bytes = std::size_t{16} << 20) : max_bytes_(max_bytes) {}

    /// nullopt: it was not shown like this, or a key of it is gone.
    std::optional<std::string> find(eventstore::KeyVault& vault, const Showing& showing);
    /// `keys`: all that opened something in it. With none, or with more than a document has, it is not kept.
    void keep(eventstore::KeyVault& vault, const Showing& showing, const std::vector<domain::Uuid>& keys,
              std::string_view text);
    [[nodiscard]] std::size_t kept_bytes() const;

private:
    static constexpr std::size_t max_keys = 3;

    struct Kept {
        Showing showing;
        std::array<domain::Uuid, max_keys> keys;  // sealed with the first, what came of it with the second, and so on
        std::size_t key_count = 0;
        std::shared_ptr<const std::string> sealed;  // shared with readers that open it while it goes
    };
    using Places = std::list<Kept>;

    std::optional<std::string> opened(eventstore::KeyVault& vault, const Showing& showing);
    [[nodiscard]] std::optional<Kept> kept_of(const Showing& showing);
    void drop(const domain::Uuid& invoice);
    void erase(Places::iterator place);  // under the mutex

    const std::size_t max_bytes_;
    mutable std::mutex mutex_;
    Places kept_;  // most recently shown first
    std::unordered_map<domain::Uuid, Places::iterator> by_invoice_;
    std::size_t bytes_ = 0;
};

}  // namespace suoledger::http
