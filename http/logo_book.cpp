// SPDX-License-Identifier: Apache-2.0
// Keeping and decoding logos.
#include "http/logo_book.hpp"

#include <algorithm>
#include <utility>

#include "eventstore/crypto.hpp"

namespace suoledger::http {
namespace {

std::string name_of(const domain::Uuid& tenant, const domain::DocumentHash& sha256) {
    return "logos/" + domain::to_string(tenant) + "/" + eventstore::hex(sha256);
}

}  // namespace

std::expected<domain::DocumentHash, LogoFault> LogoBook::read(const domain::Uuid& tenant, std::string_view file) {
    auto decoded = decoder_.decode(file);
    if (!decoded) return std::unexpected(decoded.error());
    const domain::DocumentHash sha256 = eventstore::sha256({eventstore::bytes_of(file)});
    remember({tenant, sha256}, std::make_shared<const DecodedLogo>(*std::move(decoded)));
    return sha256;
}

std::expected<domain::DocumentHash, LogoFault> LogoBook::keep(const domain::Uuid& tenant, std::string_view file) {
    const auto sha256 = read(tenant, file);
    if (sha256) store_.put(name_of(tenant, *sha256), file);
    return sha256;
}

std::shared_ptr<const DecodedLogo> LogoBook::find(const domain::Uuid& tenant, const domain::DocumentHash& sha256) {
    const Place place{tenant, sha256};
    {
        const std::lock_guard lock(mutex_);
        const auto known = std::ranges::find(decoded_, place, [](const auto& logo) { return logo.first; });
        if (known != decoded_.end()) {
            decoded_.splice(decoded_.begin(), decoded_, known);
            return known->second;
        }
    }
    const auto file = store_.get(name_of(tenant, sha256));
    if (!file) return nullptr;
    auto decoded = decoder_.decode(*file);
    if (!decoded) return nullptr;
    auto logo = std::make_shared<const DecodedLogo>(*std::move(decoded));
    remember(place, logo);
    return logo;
}

void LogoBook::remember(const Place& place, Decoded logo) {
    const std::lock_guard lock(mutex_);
    std::erase_if(decoded_, [&place](const auto& known) { return known.first == place; });
    decoded_.emplace_front(place, std::move(logo));
    if (decoded_.size() > max_decoded) decoded_.pop_back();
}

}  // namespace suoledger::http
