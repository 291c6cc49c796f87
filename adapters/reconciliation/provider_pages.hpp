// SPDX-License-Identifier: Apache-2.0
// Walking a provider's list page by page, under a lease that is kept.
#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/providers/payment_provider.hpp"
#include "adapters/schedule/scheduler.hpp"

namespace suoledger::adapters {

/// The provider gave no answer; the same period is swept again later.
struct ProviderUnavailable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The value, or ProviderUnavailable with what was asked for.
template <class T>
T answer_or_throw(std::string_view what, ProviderAnswer<T> answer) {
    if (!answer) {
        throw ProviderUnavailable{std::string{what} + ": " + std::string{to_string(answer.error().fault)} + ": " +
                                  answer.error().detail};
    }
    return *std::move(answer);
}

/// Far beyond any period that is swept at once: a provider that pages for ever is at fault.
inline constexpr std::size_t max_pages = 20'000;

using Refusals = std::vector<std::pair<std::string, std::string>>;

/// Calls `take` with the items of each page that `ask` gives for a cursor; what a page had to leave out is noted.
template <class T, class Ask, class Take>
void each_page(std::string_view what, HeldLease& lease, Refusals& refused, const Ask& ask, const Take& take) {
    std::optional<std::string> cursor;
    for (std::size_t pages = 0; pages < max_pages; ++pages) {
        lease.keep();
        ProviderPage<T> page = answer_or_throw<ProviderPage<T>>(what, ask(cursor));
        for (const Malformed& item : page.unreadable) {
            refused.emplace_back(std::string{what}, item.why);
        }
        take(page.items);
        if (!page.next) {
            return;
        }
        cursor = std::move(page.next);
    }
    throw ProviderUnavailable{std::string{what} + ": pages without an end"};
}

}  // namespace suoledger::adapters
