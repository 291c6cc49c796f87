// SPDX-License-Identifier: Apache-2.0
#include "eventstore/stored_json.hpp"

#include <cstddef>

#include "eventstore/codec.hpp"

namespace suoledger::eventstore {

namespace {

/// Of a text whose parser is kept: its memory is a dozen times as large, and there are many threads.
constexpr std::size_t largest_kept = std::size_t{64} << 10;

}  // namespace

struct StoredJson::Kept {
    simdjson::dom::parser parser;
    bool is_lent = false;
};

StoredJson::Kept& StoredJson::kept() {
    thread_local Kept kept;
    return kept;
}

StoredJson::StoredJson(std::string_view text) {
    auto& kept = StoredJson::kept();
    const bool is_lendable = text.size() <= largest_kept && !kept.is_lent;
    if (!is_lendable) own_ = std::make_unique<simdjson::dom::parser>();
    auto& parser = is_lendable ? kept.parser : *own_;
    if (parser.parse(text.data(), text.size()).get(object_) != simdjson::SUCCESS)
        throw CodecFault("stored bytes are no JSON object");
    if (is_lendable) (lent_ = &kept)->is_lent = true;
}

StoredJson::~StoredJson() {
    if (lent_ != nullptr) lent_->is_lent = false;
}

}  // namespace suoledger::eventstore
