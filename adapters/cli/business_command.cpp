// SPDX-License-Identifier: Apache-2.0
// business create: registers a business and shows its first API key, once.
#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <optional>
#include <utility>

#include "adapters/cli/command_store.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/exit_codes.hpp"
#include "adapters/cli/local_api.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;

struct NewBusiness {
    std::string name, time_zone, address, tax_id, bank_account, invoice_prefix, idempotency_key;
    bool test_mode = false, no_vat = false;
};

json::object body_of(const NewBusiness& business) {
    json::object body{{"name", business.name}, {"livemode", !business.test_mode}, {"vat_registered", !business.no_vat}};
    const std::pair<std::string_view, const std::string*> optional[] = {{"time_zone", &business.time_zone},
                                                                        {"address", &business.address},
                                                                        {"tax_id", &business.tax_id},
                                                                        {"bank_account", &business.bank_account}};
    for (const auto& [name, value] : optional) {
        if (!value->empty()) {
            body[name] = *value;
        }
    }
    if (!business.invoice_prefix.empty()) {
        body["invoice_format"] = json::object{{"prefix", business.invoice_prefix}, {"width", 6}};
    }
    return body;
}

std::string readable(const json::object& reply) {
    const json::object& business = reply.at("business").as_object();
    const json::value& key = reply.at("api_key");
    return fmt::format("business  {}\nname      {}\napi key   {}\n", business.at("id").as_string().c_str(),
                       business.at("name").as_string().c_str(),
                       key.is_string() ? std::string{key.as_string()} + "  (shown once; keep it)"
                                       : "was shown when the business was made; `suoledger keys create` makes another");
}

int create(const CommandLine& line, const NewBusiness& business) {
    CommandStart start{load_config(line)};
    CommandStore store{start};
    LocalApi api{store.services()};
    const ApiAnswer answer =
        api.call(local_operator(), http::Method::post, "/v1/businesses", body_of(business), business.idempotency_key);
    store.wait_until_served(answer.position);
    print_out(line.form() == OutputForm::json ? json::serialize(answer.body) + "\n" : readable(answer.body));
    return 0;
}

}  // namespace

void add_business(const Command& program, CommandLine& line) {
    const Command group = program.group("business", "Businesses");
    const Command command = group.command("create", "Register a business and show its first API key");
    auto& business = command.arguments<NewBusiness>();
    command.option("--name", business.name, "As printed on invoices").required();
    command.flag("--test-mode", business.test_mode, "livemode: false; its keys begin with sk_test_");
    command.flag("--not-vat-registered", business.no_vat, "Its invoices carry no VAT");
    command.option("--time-zone", business.time_zone, "Africa/Lagos (default) or UTC");
    command.option("--address", business.address, "Postal address (kept sealed)");
    command.option("--tax-id", business.tax_id, "Tax identification number (kept sealed)");
    command.option("--bank-account", business.bank_account, "Where customers pay to (kept sealed)");
    command.option("--invoice-prefix", business.invoice_prefix, "In front of invoice numbers (default INV-)");
    command.option("--idempotency-key", business.idempotency_key, "The same key makes the same business only once");
    command.footer(
        "Examples:\n"
        "  suoledger business create --name \"Ada Stores\"\n"
        "  suoledger business create --name \"Ada Stores\" --test-mode --output json | jq -r .api_key\n"
        "Works beside a running service of the same --data-dir, whose API takes the key at once.");
    add_settings(command, line);
    command.action([&line, &business] { return create(line, business); });
}

}  // namespace suoledger::adapters
