// SPDX-License-Identifier: Apache-2.0
// Walking both sides by the provider's own id.
#include "domain/provider_difference.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

namespace suoledger::domain {
namespace {

constexpr std::array<std::pair<ListedStatus, std::string_view>, 5> status_names{{{ListedStatus::success, "success"},
                                                                                 {ListedStatus::failed, "failed"},
                                                                                 {ListedStatus::abandoned, "abandoned"},
                                                                                 {ListedStatus::pending, "pending"},
                                                                                 {ListedStatus::reversed, "reversed"}}};

Difference of_listed(DifferenceKind kind, const ListedCharge& listed) {
    return {.kind = kind,
            .provider_payment_id = listed.provider_payment_id,
            .reference = listed.reference,
            .payment = std::nullopt,
            .status = listed.status,
            .provider = std::nullopt,
            .ledger = std::nullopt,
            .at = listed.at};
}
Difference of_booked(DifferenceKind kind, const BookedCharge& booked) {
    return {.kind = kind,
            .provider_payment_id = booked.provider_payment_id,
            .reference = booked.reference,
            .payment = booked.payment,
            .status = std::nullopt,
            .provider = std::nullopt,
            .ledger = booked.amount,
            .at = booked.at};
}

bool money_came(ListedStatus status) { return status == ListedStatus::success || status == ListedStatus::reversed; }

/// Of a charge that both sides have.
class Comparison {
public:
    Comparison(const ListedCharge& listed, const BookedCharge& booked, std::vector<Difference>& found)
        : listed_(listed), booked_(booked), found_(found) {}

    void run() {
        if (listed_.listed_at < booked_.changed_at) return;
        if (!money_came(listed_.status)) {  // figures and times of what did not happen say nothing
            add(DifferenceKind::status, listed_.amount, booked_.amount);
            found_.back().at = booked_.at;
            return;
        }
        if (listed_.amount.currency != booked_.amount.currency) {  // nor do figures of two currencies
            add(DifferenceKind::currency, listed_.amount, booked_.amount);
            return;
        }
        compare(DifferenceKind::amount, listed_.amount.minor_units, booked_.amount.minor_units);
        compare(DifferenceKind::fee, listed_.fee, booked_.fee);
        compare(DifferenceKind::refunded, listed_.refunded, booked_.refunded);
        compare(DifferenceKind::charged_back, listed_.charged_back, booked_.charged_back);
        const bool went_back = booked_.refunded + booked_.charged_back >= booked_.amount.minor_units;
        if (listed_.status == ListedStatus::reversed && !went_back)
            add(DifferenceKind::status, listed_.amount, booked_.amount);
    }

private:
    void compare(DifferenceKind kind, std::int64_t provider, std::int64_t ledger) {
        if (provider != ledger) add(kind, {provider, listed_.amount.currency}, {ledger, booked_.amount.currency});
    }
    void add(DifferenceKind kind, Money provider, Money ledger) {
        Difference difference = of_listed(kind, listed_);
        difference.payment = booked_.payment;
        difference.provider = provider;
        difference.ledger = ledger;
        found_.push_back(std::move(difference));
    }

    const ListedCharge& listed_;
    const BookedCharge& booked_;
    std::vector<Difference>& found_;
};

}  // namespace

std::string_view to_string(ListedStatus status) { return status_names.at(static_cast<std::size_t>(status)).second; }

std::optional<ListedStatus> parse_listed_status(std::string_view text) {
    for (const auto& [status, name] : status_names)
        if (name == text) return status;
    return std::nullopt;
}

std::string_view to_string(DifferenceKind kind) {
    switch (kind) {
        case DifferenceKind::missing_in_ledger:
            return "missing_in_ledger";
        case DifferenceKind::missing_at_provider:
            return "missing_at_provider";
        case DifferenceKind::booked_twice:
            return "booked_twice";
        case DifferenceKind::status:
            return "status";
        case DifferenceKind::currency:
            return "currency";
        case DifferenceKind::amount:
            return "amount";
        case DifferenceKind::fee:
            return "fee";
        case DifferenceKind::refunded:
            return "refunded";
        case DifferenceKind::charged_back:
            return "charged_back";
    }
    return "";
}

std::vector<Difference> find_differences(std::span<const ListedCharge> listed, std::span<const BookedCharge> booked,
                                         const Period& period) {
    std::vector<Difference> found;
    std::map<std::string_view, const BookedCharge*> by_id;
    for (const BookedCharge& charge : booked)
        if (!by_id.emplace(charge.provider_payment_id, &charge).second)
            found.push_back(of_booked(DifferenceKind::booked_twice, charge));
    for (const ListedCharge& charge : listed) {
        const auto match = by_id.find(charge.provider_payment_id);
        if (match != by_id.end()) {
            Comparison(charge, *match->second, found).run();
            by_id.erase(match);
        } else if (money_came(charge.status)) {
            found.push_back(of_listed(DifferenceKind::missing_in_ledger, charge));
            found.back().provider = charge.amount;
        }
    }
    for (const auto& [id, charge] : by_id) found.push_back(of_booked(DifferenceKind::missing_at_provider, *charge));
    std::erase_if(found, [&](const Difference& difference) { return !period.holds(difference.at); });
    std::ranges::stable_sort(found, {}, [](const Difference& difference) {
        return std::tie(difference.at, difference.provider_payment_id, difference.kind);
    });
    return found;
}

}  // namespace suoledger::domain
