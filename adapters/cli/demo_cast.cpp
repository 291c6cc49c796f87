// SPDX-License-Identifier: Apache-2.0
// The tables of the demo shop.
#include "adapters/cli/demo_cast.hpp"

#include <fmt/format.h>

#include <array>

namespace suoledger::adapters {
namespace {

constexpr std::array<std::string_view, 24> first_names{"Amarachi", "Tunde", "Hauwa",   "Ngozi",    "Kelechi",  "Zainab",
                                                       "Folake",   "Efe",   "Ibrahim", "Blessing", "Morenike", "Chidi",
                                                       "Aisha",    "Segun", "Ifeoma",  "Yusuf",    "Bisi",     "Obinna",
                                                       "Halima",   "Dayo",  "Nneka",   "Sadiq",    "Temitope", "Uche"};
constexpr std::array<std::string_view, 20> last_names{
    "Nwosu-Bello", "Adewumi",    "Danjuma-Musa",    "Obiora-Eze",   "Garba-Lawal",    "Ogunbiyi-Cole",  "Omoruyi",
    "Yakubu-Sule", "Etim-Akpan", "Alabi-Shonibare", "Ẹkùndayọ̀",     "Ọkọ́nkwọ́-Bassey", "Ɗanladi-Ƙasimu", "Adeyẹmi-Hart",
    "Nnamdi-Jack", "Bako-Tanko", "Ukpabi-Duke",     "Ṣónúgà-Pratt", "Ibekwe-Orji",    "Mohammed-Gwani"};
constexpr std::array<std::string_view, 12> companies{
    "Sunrise Primary School", "Chef Ngozi's Kitchen",   "Harmattan Hotels Ltd",  "Blue Lagoon Catering",
    "Market Square Bakery",   "Zuma Rock Builders Ltd", "Oloibiri Canteens",     "Palm Grove Clinic",
    "Kano Road Transporters", "Adunni Events",          "Delta Fresh Foods Ltd", "Mama Put Express"};
constexpr std::array<std::string_view, 3> agencies{"Local Government Council, Yaba", "State Schools Board",
                                                   "Federal Stores Department"};
constexpr std::array<std::string_view, 2> buyers_abroad{"Accra Wholesale Partners", "Cotonou Trading House"};

constexpr std::array<DemoGood, 16> goods{{{"Rice, 50 kg bag", 7'850'000, "zero_rated", 6},
                                          {"Beans, 25 kg bag", 3'400'000, "zero_rated", 4},
                                          {"Garri, 25 kg bag", 1'900'000, "zero_rated", 5},
                                          {"Vegetable oil, 25 l keg", 5'620'000, "standard", 4},
                                          {"Palm oil, 10 l keg", 1'680'000, "standard", 6},
                                          {"Tomato paste, carton", 1'180'000, "standard", 12},
                                          {"Spaghetti, carton", 1'340'000, "standard", 10},
                                          {"Sugar, 50 kg bag", 7'100'000, "standard", 3},
                                          {"Flour, 50 kg bag", 6'250'000, "standard", 5},
                                          {"Ankara cloth, 6 yards", 1'450'000, "standard", 4},
                                          {"Exercise books, pack of 40", 960'000, "zero_rated", 20},
                                          {"Detergent, carton", 1'525'000, "standard", 6},
                                          {"Baby milk, carton", 4'450'000, "exempt", 3},
                                          {"Sanitary pads, carton", 1'210'000, "exempt", 8},
                                          {"Bottled water, 20 packs", 480'000, "standard", 15},
                                          {"Delivery within Lagos", 350'000, "standard", 1}}};

constexpr std::array<DemoExpense, 10> expenses{
    {{"rent", "Shop rent, one quarter", "Alhaja Properties", 75'000'000, 75'000'000, 91, false},
     {"salaries", "Salaries of four shop hands", "", 28'000'000, 31'000'000, 30, false},
     {"fuel_and_power", "Diesel for the generator", "Bodija Filling Station", 2'400'000, 6'800'000, 7, true},
     {"utilities", "Prepaid meter", "", 900'000, 2'500'000, 15, true},
     {"transport", "Van hire from Mile 12 market", "Ojota Haulage", 1'500'000, 4'000'000, 5, false},
     {"goods_for_resale", "Stock for the shelves", "Mile 12 Wholesale", 60'000'000, 190'000'000, 6, true},
     {"airtime_and_data", "Data for the tills", "", 350'000, 900'000, 30, true},
     {"marketing", "Flyers and market announcements", "Akara Print Works", 500'000, 2'200'000, 45, true},
     {"bank_charges", "POS terminal and transfer charges", "", 150'000, 780'000, 30, true},
     {"repairs", "Cold room repairs", "Cool Hands Workshop", 1'200'000, 9'000'000, 75, true}}};

std::string phone_of(std::size_t number) { return fmt::format("+23480000{:05}", 10'000 + number); }

}  // namespace

std::vector<DemoCustomer> demo_customers(DemoChance& chance) {
    std::vector<DemoCustomer> made;
    const auto add = [&made](std::string name, DemoKind kind, std::string email, std::string tax_id) {
        const std::size_t number = made.size();
        made.push_back({std::move(name), phone_of(number), std::move(email), std::move(tax_id), kind});
    };
    for (const auto name : companies)
        add(std::string(name), DemoKind::company, fmt::format("accounts{}@example.com", made.size()),
            fmt::format("{:08}-0001", 20'000'000 + made.size()));
    for (const auto name : agencies)
        add(std::string(name), DemoKind::agency, fmt::format("stores{}@example.com", made.size()), "");
    for (const auto name : buyers_abroad)
        add(std::string(name), DemoKind::abroad, fmt::format("import{}@example.com", made.size()), "");
    for (const auto first : first_names) {
        for (std::size_t i = 0; i < 6; ++i) {
            const auto last = last_names[(i * 7 + made.size()) % last_names.size()];
            const bool has_email = chance.in_percent(40);
            add(fmt::format("{} {}", first, last), DemoKind::person,
                has_email ? fmt::format("customer{}@example.com", made.size()) : std::string(), "");
        }
    }
    return made;
}

std::span<const DemoGood> demo_goods() { return goods; }
std::span<const DemoExpense> demo_expenses() { return expenses; }

}  // namespace suoledger::adapters
