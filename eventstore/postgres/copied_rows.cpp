// SPDX-License-Identifier: Apache-2.0
// A header before the first row; a row is its number of fields and each field's size and bytes; -1 fields are the end.
#include "eventstore/postgres/copied_rows.hpp"

#include <cstddef>
#include <cstdint>

#include "eventstore/event_store.hpp"
#include "eventstore/postgres/binary_format.hpp"

namespace suoledger::eventstore {

namespace {

using namespace std::string_view_literals;

constexpr auto signature = "PGCOPY\n\xff\r\n\0"sv;

class Message {
public:
    explicit Message(std::string_view rest) : rest_(rest) {}
    std::string_view take(std::size_t size) {
        if (size > rest_.size()) throw StoreUnavailable("the database sent rows that end too early");
        const auto taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }
    template <class Number>
    Number number() {
        return number_in<Number>(take(sizeof(Number)));
    }
    /// After its own size.
    std::string_view sized() {
        const auto size = number<std::int32_t>();
        if (size < 0) throw StoreUnavailable("the database sent a field without a value");
        return take(static_cast<std::size_t>(size));
    }
    [[nodiscard]] bool is_empty() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

void skip_header(Message& message) {
    if (message.take(signature.size()) != signature)
        throw StoreUnavailable("the database sent rows in another format than was asked for");
    message.number<std::int32_t>();  // flags: none of them says that rows look otherwise
    message.sized();                 // an extension
}

}  // namespace

std::span<const std::string_view> CopiedRows::next(std::string_view message) {
    fields_.clear();
    Message rest(message);
    if (!has_begun_) skip_header(rest);
    has_begun_ = true;
    if (rest.is_empty()) return fields_;
    const auto count = rest.number<std::int16_t>();
    for (int i = 0; i < count; ++i) fields_.push_back(rest.sized());
    if (!rest.is_empty()) throw StoreUnavailable("the database sent more than a row at once");
    return fields_;
}

}  // namespace suoledger::eventstore
