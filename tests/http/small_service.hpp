// SPDX-License-Identifier: Apache-2.0
// The handlers over a memory log, without sockets: a request goes to its route's handler, a command to the store.
#pragma once

#include <boost/json/value.hpp>
#include <set>
#include <string>
#include <vector>

#include "eventstore/key_vault.hpp"
#include "eventstore/memory_store.hpp"
#include "eventstore/metrics.hpp"
#include "http/route.hpp"
#include "http/shown_invoices.hpp"
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

class SmallService {
public:
    SmallService();

    /// `target` with its query; an empty body sends none. Throws when no route answers.
    Answer call(Method method, const std::string& target, const std::string& body = {});
    Answer get(const std::string& target) { return call(Method::get, target); }
    Answer post(const std::string& target, const std::string& body) { return call(Method::post, target, body); }
    /// The two halves of a call of a command, for what happens between them.
    Handled handle(Method method, const std::string& target, const std::string& body);
    Answer submit(const CommandRequest& command);
    Answer put(const std::string& target, const std::string& body) { return call(Method::put, target, body); }
    Answer patch(const std::string& target, const std::string& body) { return call(Method::patch, target, body); }
    Answer del(const std::string& target) { return call(Method::del, target); }

    Services services;
    Principal principal;  // of every request: a new business
    std::string business_id;
    std::string api_key;  // the first one of the business

private:
    eventstore::MemoryLog log_;
    eventstore::KeyVault vault_;
    eventstore::NullMetrics metrics_;
    projections::ReachedPositions reached_;
    eventstore::MemoryStore store_;
    projections::FoldedReadModels read_models_;
    ShownInvoices shown_invoices_;
    int requests_ = 0;
};

}  // namespace suoledger::http::test
