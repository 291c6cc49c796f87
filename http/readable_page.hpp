// SPDX-License-Identifier: Apache-2.0
// A JSON document as a page that a person reads or prints: every member is shown, nothing runs, nothing is loaded.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace suoledger::http {

/// Objects become tables of names and values, lists of objects tables with a column for each name. Integers of an
/// object with a `currency` are money unless their name says that they count something.
std::string readable_page(std::string_view title, std::string_view introduction, const boost::json::object& document);
/// Lets only the page's own style sheet apply.
std::string readable_page_policy();
/// The same as an answer, under a policy that lets only its own style sheet apply.
Response page_answer(std::int64_t position, std::string_view title, std::string_view introduction,
                     const boost::json::object& document);

}  // namespace suoledger::http
