// SPDX-License-Identifier: Apache-2.0
// Interleaved events, and a verifier in another process.
#include "tests/http/audit_samples.hpp"

#include <sys/wait.h>
#include <array>
#include <cstdio>
#include <fstream>
#include <stdexcept>

namespace suoledger::http::test {
namespace {

constexpr const char* invoice = R"({"customer":{"name":"Bola"},"lines":[{"description":"Rice","unit_price":4500}]})";

}  // namespace

AuditedService::AuditedService(int rounds) {
    operators.is_operator = true;
    operators.scopes.add(domain::Scope::operate);
    const Principal own = principal;
    principal = operators;
    const Answer registered = post("/v1/businesses", R"({"name":"Bisi Stores"})");
    other = own;
    other.tenant = domain::parse_type_id(domain::business_prefix,
                                         std::string(registered.json().at("business").at("id").as_string()))
                       .value();
    for (int round = 0; round < rounds; ++round) {
        principal = other;
        other_invoice = post("/v1/invoices", invoice).text("id");
        principal = own;
        own_invoice = post("/v1/invoices", invoice).text("id");
    }
}

std::vector<eventstore::RecordedEvent> AuditedService::all_events() { return services.store.read_log({}); }

std::vector<eventstore::RecordedEvent> AuditedService::own_events() {
    return services.store.read_log({.tenant = principal.tenant});
}

eventstore::Hash AuditedService::root_of(std::int64_t size) {
    eventstore::CompactRange range;
    for (const auto& event : all_events())
        if (event.position <= size) range.append(event.leaf_hash);
    return range.root();
}

eventstore::Checkpoint AuditedService::opened(const std::string& note) {
    const auto verifiers = services.merkle->verifiers();
    const auto open = eventstore::open_note(note, verifiers);
    if (!open) throw std::runtime_error("not signed: " + note);
    return eventstore::parse_checkpoint(open->text).value();
}

Verdict verify(AuditedService& service, const std::string& name, const std::string& content,
               const std::string& more_arguments) {
    const ScratchFolder scratch;
    const auto file = scratch.path / name;
    std::ofstream(file, std::ios::binary) << content;
    std::string command = "/usr/bin/python3 -B " SUOLEDGER_SOURCE_DIR "/tests/audit/verify.py '" + file.string() + "' ";
    for (const auto& verifier : service.services.merkle->verifiers())
        command += "--public-key '" + verifier.text() + "' ";
    command += more_arguments + " 2>&1";
    std::FILE* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("no verifier");
    Verdict verdict;
    std::array<char, 4096> buffer{};
    while (const auto count = std::fread(buffer.data(), 1, buffer.size(), pipe))
        verdict.output.append(buffer.data(), count);
    verdict.code = WEXITSTATUS(::pclose(pipe));
    return verdict;
}

}  // namespace suoledger::http::test
