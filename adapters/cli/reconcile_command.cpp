// SPDX-License-Identifier: Apache-2.0
// reconcile: what the provider lists of a period is booked where it is missing, then every difference is named.
#include "adapters/cli/reconcile_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <optional>
#include <thread>

#include "adapters/cli/command_store.hpp"
#include "adapters/cli/exit_codes.hpp"
#include "adapters/providers/paystack_provider.hpp"
#include "adapters/reconciliation/reconciliation.hpp"
#include "eventstore/clock.hpp"
#include "eventstore/leaf.hpp"
#include "eventstore/postgres/postgres_lease_table.hpp"
#include "eventstore/postgres/postgres_provider_charges.hpp"
#include "eventstore/postgres/postgres_timed_work.hpp"
#include "http/difference_json.hpp"
#include "projections/provider_differences.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;

constexpr std::int32_t default_days = 30;
/// A service that sweeps a long period; what it holds after it was killed expires sooner.
constexpr std::chrono::minutes lease_limit{10};
constexpr std::chrono::milliseconds reconcile_poll{200};
/// When something differs or a person has to look: as diff does.
constexpr int exit_differs = 1;

struct ReconcileArguments {
    std::string from, to;
    bool report_only = false;
};

struct Asked {
    domain::Date from, to;
    domain::Period period;
};

domain::Date date_or(const std::string& option, const std::string& text, domain::Date fallback) {
    if (text.empty()) {
        return fallback;
    }
    const auto date = domain::parse_date(text);
    if (!date) {
        throw CommandFault{EX_USAGE, fmt::format("{}: expected a date, as 2026-11-23", option)};
    }
    return *date;
}

Asked asked_for(const ReconcileArguments& arguments, domain::Timestamp now) {
    const domain::Zone zone;
    Asked asked;
    asked.to = date_or("--to", arguments.to, domain::date_in(zone, now));
    asked.from = date_or("--from", arguments.from, domain::Date{asked.to.days - default_days});
    if (asked.to < asked.from) {
        throw CommandFault{EX_USAGE, "--to must not be before --from"};
    }
    asked.period = {domain::start_of(zone, asked.from), domain::start_of(zone, domain::Date{asked.to.days + 1})};
    return asked;
}

/// The tables that runs share, and the provider.
class ReconcileRun {
public:
    ReconcileRun(CommandStart& start, CommandStore& store)
        : settings_(start.config.payments),
          store_(store),
          secrets_(settings_.paystack_secrets),
          paystack_(make_paystack({.base_url = settings_.paystack_base_url, .limits = {}, .surroundings = {}}, secrets_,
                                  metrics_, make_curl_transport({}))),
          pool_(store.database().url()),
          leases_(pool_),
          done_(pool_),
          charges_(pool_),
          reconciliation_({.provider = *paystack_,
                           .charges = charges_,
                           .store = store.log(),
                           .vault = store.vault(),
                           .now = eventstore::system_now,
                           .account_business = settings_.paystack_business}) {}

    ReconciliationCounts run(const domain::Period& period, SweepUse use) {
        const auto lease = wait_for_lease();
        const std::string instance = "by_hand/" + domain::to_string(eventstore::system_now());
        const domain::Timestamp began_at = eventstore::system_now();
        auto counts = reconciliation_.run(period, use, *lease, instance);
        const std::string work = projections::sweep_of(paystack_->name());
        const auto done = done_.done_until(work);
        // Not over a gap: what lies between was not listed.
        if (use == SweepUse::book && (!done || period.from <= *done)) {
            lease->require(done_.finish(lease->lease(), work, std::min(period.until, began_at)));
        }
        store_.wait_until_served(store_.log().head().position);
        return counts;
    }
    auto differences(const domain::Period& period) { return reconciliation_.differences(period); }
    [[nodiscard]] std::string provider() const { return std::string{paystack_->name()}; }

private:
    std::unique_ptr<HeldLease> wait_for_lease() {
        const auto limit = std::chrono::steady_clock::now() + lease_limit;
        const domain::Uuid holder = eventstore::new_uuid_v7(eventstore::system_now());
        while (std::chrono::steady_clock::now() < limit) {
            auto lease = std::make_unique<HeldLease>(leases_, std::string{Scheduler::lease_name}, holder,
                                                     eventstore::system_now);
            if (lease->holds()) {
                return lease;
            }
            std::this_thread::sleep_for(reconcile_poll);
        }
        throw CommandFault{EX_TEMPFAIL, "a service or another command is reconciling, and does not end"};
    }

