// SPDX-License-Identifier: Apache-2.0
// What reports work out of sums: windows, ageing, growth, rates, days to pay (DOMAIN §7). Integers only.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/invoice.hpp"

namespace suoledger::domain {

/// Both ends inclusive, from ≤ to.
struct Window {
    Date from, to;
    bool operator==(const Window&) const = default;
};
/// The month that holds the day.
Window month_of(Date day);
/// As many days, ending the day before.
Window previous_window(const Window& window);
struct Month {
    std::string name;  // "2026-11"
    Window window;     // its days inside the window that was asked for
};
/// Every month that the window touches, oldest first, none left out.
std::vector<Month> months_of(const Window& window);

/// Days past due, counted from the issue date where no due date was agreed.
enum class AgeingBucket : std::uint8_t { not_due, days_1_30, days_31_60, days_61_90, days_over_90 };
inline constexpr std::size_t ageing_bucket_count = 5;
std::string_view to_string(AgeingBucket bucket);
AgeingBucket ageing_bucket_of(std::optional<Date> due_on, Date issued_on, Date today);

/// Invoices less what was taken back of them.
constexpr std::int64_t invoiced(std::int64_t issued, std::int64_t cancelled, std::int64_t credited) {
    return issued - cancelled - credited;
}
/// What the tax office gets, from amounts of events: below 0 it owes.
constexpr std::int64_t vat_due(std::int64_t output, std::int64_t input, std::int64_t withheld) {
    return output - input - withheld;
}

/// Where money is: at the bank, in the till, with the provider, held in disputes.
inline constexpr std::int32_t money_accounts[] = {1000, 1010, 1050, 1060};

/// part / whole in basis points, half away from zero; nullopt when the whole is 0 or below.
std::optional<std::int64_t> rate_bps(std::int64_t part, std::int64_t whole);
/// (now − before) / |before| in basis points, half away from zero; nullopt when it was 0 before.
std::optional<std::int64_t> growth_bps(std::int64_t now, std::int64_t before);

/// One invoice of those issued in a window, as it stands.
struct CohortInvoice {
    Uuid customer;
    InvoiceFigures figures;
    Date issued_on;
    std::optional<Date> settled_on;
};
/// Of the invoices that are not cancelled.
struct CohortFigures {
    std::int64_t invoices = 0, settled = 0;    // settled: nothing is due and something is allocated
    std::int64_t invoiced = 0, collected = 0;  // totals less credit notes; allocations
    std::int64_t customers = 0, repeat_customers = 0;
    /// In hundredths of a day, half-up; nullopt while none is settled. Paid before it was issued counts as 0 days.
    std::optional<std::int64_t> mean_days_to_pay, median_days_to_pay;
    bool operator==(const CohortFigures&) const = default;
};
CohortFigures figures_of(std::span<const CohortInvoice> cohort);

/// What of the figures simply adds up.
struct CohortSums {
    std::int64_t invoices = 0, settled = 0, invoiced = 0, collected = 0;
    bool operator==(const CohortSums&) const = default;
};
/// What one invoice adds; nullopt: it is cancelled.
struct CohortShare {
    CohortSums sums;
    Uuid customer;
    std::optional<std::int64_t> days_to_pay;
};
std::optional<CohortShare> share_of(const CohortInvoice& invoice);

/// A cohort in the making, from invoices and from what was counted of others before.
class Cohort {
public:
    void add(const CohortInvoice& invoice);
    void add(const CohortSums& sums);
    void add_invoices_of(const Uuid& customer, std::int64_t count);
    /// Instead, once for all: of whom there are so many.
    void add_customers(std::int64_t customers, std::int64_t repeat_customers);
    void add_settled_after(std::int64_t days, std::int64_t count);
    [[nodiscard]] CohortFigures figures() const;

private:
    CohortSums sums_;
    std::int64_t customers_ = 0, repeat_customers_ = 0;
    std::map<Uuid, std::int64_t> by_customer_;
    std::map<std::int64_t, std::int64_t> by_days_to_pay_;
};

}  // namespace suoledger::domain
