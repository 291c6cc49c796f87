// SPDX-License-Identifier: Apache-2.0
// What happens to each sale, week by week.
#include "adapters/cli/demo_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <utility>

#include "adapters/cli/demo_cast.hpp"
#include "domain/money.hpp"
#include "domain/tax.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;
using enum DemoPhase;
using http::Method;

constexpr std::array<std::string_view, 4> methods{"bank_transfer", "pos", "cash", "card"};

struct Sale {
    std::size_t index = 0;
    std::int32_t day = 0;
    const DemoCustomer* customer = nullptr;
    std::size_t customer_index = 0;
    std::int64_t total = 0, first_line = 0, vat = 0;
    [[nodiscard]] std::string name() const { return fmt::format("invoice-{}", index); }
    [[nodiscard]] std::string path(std::string_view action) const {
        return fmt::format("/v1/invoices/${}/{}", name(), action);
    }
};

class Planner {
public:
    Planner(std::uint64_t seed, domain::Date first_day) : chance_(seed), first_day_(first_day) {
        customers_ = demo_customers(chance_);
    }

    DemoPlan run() {
        for (std::size_t i = 0; i < customers_.size(); ++i) register_customer(i);
        for (std::int32_t day = 1 - demo_days; day <= 0; ++day) live(day);
        for (int draft = 0; draft < 4; ++draft) write_draft(draft);
        std::ranges::stable_sort(plan_.calls, {}, [](const DemoCall& call) { return std::pair(call.phase, call.day); });
        return std::move(plan_);
    }

private:
    void register_customer(std::size_t index) {
        const DemoCustomer& customer = customers_[index];
        json::object body{{"name", customer.name}, {"phone", customer.phone}};
        if (!customer.email.empty()) body["email"] = customer.email;
        if (!customer.tax_id.empty()) body["tax_id"] = customer.tax_id;
        add(customers, 1 - demo_days, fmt::format("customer-{}", index), "/v1/customers", std::move(body));
    }

    /// Busier before Christmas, quiet on Sundays, growing over the two years.
    void live(std::int32_t day) {
        const std::int32_t weekday = (first_day_.days + day + 4) % 7;  // 0 is Sunday: 1970-01-01 was a Thursday
        const std::int64_t growth = (day + demo_days) * 4 / demo_days;
        const std::int64_t sales = weekday == 0 ? chance_.between(0, 3) : chance_.between(4, 8) + growth;
        for (std::int64_t i = 0; i < sales; ++i) sell(day);
        for (std::size_t i = 0; i < demo_expenses().size(); ++i) spend(day, i);
    }

    void sell(std::int32_t day) {
        Sale sale{.index = plan_.invoices++, .day = day};
        sale.customer_index = static_cast<std::size_t>(chance_.below(static_cast<std::int64_t>(customers_.size())));
        sale.customer = &customers_[sale.customer_index];
        const bool in_dollars = sale.customer->kind == DemoKind::abroad;
        json::array lines = lines_of(sale, in_dollars);
        add(documents, day, sale.name(), "/v1/invoices",
            {{"customer", fmt::format("$customer-{}", sale.customer_index)},
             {"currency", in_dollars ? "USD" : "NGN"},
             {"lines", std::move(lines)},
             {"issued_on", date(day)},
             {"due_on", date(day + (sale.customer->kind == DemoKind::person ? 7 : 30))}});
        follow(sale);
    }

    json::array lines_of(Sale& sale, bool in_dollars) {
        json::array lines;
        const std::int64_t count = chance_.between(1, 4);
        for (std::int64_t i = 0; i < count; ++i) {
            const DemoGood& good = chance_.one_of<DemoGood>(demo_goods());
            const std::int64_t quantity = chance_.between(1, good.largest_quantity);
            // A dollar is taken for ₦1,600 here; the ledger itself never converts.
            const std::int64_t unit_price = in_dollars ? good.unit_price / 1'600 : good.unit_price;
            const std::int64_t amount = unit_price * quantity;
            if (i == 0) sale.first_line = amount;
            sale.total += amount;
            if (good.vat_treatment == "standard") sale.vat += domain::vat_of(amount, 750, true);
            lines.push_back(json::object{{"description", good.description},
                                         {"quantity", quantity},
                                         {"unit_price", unit_price},
                                         {"vat_treatment", good.vat_treatment}});
        }
        return lines;
    }

