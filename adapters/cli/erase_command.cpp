// SPDX-License-Identifier: Apache-2.0
// erase: forgets a customer, now and without a service.
#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "adapters/cli/command_privacy.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/exit_codes.hpp"
#include "adapters/cli/local_api.hpp"
#include "eventstore/last_document.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;

struct EraseArguments {
    std::string business, customer, basis = "request";
};

domain::EraseCustomer command_of(const EraseArguments& arguments) {
    const auto customer = domain::parse_type_id(domain::customer_prefix, arguments.customer);
    if (!customer) {
        throw CommandFault{EX_USAGE, fmt::format("`{}` is no id of a customer (cus_…)", arguments.customer)};
    }
    domain::EraseCustomer command;
    command.customer_id = *customer;
    command.basis = domain::parse_erasure_basis(arguments.basis).value_or(domain::ErasureBasis::request);
    return command;
}

eventstore::Reply render(const eventstore::Appended& appended) {
    const auto& asked = std::get<domain::ErasureRequested>(appended.events.front().event->event);
    const json::object reply{{"object", "erasure"},
                             {"customer", domain::to_type_id(appended.decision->target)},
                             {"record_key_due_on", domain::to_string(asked.record_key_due_on)},
                             {"complete_on", domain::to_string(asked.complete_on)}};
    const std::string text = json::serialize(reply);
    return {200, text, text};
}

int erase(const CommandLine& line, const EraseArguments& arguments) {
    domain::EraseCustomer command = command_of(arguments);
    CommandStart start{load_config(line)};
    CommandStore store{start};
    CommandPrivacy privacy{start, store};
    privacy.duties().open();
    LocalApi api{store.services()};
    const domain::Uuid tenant = local_owner(api.services(), arguments.business).tenant;
    const domain::Timestamp now = eventstore::system_now();
    const eventstore::KekPolicy policy = start.config.kek_policy;
    const domain::Date longest{domain::date_in(domain::Zone{}, now).days + policy.rotate_after_days +
                               policy.destroy_after_days + 1};
    command.last_document_on = eventstore::last_document_on(store.log(), tenant, command.customer_id);
    const eventstore::KekSchedule schedule = eventstore::read_kek_schedule(store.log(), now);
    command.complete_on =
        std::max(schedule.complete_on(policy, store.ring_file().current()->newest_epoch()).value_or(longest),
                 domain::date_in(domain::Zone{}, now));
    const ApiAnswer answer = api.submit({tenant, std::move(command), render});
    privacy.duties().destroy_due();
    store.wait_until_served(answer.position);
    print_out(
        line.form() == OutputForm::json
            ? json::serialize(answer.body) + "\n"
            : fmt::format("erased    {}\ncontacts  destroyed; in no backup either by {}\nrecord    kept until {}\n",
                          arguments.customer, answer.body.at("complete_on").as_string().c_str(),
                          answer.body.at("record_key_due_on").as_string().c_str()));
    return 0;
}

}  // namespace

void add_erase(const Command& program, CommandLine& line) {
    const Command command = program.command("erase", "Erase a customer: contacts now, the record when the law allows");
    auto& arguments = command.arguments<EraseArguments>();
    command.option("customer", arguments.customer, "Id of the customer (cus_…)").required();
    command.option("--business", arguments.business, "Whose customer: id of the business (biz_…)");
    command.option("--basis", arguments.basis, "Why")
        .choices({"request", "consent_withdrawn", "no_longer_needed", "unlawful_processing", "legal_duty"});
    command.footer("It cannot be undone. Invoices stay, and stay payable; whoever comes back is a new customer.");
    add_settings(command, line);
    command.action([&line, &arguments] { return erase(line, arguments); });
}

}  // namespace suoledger::adapters
