// SPDX-License-Identifier: Apache-2.0
// Checkpoints from outside: believed only with a signature of a key that the auditor trusts.
#pragma once

#include <expected>
#include <span>
#include <string_view>

#include "eventstore/audit/finding.hpp"
#include "eventstore/merkle/checkpoint.hpp"
#include "eventstore/merkle/loss_declaration.hpp"

namespace suoledger::eventstore {

/// "<name>" of "<name>/log/<epoch>"; nullopt: no such origin.
std::optional<std::string_view> log_name_of(std::string_view origin);
/// Keys are trusted for their log, in whichever epoch: the same keys sign on after a declared loss. `source` names it
/// in the finding.
std::expected<Checkpoint, Finding> open_checkpoint(std::string_view source, std::string_view note,
                                                   std::span<const NoteVerifier> trusted);
std::expected<TenantHead, Finding> open_tenant_head(std::string_view source, std::string_view note,
                                                    std::span<const NoteVerifier> trusted);
/// Signed under the origin of the epoch that it opens.
std::expected<LossDeclaration, Finding> open_loss_declaration(std::string_view source, std::string_view note,
                                                              std::span<const NoteVerifier> trusted);

}  // namespace suoledger::eventstore