    /// What becomes of it. Facts that take no date of their own happen to the sales of the last days only.
    void follow(const Sale& sale) {
        const std::int64_t fate = chance_.below(100);
        const bool is_recent = sale.day > -10 && sale.day < 0;
        if (sale.day > -3) return;  // too fresh: still owed
        if (sale.customer->kind == DemoKind::agency) return settle_less_tax(sale, "vat_withheld", sale.vat);
        if (sale.customer->kind == DemoKind::company && fate < 40)
            return settle_less_tax(sale, "withholding_tax", (sale.total - sale.vat) / 50);
        if (is_recent && fate < 8)
            return add(facts, 0, sale.name() + "-cancel", sale.path("cancel"), {{"reason", "Ordered twice"}});
        if (is_recent && fate < 18) return refund(sale);
        if (fate < 70) return pay(sale, "payment", sale.total, 0, 9);
        if (fate < 82) return pay_in_parts(sale);
        if (fate < 86) return credit(sale);
        if (fate < 89) return pay(sale, "payment", sale.total + chance_.between(1, 9) * 50'000, 0, 5);
        if (fate < 97 && sale.day < -200) return write_off(sale);
        if (fate < 99) return pay(sale, "payment", sale.total, 20, 45);
        // The rest is still owed.
    }

    void settle_less_tax(const Sale& sale, std::string_view route, std::int64_t withheld) {
        const std::int32_t day = sale.day + static_cast<std::int32_t>(chance_.between(10, 40));
        if (day >= 0) return;
        if (withheld > 0)
            add(facts, day, fmt::format("{}-{}", sale.name(), route), sale.path(route),
                {{"amount", withheld},
                 {"certificate", fmt::format("CN/{:06}", sale.index)},
                 {"withheld_on", date(day)}});
        pay_on(sale, "payment", sale.total - withheld, day);
    }
    void pay_in_parts(const Sale& sale) {
        const std::int64_t first = sale.total * chance_.between(2, 6) / 10;
        pay(sale, "deposit", first, 0, 4);
        if (chance_.in_percent(70)) pay(sale, "balance", sale.total - first, 6, 35);
    }
    void credit(const Sale& sale) {
        const std::int32_t day = std::min(sale.day + static_cast<std::int32_t>(chance_.between(1, 6)), -1);
        const json::array lines{json::object{{"line", 0}, {"amount", sale.first_line / 2}}};
        add(facts, day, sale.name() + "-credit", sale.path("credit_notes"),
            {{"lines", lines}, {"reason", "Half of it was damaged"}, {"issued_on", date(day)}});
        pay(sale, "payment", sale.total - sale.first_line / 2, 7, 20);
    }
    void refund(const Sale& sale) {
        pay_on(sale, "payment", sale.total, sale.day);
        const std::string payment = sale.name() + "-payment";
        add(refunds, 0, payment + "-refund", fmt::format("/v1/payments/${}/refund", payment),
            {{"amount", sale.total / 4 + 1}, {"reason", "One item was out of stock"}});
    }
    void write_off(const Sale& sale) {
        const std::int32_t day = sale.day + 180;
        add(facts, day, sale.name() + "-write-off", sale.path("write_off"),
            {{"reason", "Customer moved away"}, {"written_off_on", date(day)}});
    }

    /// Some days after the sale; what would come after the shop's first day has not come yet.
    void pay(const Sale& sale, std::string_view what, std::int64_t amount, std::int64_t earliest, std::int64_t latest) {
        const std::int32_t day = sale.day + static_cast<std::int32_t>(chance_.between(earliest, latest));
        if (day <= -1) pay_on(sale, what, amount, day);
    }
    void pay_on(const Sale& sale, std::string_view what, std::int64_t amount, std::int32_t day) {
        add(facts, day, fmt::format("{}-{}", sale.name(), what), "/v1/payments",
            {{"amount", amount},
             {"currency", sale.customer->kind == DemoKind::abroad ? "USD" : "NGN"},
             {"method",
              sale.customer->kind == DemoKind::person ? chance_.one_of<std::string_view>(methods) : methods[0]},
             {"invoice", "$" + sale.name()},
             {"reference", fmt::format("TRF/{:06}", 1'000 + sale.index)},
             {"received_at", date(day) + "T00:05:00Z"}});
    }

    void spend(std::int32_t day, std::size_t index) {
        const DemoExpense& expense = demo_expenses()[index];
        const std::int32_t offset = static_cast<std::int32_t>(index) * 3;
        if ((day + demo_days + offset) % expense.every_days != 0) return;
        const std::int64_t amount = chance_.between(expense.low / 100, expense.high / 100) * 100;
        json::object body{{"amount", amount},
                          {"vat", expense.has_vat ? domain::vat_of(amount, 750, true) : 0},
                          {"category", expense.category},
                          {"method", amount < 1'000'000 ? "cash" : "bank_transfer"},
                          {"description", expense.description},
                          {"spent_on", date(day)}};
        if (!expense.supplier.empty()) body["supplier"] = expense.supplier;
        add(documents, day, fmt::format("expense-{}-{}", index, -day), "/v1/expenses", std::move(body));
    }

    void write_draft(int number) {
        const DemoGood& good = chance_.one_of<DemoGood>(demo_goods());
        const auto customer = chance_.below(static_cast<std::int64_t>(customers_.size()));
        const json::array lines{json::object{{"description", good.description}, {"unit_price", good.unit_price}}};
        add(documents, 0, fmt::format("draft-{}", number), "/v1/invoices",
            {{"draft", true}, {"customer", fmt::format("$customer-{}", customer)}, {"lines", lines}});
    }

    void add(DemoPhase phase, std::int32_t day, std::string name, std::string path, json::object body) {
        plan_.calls.push_back({phase, day, std::move(name), Method::post, std::move(path), std::move(body)});
    }
    [[nodiscard]] std::string date(std::int32_t day) const {
        return domain::to_string(domain::Date{first_day_.days + day});
    }

    DemoChance chance_;
    const domain::Date first_day_;
    std::vector<DemoCustomer> customers_;
    DemoPlan plan_;
};

}  // namespace

DemoPlan plan_demo(std::uint64_t seed, domain::Date first_day) { return Planner(seed, first_day).run(); }

}  // namespace suoledger::adapters
