// SPDX-License-Identifier: Apache-2.0
// Counting an invoice in another place, or with other amounts.
#include "projections/invoice_sums.hpp"

#include "projections/figure_fields.hpp"

namespace suoledger::projections {

namespace {

using domain::CohortShare;
using domain::Date;
using domain::InvoiceFacts;
using domain::Uuid;

/// What a month's rows know of an invoice.
struct InMonth {
    domain::Currency currency{};
    Date month;  // its first day
    CohortShare share;
};
std::optional<InMonth> in_month(const std::optional<InvoiceFacts>& facts) {
    if (!facts) return std::nullopt;
    auto share = domain::share_of({facts->customer, facts->figures, facts->issued_on, facts->settled_on});
    if (!share) return std::nullopt;
    return InMonth{facts->currency, domain::month_of(facts->issued_on).from, *share};
}

std::int64_t plus(std::int64_t sum, std::int64_t amount, std::int64_t sign) {
    const auto total = domain::checked_add(sum, sign * amount);
    if (!total) throw FoldFault("figures: a sum leaves the range of int64");
    return *total;
}

class InvoiceSums {
public:
    InvoiceSums(const Uuid& tenant, Rows& rows) : tenant_(tenant), rows_(rows) {}

    void move_month(const std::optional<InMonth>& before, const std::optional<InMonth>& after) const {
        if (before && after && before->currency == after->currency && before->month == after->month) {
            auto month = load<CohortMonth>(month_key(*after));
            add(month.sums, before->share.sums, -1);
            add(month.sums, after->share.sums, 1);
            if (before->share.customer != after->share.customer) {
                move_customer(month, *before, -1);
                move_customer(month, *after, 1);
            }
            store(month_key(*after), month, month.sums.invoices == 0);
            if (before->share.days_to_pay == after->share.days_to_pay) return;
            move_days(*before, -1);
            return move_days(*after, 1);
        }
        if (before) count(*before, -1);
        if (after) count(*after, 1);
    }
    void move_owed(const std::optional<InvoiceFacts>& before, const InvoiceFacts& after) const {
        const std::int64_t due_before = before ? domain::amount_due_of(before->figures) : 0;
        const std::int64_t due_after = domain::amount_due_of(after.figures);
        if (before && due_before == due_after && before->due_on == after.due_on && before->currency == after.currency)
            return;
        if (due_before > 0) owe(before->currency, before->due_on, due_before, -1);
        if (due_after > 0) owe(after.currency, after.due_on, due_after, 1);
    }

private:
    template <class Row>
    [[nodiscard]] Row load(const Key& key) const {
        const auto bytes = rows_.get(key);
        return bytes ? decode_row<Row>(*bytes) : Row{};
    }
    template <class Row>
    void store(const Key& key, const Row& row, bool is_empty) const {
        if (is_empty)
            rows_.erase(key);
        else
            rows_.put(key, encoded(row));
    }
    static void add(domain::CohortSums& sums, const domain::CohortSums& share, std::int64_t sign) {
        sums.invoices = plus(sums.invoices, share.invoices, sign);
        sums.settled = plus(sums.settled, share.settled, sign);
        sums.invoiced = plus(sums.invoiced, share.invoiced, sign);
        sums.collected = plus(sums.collected, share.collected, sign);
    }
    [[nodiscard]] Key month_key(const InMonth& invoice) const {
        Key key = currency_prefix(tenant_, 'q', invoice.currency);
        key.with(invoice.month);
        return key;
    }
    void count(const InMonth& invoice, std::int64_t sign) const {
        auto month = load<CohortMonth>(month_key(invoice));
        add(month.sums, invoice.share.sums, sign);
        move_customer(month, invoice, sign);
        store(month_key(invoice), month, month.sums.invoices == 0);
        move_days(invoice, sign);
    }
    void move_customer(CohortMonth& month, const InMonth& invoice, std::int64_t sign) const {
        Key key = currency_prefix(tenant_, 'u', invoice.currency);
        key.with(invoice.month).with(invoice.share.customer);
        const auto before = load<std::int64_t>(key), after = before + sign;
        month.customers += (after > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
        month.repeat_customers += (after > 1 ? 1 : 0) - (before > 1 ? 1 : 0);
        store(key, after, after == 0);
    }
    void move_days(const InMonth& invoice, std::int64_t sign) const {
        if (!invoice.share.days_to_pay) return;
        Key key = currency_prefix(tenant_, 'h', invoice.currency);
        key.with(invoice.month).with(*invoice.share.days_to_pay);
        const auto count = load<std::int64_t>(key) + sign;
        store(key, count, count == 0);
    }
    void owe(domain::Currency currency, const std::optional<Date>& due_on, std::int64_t amount,
             std::int64_t sign) const {
        Key key = currency_prefix(tenant_, 's', currency);
        key.with_byte(due_on ? 1 : 0);
        if (due_on) key.with(*due_on);
        auto owed = load<OwedSum>(key);
        owed.due_on = due_on;
        owed.amount = plus(owed.amount, amount, sign);
        owed.count += sign;
        store(key, owed, owed.count == 0);
    }

    const Uuid& tenant_;
    Rows& rows_;
};

}  // namespace

void follow_invoice(const Uuid& tenant, const std::optional<InvoiceFacts>& before, const InvoiceFacts& after,
                    Rows& rows) {
    const InvoiceSums sums(tenant, rows);
    sums.move_month(in_month(before), in_month(after));
    sums.move_owed(before, after);
}

}  // namespace suoledger::projections
