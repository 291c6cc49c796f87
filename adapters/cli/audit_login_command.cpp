// SPDX-License-Identifier: Apache-2.0
// audit login create, list, revoke: logins of the database that see one business and change nothing.
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "adapters/cli/command_store.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/exit_codes.hpp"
#include "adapters/cli/local_api.hpp"
#include "eventstore/postgres/auditors.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;

struct LoginArguments {
    std::string business, name;
};

template <class Work>
auto told(Work work) {
    try {
        return work();
    } catch (const eventstore::AuditorFault& fault) {
        throw CommandFault{EX_DATAERR, fault.what()};
    }
}

int create(const CommandLine& line, const LoginArguments& arguments) {
    CommandStart start{load_config(line)};
    CommandStore store{start};
    const domain::Uuid tenant = local_owner(store.services(), arguments.business).tenant;
    const std::string password =
        told([&] { return eventstore::create_auditor(store.database().url(), tenant, arguments.name); });
    const json::object shown{{"object", "auditor_login"},
                             {"login", arguments.name},
                             {"business", domain::to_type_id(domain::business_prefix, tenant)},
                             {"password", password}};
    print_out(line.form() == OutputForm::json
                  ? json::serialize(shown) + "\n"
                  : fmt::format("login     {}\nbusiness  {}\npassword  {}  (shown once; keep it)\n", arguments.name,
                                arguments.business, password));
    return 0;
}

int revoke(const CommandLine& line, const LoginArguments& arguments) {
    CommandStart start{load_config(line)};
    CommandStore store{start};
    told([&] { eventstore::revoke_auditor(store.database().url(), arguments.name); });
    print_out(
        line.form() == OutputForm::json
            ? json::serialize(json::object{{"object", "auditor_login"}, {"login", arguments.name}, {"revoked", true}}) +
                  "\n"
            : fmt::format("revoked  {}\n", arguments.name));
    return 0;
}

int list(const CommandLine& line) {
    CommandStart start{load_config(line)};
    CommandStore store{start};
    const auto found = told([&] { return eventstore::auditors(store.database().url()); });
    json::array data;
    std::string text = fmt::format("{:<32}{:<32}{}\n", "LOGIN", "BUSINESS", "CREATED");
    for (const auto& auditor : found) {
        const std::string business = domain::to_type_id(domain::business_prefix, auditor.tenant);
        const std::string created_at = domain::to_string(auditor.created_at);
        data.push_back(json::object{{"login", auditor.login}, {"business", business}, {"created_at", created_at}});
        text += fmt::format("{:<32}{:<32}{}\n", auditor.login, business, created_at);
    }
    print_out(line.form() == OutputForm::json ? json::serialize(json::object{{"data", std::move(data)}}) + "\n" : text);
    return 0;
}

}  // namespace

void add_audit_login(const Command& group, CommandLine& line) {
    const Command logins = group.group("login", "Auditors' own access to the database by SQL");
    auto& arguments = logins.arguments<LoginArguments>();
    const Command made = logins.command("create", "Make a login that sees one business, and show its password once");
    made.option("--business", arguments.business, "Which one (biz_…)").required();
    made.option("--name", arguments.name, "Of the login: a-z, 0-9 and _").required();
    made.footer(
        "Example:\n"
        "  suoledger audit login create --business biz_… --name ada_auditor\n"
        "  psql \"host=… dbname=suoledger user=ada_auditor\" -c 'SELECT * FROM suoledger.audited_event'\n"
        "A PostgreSQL that the service runs itself is not reachable from outside: this is for a --database-url.");
    add_settings(made, line);
    made.action([&line, &arguments] { return create(line, arguments); });
    const Command shown = logins.command("list", "Logins of auditors");
    add_settings(shown, line);
    shown.action([&line] { return list(line); });
    const Command revoked = logins.command("revoke", "End a login, open sessions too");
    revoked.option("--name", arguments.name, "Of the login").required();
    add_settings(revoked, line);
    revoked.action([&line, &arguments] { return revoke(line, arguments); });
}

}  // namespace suoledger::adapters
