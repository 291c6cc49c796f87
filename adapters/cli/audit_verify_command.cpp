// SPDX-License-Identifier: Apache-2.0
// audit verify: every check of a log that what is at hand allows; names the first bad position.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <iterator>
#include <string>
#include <vector>

#include "adapters/cli/audit_download.hpp"
#include "adapters/cli/audit_inputs.hpp"
#include "adapters/cli/audit_progress.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/exit_codes.hpp"
#include "eventstore/audit/bundle.hpp"
#include "eventstore/audit/postgres_events.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;
using eventstore::AuditDepth;
using eventstore::AuditReport;
using eventstore::Finding;

struct VerifyArguments {
    std::string bundle, service, api_key_file;
    std::vector<std::string> checkpoints, public_keys;
    std::optional<std::int64_t> first, last;
    bool quick = false;

    [[nodiscard]] AuditDepth depth() const { return quick ? AuditDepth::hashes : AuditDepth::double_entry; }
};

/// What is shown at the end.
struct Outcome {
    AuditReport report;
    std::vector<std::string> left_out;  // what could not be looked at, and why
};

std::vector<NamedNote> read_notes(const VerifyArguments& arguments) {
    std::vector<NamedNote> notes;
    for (const std::string& file : arguments.checkpoints) {
        notes.push_back({file, read_named_file(file)});
    }
    return notes;
}

/// Other commands make a ring that is not there; one made now would open nothing.
void require_named_ring(const Config& config) {
    std::error_code ignored;
    if (config.kek_file && !std::filesystem::exists(*config.kek_file, ignored)) {
        throw CommandFault{EX_NOINPUT, fmt::format("cannot read {}", config.kek_file->string())};
    }
}

using TrustedKeys = std::vector<eventstore::NoteVerifier>;

Outcome verify_bundle(const VerifyArguments& arguments, const std::string& bundle, TrustedKeys trusted) {
    Outcome outcome;
    eventstore::BundleInput input;
    input.depth = arguments.depth();
    input.trusted = std::move(trusted);
    input.from = arguments.first.value_or(1);
    input.to = arguments.last;
    auto opened = open_checkpoints(read_notes(arguments), input.trusted);
    input.checkpoints = std::move(opened.known);
    if (input.trusted.empty()) {
        outcome.left_out.emplace_back("whose signature it is: the keys are the bundle's own; name one by --public-key");
    }
    outcome.left_out.emplace_back("whether sealed blobs open: a bundle brings no keys");
    AuditProgress progress{0};
    input.on_progress = [&progress](std::int64_t position) { progress.reached(position); };
    auto report = eventstore::audit_bundle(bundle, std::move(input));
    if (report.undecided_checkpoints > 0) {
        outcome.left_out.push_back(fmt::format(
            "{} older checkpoints: the bundle does not show how the tree splits there", report.undecided_checkpoints));
    }
    outcome.report = std::move(report);
    std::ranges::copy(opened.findings, std::back_inserter(outcome.report.findings));
    return outcome;
}

Outcome verify_service(const VerifyArguments& arguments, TrustedKeys trusted) {
    const DownloadedBundle bundle{{.service = arguments.service,
                                   .api_key = read_api_key(arguments.api_key_file),
                                   .first = arguments.first,
                                   .last = arguments.last}};
    return verify_bundle(arguments, bundle.file().string(), std::move(trusted));
}

Outcome verify_database(const CommandLine& line, const VerifyArguments& arguments, TrustedKeys trusted) {
    const LoadedConfig loaded = load_config(line);
    require_named_ring(loaded.config);
    // While still root, if that is who asks.
    const auto notes = read_notes(arguments);
    if (trusted.empty()) {
        trusted = keys_of_named_file(loaded.config);
    }
    CommandStart start{loaded};
    CommandDatabase database{start};
    Outcome outcome;
    eventstore::AuditInput input;
    input.depth = arguments.depth();
    const OwnEvidence own{start, std::move(trusted)};
    auto opened = open_checkpoints(notes, own.trusted());
    own.set_aside_lost(opened, outcome.left_out);
    input.checkpoints = std::move(opened.known);

    eventstore::ReadPool pool{database.url()};
    eventstore::PostgresKeys keys{pool};
    input.facts = eventstore::log_facts(pool);
    std::vector<Finding> findings = std::move(opened.findings);
    own.add_to(input.facts->head.epoch, input, findings, outcome.left_out);
    std::optional<eventstore::SealedChecks> sealed;
    if (auto ring = existing_ring(start)) {
        sealed.emplace(*std::move(ring), keys);
        input.sealed = &*sealed;
    } else {
        outcome.left_out.emplace_back("whether sealed blobs open: there is no ring of keys; name it by --kek-file");
    }
    input.find_stored_keys = [&pool](const std::vector<domain::Uuid>& ids) {
        return eventstore::stored_keys_among(pool, ids);
    };
    AuditProgress progress{input.facts->last_position};
    input.on_progress = [&progress](std::int64_t position) { progress.reached(position); };
    eventstore::PostgresEvents events{pool, input.facts->last_position};
    outcome.report = eventstore::audit(events, std::move(input));
    std::ranges::move(findings, std::back_inserter(outcome.report.findings));
    return outcome;
}

