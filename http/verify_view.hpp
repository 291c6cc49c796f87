// SPDX-License-Identifier: Apache-2.0
// What can be said of a document by whoever holds its code.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "http/document_token.hpp"
#include "http/pages/verify_page.hpp"
#include "http/route.hpp"

namespace suoledger::http {

/// A token of ours and what it is for; tokens of links that have ended still tell what is genuine.
struct GenuineDocument {
    domain::Uuid tenant;
    DocumentToken what;
};
/// nullopt: no token that was made here.
std::optional<GenuineDocument> genuine_document(const Services& services, const projections::ReadSnapshot& snapshot,
                                                const std::string& token);
/// Files that were drawn of it, oldest first.
std::vector<projections::RenderedRow> copies_of(const projections::ReadSnapshot& snapshot,
                                                const GenuineDocument& document);
/// 404 for a version that there is not.
std::expected<VerifyPage, Problem> verify_page_of(const Services& services, const projections::ReadSnapshot& snapshot,
                                                  const GenuineDocument& document, const std::string& token);
/// Of the event that proves it: the newest drawn file, else the invoice's own event. nullopt: there is none.
std::optional<std::int64_t> proving_position(const Services& services, const projections::ReadSnapshot& snapshot,
                                             const GenuineDocument& document);

}  // namespace suoledger::http
