// SPDX-License-Identifier: Apache-2.0
// Sealing texts under the keys that their parts are sealed under.
#include "http/shown_invoices.hpp"

#include <algorithm>

#include "eventstore/event_store.hpp"

namespace suoledger::http {
namespace {

using eventstore::bytes_of;

constexpr std::string_view shown_tag = "suoledger/shown-invoice/v1";
// A list's node, a map's node, the text's own two.
constexpr std::size_t bytes_per_text = 320;
// So that a few large ones do not push out all others.
constexpr std::size_t share_of_one = 64;

using Binding = std::array<std::uint8_t, shown_tag.size() + 2 * sizeof(domain::Uuid)>;
Binding binding_of(const ShownInvoices::Showing& showing) {
    Binding binding{};
    auto end = std::ranges::copy(shown_tag, binding.begin()).out;
    end = std::ranges::copy(showing.tenant.bytes, end).out;
    std::ranges::copy(showing.invoice.bytes, end);
    return binding;
}

}  // namespace

std::optional<std::string> ShownInvoices::find(eventstore::KeyVault& vault, const Showing& showing) {
    try {
        return opened(vault, showing);
    } catch (const eventstore::KeysUnavailable&) {
        return std::nullopt;  // nothing is known of the key: the text may be shown again
    }
}

std::optional<std::string> ShownInvoices::opened(eventstore::KeyVault& vault, const Showing& showing) {
    const auto kept = kept_of(showing);
    if (!kept) return std::nullopt;
    const Binding binding = binding_of(showing);
    std::optional<std::string> text;
    for (std::size_t i = kept->key_count; i-- > 0;) {
        const auto key = vault.find(showing.tenant, kept->keys[i]);
        text = key ? eventstore::aes_gcm_open(*key, bytes_of(text ? *text : *kept->sealed), binding) : std::nullopt;
        if (!text) {
            drop(showing.invoice);
            return std::nullopt;
        }
    }
    return text;
}

void ShownInvoices::keep(eventstore::KeyVault& vault, const Showing& showing, const std::vector<domain::Uuid>& keys,
                         std::string_view text) {
    if (keys.empty() || keys.size() > max_keys || text.size() > max_bytes_ / share_of_one) return;
    const Binding binding = binding_of(showing);
    Kept kept{showing, {}, keys.size(), nullptr};
    std::ranges::copy(keys, kept.keys.begin());
    std::string sealed;
    for (const auto& key_id : keys) {
        const auto key = vault.find(showing.tenant, key_id);
        if (!key) return;
        sealed = eventstore::aes_gcm_seal(*key, bytes_of(sealed.empty() ? text : sealed), binding);
    }
    kept.sealed = std::make_shared<const std::string>(std::move(sealed));

    const std::lock_guard lock(mutex_);
    if (const auto known = by_invoice_.find(showing.invoice); known != by_invoice_.end()) erase(known->second);
    bytes_ += kept.sealed->size() + bytes_per_text;
    kept_.push_front(std::move(kept));
    by_invoice_.emplace(showing.invoice, kept_.begin());
    while (bytes_ > max_bytes_) erase(std::prev(kept_.end()));
}

std::size_t ShownInvoices::kept_bytes() const {
    const std::lock_guard lock(mutex_);
    return bytes_;
}

std::optional<ShownInvoices::Kept> ShownInvoices::kept_of(const Showing& showing) {
    const std::lock_guard lock(mutex_);
    const auto known = by_invoice_.find(showing.invoice);
    if (known == by_invoice_.end() || known->second->showing != showing) return std::nullopt;
    kept_.splice(kept_.begin(), kept_, known->second);
    return *known->second;
}

void ShownInvoices::drop(const domain::Uuid& invoice) {
    const std::lock_guard lock(mutex_);
    if (const auto known = by_invoice_.find(invoice); known != by_invoice_.end()) erase(known->second);
}

void ShownInvoices::erase(Places::iterator place) {
    bytes_ -= place->sealed->size() + bytes_per_text;
    by_invoice_.erase(place->showing.invoice);
    kept_.erase(place);
}

}  // namespace suoledger::http