json::object shown(const Finding& finding) {
    json::object out{{"code", eventstore::to_string(finding.code)}};
    if (finding.position != 0) {
        out["position"] = finding.position;
    }
    if (finding.up_to != 0) {
        out["up_to"] = finding.up_to;
    }
    out["detail"] = finding.detail;
    return out;
}

std::string as_json(const Outcome& outcome) {
    const AuditReport& report = outcome.report;
    const Finding* first = report.first();
    json::array findings, left_out;
    for (const Finding& finding : report.findings) {
        findings.push_back(shown(finding));
    }
    for (const std::string& what : outcome.left_out) {
        left_out.emplace_back(what);
    }
    json::object out{{"object", "audit"},
                     {"verdict", first == nullptr ? "clean" : "tampered"},
                     {"events", report.events},
                     {"last_position", report.last_position},
                     {"last_leaf_hash", eventstore::hex(report.last_leaf)},
                     {"root", eventstore::hex(report.root)},
                     {"agreeing_checkpoints", report.agreeing_checkpoints},
                     {"opened_blobs", report.opened_blobs},
                     {"erased_blobs", report.erased_blobs},
                     {"not_checked", std::move(left_out)},
                     {"findings", std::move(findings)}};
    out["first"] = first == nullptr ? json::value() : json::value(shown(*first));
    return json::serialize(out) + "\n";
}

std::string as_text(const Outcome& outcome) {
    const AuditReport& report = outcome.report;
    std::string text;
    if (const Finding* first = report.first()) {
        text = first->position == 0 ? fmt::format("NOT CLEAN: {}\n", eventstore::to_string(first->code))
                                    : fmt::format("NOT CLEAN from position {}: {}\n", first->position,
                                                  eventstore::to_string(first->code));
        for (const Finding& finding : report.findings) {
            text += fmt::format("  {}{}: {}\n", eventstore::to_string(finding.code),
                                finding.position == 0 ? "" : fmt::format(" at {}", finding.position), finding.detail);
        }
    } else {
        text = fmt::format(
            "clean: {} events up to position {}, {} checkpoints agree, {} sealed blobs open, {} are erased\n",
            report.events, report.last_position, report.agreeing_checkpoints, report.opened_blobs, report.erased_blobs);
    }
    for (const std::string& what : outcome.left_out) {
        text += fmt::format("not checked: {}\n", what);
    }
    return text;
}

int verify(const CommandLine& line, const VerifyArguments& arguments) {
    const bool is_of_database = arguments.bundle.empty() && arguments.service.empty();
    if (is_of_database && (arguments.first || arguments.last)) {
        throw CommandFault{EX_USAGE, "--first and --last are of a bundle: name it by --bundle, or --service"};
    }
    if (!arguments.bundle.empty() && !arguments.service.empty()) {
        throw CommandFault{EX_USAGE, "--bundle and --service: name one of them"};
    }
    TrustedKeys trusted = parse_public_keys(arguments.public_keys);
    const Outcome outcome = is_of_database             ? verify_database(line, arguments, std::move(trusted))
                            : arguments.bundle.empty() ? verify_service(arguments, std::move(trusted))
                                                       : verify_bundle(arguments, arguments.bundle, std::move(trusted));
    print_out(line.form() == OutputForm::json ? as_json(outcome) : as_text(outcome));
    return outcome.report.findings.empty() ? 0 : EX_DATAERR;
}

}  // namespace

void add_audit_verify(const Command& group, CommandLine& line) {
    const Command command = group.command("verify", "Recompute a log and name the first position that is not right");
    auto& arguments = command.arguments<VerifyArguments>();
    command.option("--bundle", arguments.bundle, "A bundle, as a tar file or unpacked; no database is read");
    command.option("--service", arguments.service,
                   "Ask the service at this address, http(s)://host[:port], for a bundle; no database is read");
    command.option("--api-key-file", arguments.api_key_file,
                   "File with the API key for --service, of scope audit (default: SUOLEDGER_API_KEY)");
    command.option("--first", arguments.first, "First position that the bundle was asked for (default 1)");
    command.option("--last", arguments.last, "Last one (default: the end)");
    command.option("--checkpoint", arguments.checkpoints,
                   "A signed checkpoint that was kept elsewhere; may be repeated");
    command.option("--public-key", arguments.public_keys,
                   "Trust this key (name+id+key) instead of the data directory's; may be repeated");
    command.flag("--quick", arguments.quick, "Leave the payloads unread: hashes, numbers and times only");
    command.footer(
        "Examples:\n"
        "  suoledger audit verify --data-dir /srv/ledger --checkpoint kept/checkpoint\n"
        "  suoledger audit verify --database-url postgresql://… --kek-file /srv/kek.json --public-key …\n"
        "  suoledger audit verify --service https://ledger.example --api-key-file key --public-key …\n"
        "  suoledger audit verify --bundle ada-stores.tar --public-key … --output json\n"
        "Nothing is written. Exit code 0: all that could be looked at is right; 65: it is not.");
    add_settings(command, line);
    command.action([&line, &arguments] { return verify(line, arguments); });
}

}  // namespace suoledger::adapters
