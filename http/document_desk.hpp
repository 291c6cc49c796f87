// SPDX-License-Identifier: Apache-2.0
// Where documents are made: a few threads of low priority, so that no command waits for a page to be drawn. What was
// made is kept, sealed under the keys of those it speaks of, and its hash is in the log before it leaves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "eventstore/metrics.hpp"
#include "http/document_content.hpp"
#include "http/document_store.hpp"
#include "http/logo_decoder.hpp"
#include "http/server.hpp"

namespace suoledger::http {

namespace metric {
inline constexpr std::string_view documents_made = "documents_made_total";  // labels kind, source: kept, drawn
inline constexpr std::string_view document_seconds = "document_seconds";    // histogram: one drawn, without waiting
inline constexpr std::string_view documents_waiting = "documents_waiting";  // gauge
inline constexpr std::string_view documents_refused = "documents_refused_total";  // too many waited
inline constexpr std::string_view documents_differing = "documents_differing_total";
inline constexpr std::string_view document_store_faults = "document_store_faults_total";  // label store
}  // namespace metric

struct MadeDocument {
    std::string bytes;  // PDF
    domain::DocumentHash sha256{};
    std::string template_version;
};

struct DocumentDeskLimits {
    int threads = 1;
    std::size_t max_queued = 64;                          // beyond it 503 `overloaded`
    std::size_t max_cached_bytes = std::size_t{8} << 20;  // of documents as they are kept, sealed
};

/// Thread-safe.
class DocumentDesk {
public:
    /// All must outlive it.
    struct Parts {
        eventstore::EventStore& store;
        eventstore::KeyVault& vault;
        DocumentRenderer& renderer;
        LogoDecoder& logos;
        DocumentStore& kept;
        eventstore::Metrics& metrics;
        std::function<domain::Timestamp()> now;
        LogLine log;
    };
    using OnMade = std::function<void(std::expected<MadeDocument, Problem>)>;

    explicit DocumentDesk(Parts parts, DocumentDeskLimits limits = {});
    /// Returns when what is being drawn is done; what waits is dropped, and answered by nobody.
    ~DocumentDesk();
    DocumentDesk(const DocumentDesk&) = delete;
    DocumentDesk& operator=(const DocumentDesk&) = delete;

    /// Returns at once; `on_made` is called once, on a thread of the desk's, the store's or the caller's, and must not
    /// block. `origin`: who asked, for the event that records it.
    void make(WantedDocument wanted, eventstore::Origin origin, OnMade on_made);
    /// The same, waiting: for threads that have nothing else to do. Never from `on_made`.
    std::expected<MadeDocument, Problem> make_and_wait(WantedDocument wanted, eventstore::Origin origin);

    using OnLogo = std::function<void(std::expected<domain::DocumentHash, Problem>)>;
    enum class Taking : std::uint8_t { keep, only_look };
    /// Returns at once; `on_logo` is called once, likewise: when the file is kept, or why it cannot be a logo.
    void take_logo(const domain::Uuid& tenant, std::string file, Taking taking, OnLogo on_logo);

private:
    struct Work;
    std::shared_ptr<Work> work_;  // shared with what the store still answers when the desk is gone
};

}  // namespace suoledger::http
