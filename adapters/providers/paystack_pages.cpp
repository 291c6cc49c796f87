// SPDX-License-Identifier: Apache-2.0
// Paystack has three ways of paging, by list.
#include "adapters/providers/paystack_pages.hpp"

#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "adapters/providers/provider_calls.hpp"
#include "adapters/providers/wire_json.hpp"

namespace suoledger::adapters {
namespace {

template <class T>
std::optional<T> number_of(std::string_view text) {
    T number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

PaystackPlace on_page(PaystackPlace place, std::string page, bool by_cursor) {
    place.page = std::move(page);
    place.by_cursor = by_cursor;
    return place;
}

}  // namespace

std::string to_cursor(const PaystackPlace& place) {
    return fmt::format("{}.{}.{}.{}", place.list, place.by_cursor ? 'c' : 'p', place.since.microseconds, place.page);
}

std::optional<PaystackPlace> parse_cursor(const std::string& cursor) {
    if (cursor.size() < 7 || cursor[1] != '.' || cursor[3] != '.') return std::nullopt;
    const std::size_t point = cursor.find('.', 4);
    if (point == std::string::npos || point + 1 == cursor.size()) return std::nullopt;
    const auto since = number_of<std::int64_t>(std::string_view{cursor}.substr(4, point - 4));
    PaystackPlace place{cursor[0], cursor.substr(point + 1), cursor[2] == 'c', {}};
    if (!since || (!place.by_cursor && !number_of<std::uint32_t>(place.page))) return std::nullopt;
    place.since = {*since};
    return place;
}

std::string query_of(const PaystackPlace& place) {
    std::string size = fmt::format("perPage={}", paystack_page_size);
    if (place.page == "1" && !place.by_cursor) return size;
    return fmt::format("{}&{}={}", size, place.by_cursor ? "next" : "page", percent_encoded(place.page));
}

std::optional<PaystackPlace> place_after(const PaystackPlace& place, const boost::json::object& envelope,
                                         const boost::json::array& items) {
    const boost::json::object* meta = object_member(envelope, "meta");
    // An empty page ends every list: whatever it says, we do not go on for ever.
    if (items.empty()) return std::nullopt;
    if (meta != nullptr && meta->contains("next")) {
        const std::string next = text_member(*meta, "next");
        if (next.empty() || next == place.page) return std::nullopt;
        return on_page(place, next, true);
    }
    const std::int64_t page = number_of<std::uint32_t>(place.page).value_or(1);
    const auto pages = meta == nullptr ? std::nullopt : whole_member(*meta, "pageCount");
    const bool goes_on = pages ? page < *pages : items.size() >= paystack_page_size;
    if (!goes_on) return std::nullopt;
    return on_page(place, std::to_string(page + 1), false);
}

}  // namespace suoledger::adapters
