// SPDX-License-Identifier: Apache-2.0
// Where one page of a Paystack list ends and the next begins: by its cursor, by its count of pages, or by neither.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "domain/time.hpp"

namespace suoledger::adapters {

inline constexpr std::size_t paystack_page_size = 100;  // the most that it gives

/// What a cursor of ours says: which list, and which page of it.
struct PaystackPlace {
    char list = 'p';   // the lists of a call that reads several have letters of their own
    std::string page;  // a number, or with `by_cursor` what Paystack gave
    bool by_cursor = false;
    domain::Timestamp since;  // carried from page to page
};

/// `<list>.<p|c>.<since>.<page>`
std::string to_cursor(const PaystackPlace& place);
/// nullopt for what `to_cursor` did not make.
std::optional<PaystackPlace> parse_cursor(const std::string& cursor);

/// `perPage=…` and the page, unless it is the first.
std::string query_of(const PaystackPlace& place);
/// The place after it, nullopt at the end. Without a word of the provider on it, a full page has a next one.
std::optional<PaystackPlace> place_after(const PaystackPlace& place, const boost::json::object& envelope,
                                         const boost::json::array& items);

}  // namespace suoledger::adapters
