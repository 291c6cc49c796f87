// SPDX-License-Identifier: Apache-2.0
// From values to HTML: text that is no markup, money, dates, and what all pages have around them.
#pragma once

#include <string>
#include <string_view>

#include "domain/money.hpp"
#include "domain/personal.hpp"
#include "domain/time.hpp"
#include "http/message.hpp"
#include "http/pages/assets.hpp"

namespace suoledger::http {

/// Fit for text and for attributes in double quotes. Characters that reorder what is around them are left out.
std::string escaped(std::string_view text);
/// "₦1,250.00", "-$3.10".
std::string shown_money(domain::Money money);
/// "23 November 2026".
std::string shown_date(domain::Date date);
/// Escaped; what is erased or was not opened is said in its place.
std::string shown_personal(const domain::PersonalText& text);

struct PageFrame {
    std::string_view title;  // of the window, not escaped yet
    std::string_view shop;   // above all; empty: the page is of no shop
    std::string subtitle;    // beside it, HTML
    const Script* script = nullptr;
    std::string attributes;  // of <main id="page">, HTML: what scripts read
    std::string refresh;     // an address to go on to at once, not escaped; empty: none
};
/// `body` is HTML.
std::string page_html(const PageFrame& frame, std::string_view body);

/// Nobody may keep it for others, no other site learns its address, nothing runs but our own script.
Response html_response(int status, std::string body);

/// A short page: what is so, and where to go on.
struct Notice {
    std::string title, text;
    std::string link_text = {}, link = {};  // none: there is nowhere to go on to
};
Response notice_response(int status, const Notice& notice);
/// A problem to a person: of what is under /pay/ and /verify/.
Response notice_of(const Problem& problem);

}  // namespace suoledger::http
