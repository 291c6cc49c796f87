// SPDX-License-Identifier: Apache-2.0
// The texts, line by line; what is read back is read strictly.
#include "eventstore/merkle/checkpoint.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace suoledger::eventstore {
namespace {

constexpr std::string_view tenant_head_title = "suoledger/tenant-head/v1";
constexpr std::string_view proof_title = "c2sp.org/tlog-proof@v1";
/// A tree of 2^63 leaves needs as many.
constexpr std::size_t max_proof_hashes = 64;

/// Takes the first line off; nullopt when no line is whole.
std::optional<std::string_view> take_line(std::string_view& text) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

std::optional<std::int64_t> parse_count(std::optional<std::string_view> text) {
    if (!text || text->empty() || (text->size() > 1 && text->front() == '0')) return std::nullopt;
    if (!std::ranges::all_of(*text, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
    return number;
}

std::optional<Hash> parse_hash(std::optional<std::string_view> text) {
    const auto bytes = text ? from_base64(*text) : std::nullopt;
    Hash hash{};
    if (!bytes || bytes->size() != hash.size()) return std::nullopt;
    std::copy(bytes->begin(), bytes->end(), hash.begin());
    return hash;
}

std::optional<Checkpoint> take_checkpoint(std::string_view& text) {
    const auto origin = take_line(text);
    const auto size = parse_count(take_line(text));
    const auto root = parse_hash(take_line(text));
    if (!origin || origin->empty() || !size || !root) return std::nullopt;
    return Checkpoint{std::string(*origin), *size, *root};
}

bool take_text(std::string_view& text, std::string_view what) {
    if (!text.starts_with(what)) return false;
    text.remove_prefix(what.size());
    return true;
}

}  // namespace

std::string log_origin(std::string_view name, std::int64_t epoch) { return fmt::format("{}/log/{}", name, epoch); }

std::string checkpoint_text(const Checkpoint& checkpoint) {
    return fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.size, base64(checkpoint.root));
}

std::optional<Checkpoint> parse_checkpoint(std::string_view text) {
    auto checkpoint = take_checkpoint(text);
    while (checkpoint && !text.empty()) {
        const auto extension = take_line(text);
        if (!extension || extension->empty()) return std::nullopt;
    }
    return checkpoint;
}

std::string tenant_head_text(const TenantHead& head) {
    return fmt::format("{}\n{}\n{}\n{}\n{}", tenant_head_title, domain::to_string(head.tenant), head.tenant_sequence,
                       head.position, checkpoint_text(head.checkpoint));
}

std::optional<TenantHead> parse_tenant_head(std::string_view text) {
    if (take_line(text) != tenant_head_title) return std::nullopt;
    const auto tenant_line = take_line(text);
    const auto tenant = tenant_line ? domain::parse_uuid(*tenant_line) : std::nullopt;
    // Only the spelling that we write: a text that is signed has one form.
    if (!tenant || domain::to_string(*tenant) != *tenant_line) return std::nullopt;
    const auto tenant_sequence = parse_count(take_line(text));
    const auto position = parse_count(take_line(text));
    auto checkpoint = take_checkpoint(text);
    if (!tenant_sequence || !position || !checkpoint || !text.empty()) return std::nullopt;
    return TenantHead{*tenant, *tenant_sequence, *position, *std::move(checkpoint)};
}

std::string tlog_proof_text(const TlogProof& proof) {
    std::string text = fmt::format("{}\n", proof_title);
    if (!proof.extra.empty()) text += fmt::format("extra {}\n", base64(bytes_of(proof.extra)));
    text += fmt::format("index {}\n", proof.index);
    for (const Hash& hash : proof.hashes) text += base64(hash) + "\n";
    return text + "\n" + proof.checkpoint;
}

std::optional<TlogProof> parse_tlog_proof(std::string_view text) {
    TlogProof proof;
    if (take_line(text) != proof_title) return std::nullopt;
    if (take_text(text, "extra ")) {
        const auto line = take_line(text);
        auto extra = line ? from_base64(*line) : std::nullopt;
        if (!extra) return std::nullopt;
        proof.extra = *std::move(extra);
    }
    if (!take_text(text, "index ")) return std::nullopt;
    const auto index = parse_count(take_line(text));
    if (!index) return std::nullopt;
    proof.index = *index;
    while (true) {
        const auto line = take_line(text);
        if (!line) return std::nullopt;
        if (line->empty()) break;
        const auto hash = parse_hash(line);
        if (!hash || proof.hashes.size() == max_proof_hashes) return std::nullopt;
        proof.hashes.push_back(*hash);
    }
    proof.checkpoint = text;
    return proof;
}

}  // namespace suoledger::eventstore
