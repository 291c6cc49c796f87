// SPDX-License-Identifier: Apache-2.0
// C2SP signed notes with Ed25519 keys: a text, an empty line, one line a signature.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/merkle/ed25519.hpp"

namespace suoledger::eventstore {

/// Whose signature it is: a name without spaces and '+', and the key. Text form ("vkey"):
/// name+<8 hex digits of the id>+<base64 of 0x01 ‖ public key>.
struct NoteVerifier {
    std::string name;
    Ed25519PublicKey public_key{};
    [[nodiscard]] std::array<std::uint8_t, 4> id() const;  // SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)[0..4]
    [[nodiscard]] std::string text() const;
    bool operator==(const NoteVerifier&) const = default;
};
/// nullopt when it is malformed, of another type, or its id is not its key's.
std::optional<NoteVerifier> parse_note_verifier(std::string_view text);

struct NoteSigner {
    std::string name;
    SecretKey seed{};
    [[nodiscard]] NoteVerifier verifier() const;
};

/// A name of a key: UTF-8, not empty, without spaces, control characters and '+'.
bool is_note_name(std::string_view name);

/// `text` is UTF-8, ends with a newline and has no control character but newlines; names are such names: else throws
/// std::invalid_argument. One signature line for each signer.
std::string sign_note(std::string_view text, std::span<const NoteSigner> signers);

struct OpenedNote {
    std::string text;                     // with its last newline
    std::vector<NoteVerifier> signed_by;  // of the known ones, at least one
};
/// Signatures of unknown keys are passed over; nullopt when one of a known key does not verify, when there is none of
/// a known key, or when the note is malformed (limits: 1 MB, 100 signatures).
std::optional<OpenedNote> open_note(std::string_view note, std::span<const NoteVerifier> known);

/// The notes that stand one behind another in a file that is only appended to. What is no note at all is one of them.
std::vector<std::string_view> split_notes(std::string_view text);

/// Base64 with padding, as notes and tiles write it.
std::string base64(Bytes data);
std::optional<std::string> from_base64(std::string_view text);  // strict

}  // namespace suoledger::eventstore
