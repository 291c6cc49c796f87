// SPDX-License-Identifier: Apache-2.0
// A stored payload, parsed: read once from front to back, many of them one after the other.
#pragma once

#include <memory>
#include <string_view>

#include <simdjson.h>

namespace suoledger::eventstore {

/// Thread-compatible. Parsers are large and made ready slowly, so each thread keeps one and lends it out.
class StoredJson {
public:
    /// Throws CodecFault unless the text is one JSON object.
    explicit StoredJson(std::string_view text);
    StoredJson(const StoredJson&) = delete;
    StoredJson& operator=(const StoredJson&) = delete;
    ~StoredJson();

    /// Valid as long as this is; texts in it are without escapes.
    [[nodiscard]] const simdjson::dom::object& object() const { return object_; }

private:
    struct Kept;
    static Kept& kept();

    Kept* lent_ = nullptr;
    std::unique_ptr<simdjson::dom::parser> own_;  // of what is too large to be kept, or while the thread's is lent
    simdjson::dom::object object_;
};

}  // namespace suoledger::eventstore
