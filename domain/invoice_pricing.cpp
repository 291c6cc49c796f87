// SPDX-License-Identifier: Apache-2.0
// From lines as asked for to lines as frozen.
#include "domain/invoice_pricing.hpp"

#include <string>

#include "domain/deciding.hpp"

namespace suoledger::domain {
namespace {

/// Before the invoice discount; nullopt for a price beyond 64 bits or a discount beyond the price.
std::optional<std::int64_t> gross_of(const LineRequest& line) {
    const auto price = price_of(line.unit_price, line.quantity_thousandths);
    if (!price || line.discount < 0 || line.discount > *price) return std::nullopt;
    return *price - line.discount;
}

void check_line(FieldErrors& errors, const std::string& pointer, const LineRequest& line) {
    errors.check_text(pointer + "/description", line.description, max_description_characters, true);
    if (line.quantity_thousandths <= 0) errors.add(pointer + "/quantity", "must be more than 0");
    if (line.unit_price < 0) errors.add(pointer + "/unit_price", "must not be negative");
    if (line.discount < 0) errors.add(pointer + "/discount", "must not be negative");
    if (line.quantity_thousandths <= 0 || line.unit_price < 0) return;
    const auto price = price_of(line.unit_price, line.quantity_thousandths);
    if (price && line.discount > *price) errors.add(pointer + "/discount", "is more than the line's price");
}

Rejection too_large() { return {RejectionCode::total_too_large, "The total is above 1000000000000 minor units.", {}}; }

std::expected<std::vector<std::int64_t>, Rejection> gross_amounts(std::span<const LineRequest> lines) {
    std::vector<std::int64_t> amounts;
    for (const LineRequest& line : lines) {
        const auto gross = gross_of(line);
        if (!gross) return std::unexpected(too_large());  // checked lines fail only by overflow
        amounts.push_back(*gross);
    }
    return amounts;
}

/// nullopt on overflow.
std::optional<std::int64_t> sum_of(std::span<const std::int64_t> amounts) {
    std::optional<std::int64_t> sum = 0;
    for (const std::int64_t amount : amounts)
        if (sum) sum = checked_add(*sum, amount);
    return sum;
}

InvoiceLine freeze_line(const LineRequest& line, std::int64_t gross, std::int64_t discount_share,
                        const PricingTerms& terms) {
    const std::int64_t amount = gross - discount_share;
    const std::int32_t rate_bps = terms.vat_registered ? rate_bps_of(terms.rule, line.vat_treatment) : 0;
    return InvoiceLine{.description = line.description,
                       .quantity_thousandths = line.quantity_thousandths,
                       .unit_price = line.unit_price,
                       .discount = line.discount,
                       .vat_treatment = line.vat_treatment,
                       .vat_rate_bps = rate_bps,
                       .discount_share = discount_share,
                       .amount = amount,
                       .vat = vat_of(amount, rate_bps, terms.prices_include_vat)};
}

}  // namespace

std::optional<FieldError> check_discount(std::span<const LineRequest> lines, std::int64_t discount) {
    if (discount < 0) return FieldError{"/discount", "must not be negative"};
    const auto gross = gross_amounts(lines);
    const auto sum = gross ? sum_of(*gross) : std::nullopt;
    if (sum && discount > *sum) return FieldError{"/discount", "is more than the sum of the lines"};
    return std::nullopt;
}

std::vector<FieldError> check_lines(std::span<const LineRequest> lines, std::int64_t discount) {
    FieldErrors errors;
    if (lines.empty() || lines.size() > max_invoice_lines) errors.add("/lines", "must have 1 to 500 lines");
    if (lines.size() <= max_invoice_lines)
        for (std::size_t index = 0; index < lines.size(); ++index)
            check_line(errors, "/lines/" + std::to_string(index), lines[index]);
    std::vector<FieldError> wrong = errors.rejection().errors;
    if (wrong.empty() || discount < 0)  // wrong lines have no sum to compare with
        if (auto error = check_discount(lines, discount)) wrong.push_back(std::move(*error));
    return wrong;
}

std::expected<PricedLines, Rejection> price_lines(std::span<const LineRequest> lines, const PricingTerms& terms) {
    const auto gross = gross_amounts(lines);
    if (!gross) return std::unexpected(gross.error());
    const auto sum = sum_of(*gross);
    if (!sum || *sum - terms.discount > max_command_total_minor_units) return std::unexpected(too_large());
    if (*sum == terms.discount) return std::unexpected(Rejection{RejectionCode::total_is_zero, "The total is 0.", {}});

    const auto shares = split_by_largest_remainder(terms.discount, *gross);
    PricedLines priced;
    std::int64_t amount = 0;
    std::int64_t vat = 0;
    for (std::size_t index = 0; index < lines.size(); ++index) {
        const InvoiceLine& line =
            priced.lines.emplace_back(freeze_line(lines[index], (*gross)[index], shares[index], terms));
        amount += line.amount;
        vat += line.vat;
    }
    priced.totals = totals_of(amount, vat, terms.prices_include_vat);
    if (priced.totals.total > max_command_total_minor_units) return std::unexpected(too_large());
    return priced;
}

InvoiceTotals totals_of(std::int64_t amount, std::int64_t vat, bool prices_include_vat) {
    if (prices_include_vat) return {amount - vat, vat, amount};
    return {amount, vat, amount + vat};
}

}  // namespace suoledger::domain
