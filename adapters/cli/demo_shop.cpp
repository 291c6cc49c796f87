// SPDX-License-Identifier: Apache-2.0
// The shop's people, goods and sales as tables, and the commands that make them.
#include "adapters/cli/demo_shop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <cstdint>
#include <string_view>
#include <vector>

namespace suoledger::adapters {
namespace {

namespace json = boost::json;

struct Person {
    std::string_view name, phone, email;
};
/// Made up. Nobody is reached under 0800 000 01xx.
constexpr std::array<Person, 12> people{{{"Amarachi Nwosu-Bello", "+2348000000101", "amarachi@example.com"},
                                         {"Tunde Adewumi Stores", "+2348000000102", ""},
                                         {"Hauwa Danjuma-Musa", "+2348000000103", "hauwa@example.com"},
                                         {"Chef Ngozi's Kitchen", "+2348000000104", "orders@example.com"},
                                         {"Kelechi Obiora-Eze", "+2348000000105", ""},
                                         {"Zainab Garba-Lawal", "+2348000000106", "zainab@example.com"},
                                         {"Folake Ogunbiyi-Cole", "+2348000000107", ""},
                                         {"Efe Omoruyi-Idahosa", "+2348000000108", "efe@example.com"},
                                         {"Sunrise Primary School", "+2348000000109", "bursar@example.com"},
                                         {"Ibrahim Yakubu-Sule", "+2348000000110", ""},
                                         {"Blessing Etim-Akpan", "+2348000000111", "blessing@example.com"},
                                         {"Morenike Alabi-Shonibare", "+2348000000112", ""}}};

struct Good {
    std::string_view description;
    std::int64_t unit_price;  // kobo
    std::string_view vat_treatment;
};
constexpr std::array<Good, 6> goods{{{"Rice, 50 kg bag", 7'850'000, "exempt"},
                                     {"Vegetable oil, 25 l keg", 5'620'000, "standard"},
                                     {"Ankara cloth, 6 yards", 1'450'000, "standard"},
                                     {"Tomato paste, carton", 1'180'000, "standard"},
                                     {"Exercise books, pack of 40", 960'000, "zero_rated"},
                                     {"Delivery within Lagos", 350'000, "standard"}}};

enum class Fate : std::uint8_t { open, paid, partly_paid, overpaid, credited, cancelled };

struct Sale {
    std::size_t person;
    std::int32_t days_ago, due_after;
    std::size_t good;
    std::int64_t quantity;
    bool delivered;
    Fate fate;
};
constexpr std::array<Sale, 18> sales{{{0, 41, 14, 0, 2, true, Fate::paid},
                                      {1, 39, 14, 3, 10, true, Fate::paid},
                                      {2, 36, 7, 2, 3, false, Fate::paid},
                                      {3, 34, 14, 1, 4, true, Fate::partly_paid},
                                      {4, 31, 7, 2, 1, false, Fate::cancelled},
                                      {8, 28, 30, 4, 25, true, Fate::paid},
                                      {5, 27, 14, 0, 1, false, Fate::paid},
                                      {6, 24, 7, 3, 2, false, Fate::open},
                                      {7, 22, 14, 1, 1, true, Fate::paid},
                                      {9, 20, 7, 0, 3, true, Fate::open},
                                      {10, 17, 14, 2, 2, false, Fate::overpaid},
                                      {3, 15, 14, 1, 6, true, Fate::credited},
                                      {1, 12, 14, 3, 12, true, Fate::partly_paid},
                                      {11, 9, 14, 2, 4, false, Fate::paid},
                                      {0, 6, 14, 0, 1, false, Fate::open},
                                      {8, 4, 30, 4, 12, true, Fate::open},
                                      {2, 2, 7, 3, 1, false, Fate::paid},
                                      {5, 0, 14, 1, 1, true, Fate::open}}};

class Stocking {
public:
    explicit Stocking(LocalApi& api) : api_(api) {}

    DemoShop run() {
        const DemoShop shop = register_shop();
        owner_ = local_owner(api_.services(), shop.business_id);
        std::vector<std::string> customers;
        for (std::size_t i = 0; i < people.size(); ++i) {
            customers.push_back(register_person(i));
        }
        for (std::size_t i = 0; i < sales.size(); ++i) {
            sell(i, customers[sales[i].person]);
        }
        post("/v1/payments", "deposit",
             {{"amount", 2'500'000},
              {"method", "cash"},
              {"customer", customers[9]},
              {"reference", "Deposit for December"},
              {"received_at", noon_days_ago(3)}});
        return {shop.business_id, shop.api_key, position_};
    }

private:
    DemoShop register_shop() {
        const ApiAnswer answer = api_.call(local_operator(), http::Method::post, "/v1/businesses",
                                           {{"name", "Iya Basira Provisions"},
                                            {"address", "14 Market Road, Yaba, Lagos"},
                                            {"bank_account", "0000000000, Example Bank"}},
                                           "demo-shop");
        position_ = answer.position;
        const json::object& business = answer.body.at("business").as_object();
        const auto made = domain::parse_timestamp(std::string_view{business.at("created_at").as_string()});
        first_day_ = domain::date_in(domain::Zone{}, made.value());
        const json::value& key = answer.body.at("api_key");
        return {std::string{business.at("id").as_string()},
                key.is_string() ? std::string{key.as_string()} : std::string{}, 0};
    }

    std::string register_person(std::size_t index) {
        const Person& person = people[index];
        json::object body{{"name", person.name}, {"phone", person.phone}};
        if (!person.email.empty()) {
            body["email"] = person.email;
        }
        return id_of(post("/v1/customers", fmt::format("customer-{}", index), body));
    }

    void sell(std::size_t index, const std::string& customer) {
        const Sale& sale = sales[index];
        json::array lines{line_of(goods[sale.good], sale.quantity)};
        if (sale.delivered) {
            lines.push_back(line_of(goods.back(), 1));
        }
        const json::object invoice = post("/v1/invoices", fmt::format("invoice-{}", index),
                                          {{"customer", customer},
                                           {"lines", std::move(lines)},
                                           {"issued_on", day(-sale.days_ago)},
                                           {"due_on", day(sale.due_after - sale.days_ago)}});
        const std::int64_t total = invoice.at("total").to_number<std::int64_t>();
        const std::string path = "/v1/invoices/" + id_of(invoice);
        const std::string key = std::to_string(index);
        if (sale.fate == Fate::paid) {
            pay(index, invoice, total);
        } else if (sale.fate == Fate::partly_paid) {
            pay(index, invoice, total / 2);
        } else if (sale.fate == Fate::overpaid) {
            pay(index, invoice, total + 100'000);
        } else if (sale.fate == Fate::credited) {
            const json::array credited{json::object{{"line", 0}, {"amount", goods[sale.good].unit_price}}};
            post(path + "/credit_notes", "credit-" + key, {{"lines", credited}, {"reason", "One keg leaked"}});
        } else if (sale.fate == Fate::cancelled) {
            post(path + "/cancel", "cancel-" + key, {{"reason", "Ordered twice"}});
        }
    }

    void pay(std::size_t index, const json::object& invoice, std::int64_t amount) {
        constexpr std::array<std::string_view, 4> methods{"bank_transfer", "pos", "cash", "card"};
        const Sale& sale = sales[index];
        post("/v1/payments", fmt::format("payment-{}", index),
             {{"amount", amount},
              {"method", methods[index % methods.size()]},
              {"invoice", invoice.at("id")},
              {"reference", fmt::format("TRF/{:04}", 1000 + index)},
              {"received_at", noon_days_ago(std::max(1, sale.days_ago - sale.due_after / 2))}});
    }

    json::object post(std::string_view path, const std::string& key, const json::object& body) {
        ApiAnswer answer = api_.call(owner_, http::Method::post, path, body, "demo-" + key);
        position_ = std::max(position_, answer.position);
        return std::move(answer.body);
    }

    static json::object line_of(const Good& good, std::int64_t quantity) {
        return {{"description", good.description},
                {"quantity", quantity},
                {"unit_price", good.unit_price},
                {"vat_treatment", good.vat_treatment}};
    }
    static std::string id_of(const json::object& resource) { return std::string{resource.at("id").as_string()}; }
    [[nodiscard]] std::string day(std::int32_t from_first_day) const {
        return domain::to_string(domain::Date{first_day_.days + from_first_day});
    }
    [[nodiscard]] std::string noon_days_ago(std::int32_t days) const { return day(-days) + "T11:00:00Z"; }

    LocalApi& api_;
    http::Principal owner_;
    domain::Date first_day_;
    std::int64_t position_ = 0;
};

}  // namespace

DemoShop stock_demo_shop(LocalApi& api) { return Stocking{api}.run(); }

}  // namespace suoledger::adapters
