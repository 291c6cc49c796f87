// SPDX-License-Identifier: Apache-2.0
// Where a form leads to: back to the page with some news, or to the payment provider.
#pragma once

#include <string_view>

#include "http/pages/pay_page.hpp"
#include "http/route.hpp"

namespace suoledger::http {

/// 303 to the page of the link, so that reloading sends nothing again.
Response back_to_page(std::string_view token, PayNews news);
/// What such an address says just happened; whoever makes one up fools nobody but himself.
PayNews news_in(const Request& request);
/// An outcome that no form expects, as a problem.
OutsideCall::Next told_of(const eventstore::AppendOutcome& outcome);
/// A page that goes on to the provider's by itself. A redirect would be stopped by browsers that hold form-action
/// against where a form's answer leads to.
Response on_to_provider(std::string_view url);

}  // namespace suoledger::http
