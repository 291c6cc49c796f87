// SPDX-License-Identifier: Apache-2.0
// Logos of businesses: files kept under their hash, pixels of the few that are printed often.
#pragma once

#include <expected>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "domain/delivery.hpp"
#include "domain/uuid.hpp"
#include "http/document_store.hpp"
#include "http/logo_decoder.hpp"

namespace suoledger::http {

/// Any thread; blocks on decoder and store.
class LogoBook {
public:
    /// Both must outlive it.
    LogoBook(LogoDecoder& decoder, DocumentStore& store) : decoder_(decoder), store_(store) {}

    /// Under which name a file would be kept, if it can be decoded.
    std::expected<domain::DocumentHash, LogoFault> read(const domain::Uuid& tenant, std::string_view file);
    /// Decodes the file before it is kept. Throws DocumentStoreFault.
    std::expected<domain::DocumentHash, LogoFault> keep(const domain::Uuid& tenant, std::string_view file);
    /// nullptr: there is no such file, or it cannot be decoded now. Throws DocumentStoreFault.
    std::shared_ptr<const DecodedLogo> find(const domain::Uuid& tenant, const domain::DocumentHash& sha256);

private:
    using Decoded = std::shared_ptr<const DecodedLogo>;
    // A quarter of a megabyte each at most.
    static constexpr std::size_t max_decoded = 16;
    using Place = std::pair<domain::Uuid, domain::DocumentHash>;
    void remember(const Place& place, Decoded logo);

    LogoDecoder& decoder_;
    DocumentStore& store_;
    std::mutex mutex_;
    std::list<std::pair<Place, Decoded>> decoded_;  // most recently printed first
};

}  // namespace suoledger::http
