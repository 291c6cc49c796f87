// SPDX-License-Identifier: Apache-2.0
// The handlers over a memory log, without sockets: a request goes to its route's handler, a command to the store.
#pragma once

#include <boost/json/value.hpp>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "eventstore/key_vault.hpp"
#include "eventstore/memory_store.hpp"
#include "eventstore/merkle/merkle_log.hpp"
#include "eventstore/metrics.hpp"
#include "http/document_desk.hpp"
#include "http/route.hpp"
#include "http/shown_invoices.hpp"
#include "tests/http/checkout_desk.hpp"
#include "tests/http/printed_documents.hpp"
#include "tests/http/small_inbox.hpp"
#include "tests/projections/folded_read_models.hpp"

namespace suoledger::http::test {

/// What a client would see.
struct Answer {
    int status = 0;
    std::string body, kept_body;  // kept_body of commands only
    std::string code;             // of problems
    std::vector<domain::FieldError> errors;
    /// What `errors` point at.
    [[nodiscard]] std::set<std::string> pointers() const;
    /// The member `name` of the body's object, a number.
    [[nodiscard]] std::int64_t number(std::string_view name) const;
    [[nodiscard]] boost::json::value json() const;
    /// The string member `name` of the body's object.
    [[nodiscard]] std::string text(std::string_view name) const;
};

/// Removed with all that is in it.
struct ScratchFolder {
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    std::filesystem::path path;
};

class SmallService {
public:
    SmallService();
    ~SmallService();
    SmallService(const SmallService&) = delete;
    SmallService& operator=(const SmallService&) = delete;

    /// `target` with its query; an empty body sends none. Throws when no route answers.
    Answer call(Method method, const std::string& target, const std::string& body = {});
    Answer get(const std::string& target) { return call(Method::get, target); }
    Answer post(const std::string& target, const std::string& body) { return call(Method::post, target, body); }
    /// The two halves of a call of a command, for what happens between them.
    Handled handle(Method method, const std::string& target, const std::string& body);
    Answer submit(const CommandRequest& command);
    /// Records the read, then answers it. Ordinary reads are not counted here: that is done on the way to a handler.
    Answer record(RecordedRead read);
    /// Waits for its end; under no key, as that is looked up on the way to a handler.
    Answer ask_outside(const OutsideCall& call);
    /// Likewise.
    static Answer wait_for(const Deferred& call);
    Answer put(const std::string& target, const std::string& body) { return call(Method::put, target, body); }
    Answer patch(const std::string& target, const std::string& body) { return call(Method::patch, target, body); }
    Answer del(const std::string& target) { return call(Method::del, target); }

    CheckoutDesk desk;
    PrintedDocuments renderer;
    WrittenLogos logos;
    MemoryDocumentStore kept_documents;
    eventstore::MemoryMetrics document_metrics;
    SmallInbox& inbox() { return inbox_; }

    Services services;
    Principal principal;  // of every request: a new business
    std::string accept;   // header of every request, unless empty
    std::string business_id;
    std::string api_key;  // the first one of the business

private:
    eventstore::MemoryLog log_;
    eventstore::KeyVault vault_;
    eventstore::NullMetrics metrics_;
    eventstore::MemoryAccessTable access_table_;
    eventstore::AccessLog access_log_;
    projections::ReachedPositions reached_;
    eventstore::MemoryStore store_;
    projections::FoldedReadModels read_models_;
    ShownInvoices shown_invoices_;
    SmallInbox inbox_;
    DocumentDesk documents_;
    int requests_ = 0;
    ScratchFolder scratch_;
    std::unique_ptr<eventstore::MerkleLog> merkle_;  // signs whenever somebody waits
};

}  // namespace suoledger::http::test