    const PaymentSettings& settings_;
    CommandStore& store_;
    const ProviderSecrets secrets_;
    eventstore::NullMetrics metrics_;
    const std::unique_ptr<PaymentProvider> paystack_;
    eventstore::ReadPool pool_;
    eventstore::PostgresLeaseTable leases_;
    eventstore::PostgresTimedWork done_;
    eventstore::PostgresProviderCharges charges_;
    Reconciliation reconciliation_;
};

json::array differences_json(const std::map<domain::Uuid, std::vector<domain::Difference>>& found) {
    json::array all;
    for (const auto& [business, differences] : found) {
        for (const domain::Difference& difference : differences) {
            json::object one = http::difference_json(difference);
            one["business"] = business.is_nil() ? json::value(nullptr)
                                                : json::value(domain::to_type_id(domain::business_prefix, business));
            all.emplace_back(std::move(one));
        }
    }
    return all;
}

json::object report_json(const Asked& asked, const std::string& provider, const ReconciliationCounts& counts,
                         json::array differences) {
    json::array refused;
    for (const auto& [what, why] : counts.refused()) {
        refused.emplace_back(json::object{{"what", what}, {"why", why}});
    }
    return {{"object", "reconciliation"},
            {"provider", provider},
            {"from", domain::to_string(asked.from)},
            {"to", domain::to_string(asked.to)},
            {"charges", counts.sweep.charges},
            {"refunds", counts.sweep.refunds},
            {"disputes", counts.sweep.disputes},
            {"booked", counts.sweep.booked},
            {"gone", counts.sweep.gone},
            {"payouts", counts.payouts.listed},
            {"payouts_booked", counts.payouts.booked},
            {"refused", std::move(refused)},
            {"differences", std::move(differences)}};
}

std::string shown(const json::value& value) {
    return value.is_null() ? "-" : value.is_string() ? std::string{value.as_string()} : json::serialize(value);
}

std::string readable(const json::object& report) {
    std::string text = fmt::format(
        "{} from {} to {}: {} charges, {} refunds, {} disputes listed; {} facts booked, {} payouts booked\n",
        shown(report.at("provider")), shown(report.at("from")), shown(report.at("to")), shown(report.at("charges")),
        shown(report.at("refunds")), shown(report.at("disputes")), shown(report.at("booked")),
        shown(report.at("payouts_booked")));
    for (const json::value& refused : report.at("refused").as_array()) {
        text += fmt::format("refused  {}: {}\n", shown(refused.at("what")), shown(refused.at("why")));
    }
    for (const json::value& difference : report.at("differences").as_array()) {
        text += fmt::format("{:<20} {}  {}  {}  provider {} ledger {} {}\n", shown(difference.at("kind")),
                            shown(difference.at("business")), shown(difference.at("provider_payment_id")),
                            shown(difference.at("reference")), shown(difference.at("at_provider")),
                            shown(difference.at("in_ledger")), shown(difference.at("currency")));
    }
    return text + fmt::format("{} differences\n", report.at("differences").as_array().size());
}

int reconcile(const CommandLine& line, const ReconcileArguments& arguments) {
    const Asked asked = asked_for(arguments, eventstore::system_now());
    CommandStart start{load_config(line)};
    if (start.config.payments.paystack_secrets.empty()) {
        throw CommandFault{EX_CONFIG, "no provider is configured; give --paystack-secret-key"};
    }
    CommandStore store{start};
    ReconcileRun run{start, store};
    const auto counts = run.run(asked.period, arguments.report_only ? SweepUse::list_only : SweepUse::book);
    const json::object report =
        report_json(asked, run.provider(), counts, differences_json(run.differences(asked.period)));
    print_out(line.form() == OutputForm::json ? json::serialize(report) + "\n" : readable(report));
    const bool is_clean = report.at("refused").as_array().empty() && report.at("differences").as_array().empty();
    return is_clean ? 0 : exit_differs;
}

}  // namespace

void add_reconcile(const Command& program, CommandLine& line) {
    const Command command = program.command("reconcile", "Book what webhooks missed, and name what differs");
    auto& arguments = command.arguments<ReconcileArguments>();
    command.option("--from", arguments.from, "First day, as 2026-11-01 (default 30 days before the last)");
    command.option("--to", arguments.to, "Last day (default today)");
    command.flag("--report-only", arguments.report_only, "List and compare, book nothing");
    command.footer(
        "Examples:\n"
        "  suoledger reconcile --from 2026-11-01 --to 2026-11-30\n"
        "  suoledger reconcile --report-only --output json | jq '.differences'\n"
        "Days are those of Africa/Lagos. Exit code 1: something differs, or a person has to look at something.");
    add_settings(command, line);
    command.action([&line, &arguments] { return reconcile(line, arguments); });
}

}  // namespace suoledger::adapters
