// SPDX-License-Identifier: Apache-2.0
// The origin says which log it is of, the signature that the log's key holder said so.
#include "eventstore/audit/signed_checkpoints.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace suoledger::eventstore {
namespace {

constexpr std::string_view log_part = "/log/";

std::vector<NoteVerifier> trusted_as(std::string_view origin, std::span<const NoteVerifier> trusted) {
    std::vector<NoteVerifier> found;
    for (const NoteVerifier& key : trusted)
        if (log_name_of(key.name).value_or(key.name) == log_name_of(origin))
            found.push_back({std::string(origin), key.public_key});
    return found;
}

/// The text, once a trusted key is known to have signed it under that origin.
std::expected<std::string, Finding> open_signed(std::string_view source, std::string_view note, std::string_view origin,
                                                std::span<const NoteVerifier> trusted) {
    const auto known = trusted_as(origin, trusted);
    if (known.empty())
        return std::unexpected(
            Finding{FindingCode::checkpoint_origin_differs, 0, 0,
                    fmt::format("{} is of the log {}, for which no key is trusted", source, origin)});
    auto opened = open_note(note, known);
    if (!opened)
        return std::unexpected(
            Finding{FindingCode::checkpoint_signature_invalid, 0, 0,
                    fmt::format("{} bears no valid signature of a trusted key of {}", source, origin)});
    return std::move(opened->text);
}

/// Up to and with the newline before the signatures; empty when there is none.
std::string_view text_of(std::string_view note) {
    const auto end = note.rfind("\n\n");
    return end == std::string_view::npos ? std::string_view() : note.substr(0, end + 1);
}

Finding malformed(FindingCode code, std::string_view source, std::string_view what) {
    return {code, 0, 0, fmt::format("{} is no {}", source, what)};
}

}  // namespace

std::optional<std::string_view> log_name_of(std::string_view origin) {
    const auto end = origin.rfind(log_part);
    if (end == std::string_view::npos) return std::nullopt;
    const auto epoch = origin.substr(end + log_part.size());
    if (epoch.empty() || !std::ranges::all_of(epoch, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
    return origin.substr(0, end);
}

std::expected<Checkpoint, Finding> open_checkpoint(std::string_view source, std::string_view note,
                                                   std::span<const NoteVerifier> trusted) {
    const auto claimed = parse_checkpoint(text_of(note));
    if (!claimed) return std::unexpected(malformed(FindingCode::checkpoint_malformed, source, "signed checkpoint"));
    const auto text = open_signed(source, note, claimed->origin, trusted);
    if (!text) return std::unexpected(text.error());
    return *parse_checkpoint(*text);
}

std::expected<TenantHead, Finding> open_tenant_head(std::string_view source, std::string_view note,
                                                    std::span<const NoteVerifier> trusted) {
    const auto claimed = parse_tenant_head(text_of(note));
    if (!claimed) return std::unexpected(malformed(FindingCode::tenant_head_invalid, source, "signed tenant head"));
    const auto text = open_signed(source, note, claimed->checkpoint.origin, trusted);
    if (!text) return std::unexpected(Finding{FindingCode::tenant_head_invalid, 0, 0, text.error().detail});
    return *parse_tenant_head(*text);
}

std::expected<LossDeclaration, Finding> open_loss_declaration(std::string_view source, std::string_view note,
                                                              std::span<const NoteVerifier> trusted) {
    const auto claimed = parse_loss_declaration(text_of(note));
    if (!claimed) return std::unexpected(malformed(FindingCode::checkpoint_malformed, source, "loss declaration"));
    const auto text = open_signed(source, note, claimed->next_origin, trusted);
    if (!text) return std::unexpected(text.error());
    return *parse_loss_declaration(*text);
}

}  // namespace suoledger::eventstore
