// SPDX-License-Identifier: Apache-2.0
// Writing and opening signed notes, to the letter of C2SP signed-note.
#include "eventstore/merkle/signed_note.hpp"

#include <algorithm>
#include <stdexcept>

#include "eventstore/utf8.hpp"

namespace suoledger::eventstore {
namespace {

constexpr std::size_t max_note_bytes = 1'000'000;
constexpr std::size_t max_signatures = 100;
constexpr std::uint8_t type_ed25519 = 0x01;
constexpr std::string_view signature_prefix = "— ";

// White_Space of Unicode that is not ASCII.
constexpr std::string_view wide_spaces[] = {"\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
                                            "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a",
                                            "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20; }

bool is_note_text(std::string_view text) {
    return !find_bad_utf8(text) && std::ranges::none_of(text, [](char c) { return is_control(c) && c != '\n'; });
}

std::string key_bytes(const Ed25519PublicKey& key) {
    std::string out(1, static_cast<char>(type_ed25519));
    out.append(reinterpret_cast<const char*>(key.data()), key.size());
    return out;
}

struct SignatureLine {
    std::string_view name;
    std::array<std::uint8_t, 4> id{};
    std::string signature;
};

std::optional<SignatureLine> parse_signature_line(std::string_view line) {
    if (!line.starts_with(signature_prefix)) return std::nullopt;
    line.remove_prefix(signature_prefix.size());
    const auto space = line.find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    SignatureLine parsed;
    parsed.name = line.substr(0, space);
    auto bytes = from_base64(line.substr(space + 1));
    if (!is_note_name(parsed.name) || !bytes || bytes->size() <= parsed.id.size()) return std::nullopt;
    std::copy_n(bytes->begin(), parsed.id.size(), parsed.id.begin());
    parsed.signature = bytes->substr(parsed.id.size());
    return parsed;
}

std::optional<std::vector<SignatureLine>> parse_signature_lines(std::string_view lines) {
    std::vector<SignatureLine> out;
    if (!lines.ends_with('\n')) return std::nullopt;
    while (!lines.empty()) {
        const auto end = lines.find('\n');
        auto line = parse_signature_line(lines.substr(0, end));
        if (!line || out.size() == max_signatures) return std::nullopt;
        out.push_back(*std::move(line));
        lines.remove_prefix(end + 1);
    }
    return out;
}

bool verifies(const NoteVerifier& verifier, const SignatureLine& line, std::string_view text) {
    Ed25519Signature signature{};
    if (line.signature.size() != signature.size()) return false;
    std::copy(line.signature.begin(), line.signature.end(), signature.begin());
    return ed25519_verify(verifier.public_key, signature, text);
}

}  // namespace

bool is_note_name(std::string_view name) {
    return !name.empty() && !find_bad_utf8(name) &&
           std::ranges::none_of(name, [](char c) { return is_control(c) || c == ' ' || c == '+' || c == '\x7f'; }) &&
           std::ranges::none_of(wide_spaces, [name](auto space) { return name.find(space) != name.npos; });
}

std::array<std::uint8_t, 4> NoteVerifier::id() const {
    const Hash hash = sha256({bytes_of(name), bytes_of("\n"), bytes_of(key_bytes(public_key))});
    std::array<std::uint8_t, 4> id{};
    std::copy_n(hash.begin(), id.size(), id.begin());
    return id;
}

std::string NoteVerifier::text() const {
    return name + '+' + hex(id()) + '+' + base64(bytes_of(key_bytes(public_key)));
}

std::optional<NoteVerifier> parse_note_verifier(std::string_view text) {
    // Base64 may hold a '+', a name may not: the first two part the three.
    const auto first = text.find('+');
    const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    const auto key = from_base64(text.substr(second + 1));
    NoteVerifier verifier{std::string(text.substr(0, first)), {}};
    if (!is_note_name(verifier.name) || !key || key->size() != 1 + verifier.public_key.size() ||
        key->front() != static_cast<char>(type_ed25519)) {
        return std::nullopt;
    }
    std::copy(key->begin() + 1, key->end(), verifier.public_key.begin());
    if (hex(verifier.id()) != text.substr(first + 1, second - first - 1)) return std::nullopt;
    return verifier;
}

NoteVerifier NoteSigner::verifier() const { return {name, ed25519_public_key(seed)}; }

std::string sign_note(std::string_view text, std::span<const NoteSigner> signers) {
    if (!text.ends_with('\n') || !is_note_text(text)) throw std::invalid_argument("this text cannot be a signed note");
    std::string note{text};
    note += '\n';
    for (const NoteSigner& signer : signers) {
        if (!is_note_name(signer.name)) throw std::invalid_argument("this cannot be the name of a key: " + signer.name);
        const auto id = signer.verifier().id();
        const auto signature = ed25519_sign(signer.seed, text);
        std::string bytes(id.begin(), id.end());
        bytes.append(signature.begin(), signature.end());
        note.append(signature_prefix).append(signer.name).append(" ").append(base64(bytes_of(bytes))).append("\n");
    }
    return note;
}

std::optional<OpenedNote> open_note(std::string_view note, std::span<const NoteVerifier> known) {
    if (note.size() > max_note_bytes || !is_note_text(note)) return std::nullopt;
    const auto divide = note.rfind("\n\n");
    if (divide == std::string_view::npos) return std::nullopt;
    OpenedNote opened;
    opened.text = note.substr(0, divide + 1);
    const auto lines = parse_signature_lines(note.substr(divide + 2));
    if (!lines) return std::nullopt;
    for (const SignatureLine& line : *lines) {
        const auto verifier = std::ranges::find_if(
            known, [&line](const NoteVerifier& one) { return one.name == line.name && one.id() == line.id; });
        if (verifier == known.end()) continue;
        if (!verifies(*verifier, line, opened.text)) return std::nullopt;
        if (std::ranges::find(opened.signed_by, *verifier) == opened.signed_by.end())
            opened.signed_by.push_back(*verifier);
    }
    if (opened.signed_by.empty()) return std::nullopt;
    return opened;
}

std::vector<std::string_view> split_notes(std::string_view text) {
    std::vector<std::string_view> notes;
    // A note ends where a line that is no signature follows one that is.
    for (std::size_t begin = 0, line = 0, was_signature = 0; line <= text.size();) {
        const auto rest = text.substr(line);
        const bool is_signature = rest.starts_with(signature_prefix);
        if ((was_signature != 0 && !is_signature) || rest.empty()) {
            if (line > begin) notes.push_back(text.substr(begin, line - begin));
            begin = line;
        }
        if (rest.empty()) break;
        was_signature = is_signature ? 1 : 0;
        line += std::min(rest.find('\n'), rest.size() - 1) + 1;
    }
    return notes;
}

std::string base64(Bytes data) {
    std::string text = base64url(data);
    std::ranges::replace(text, '-', '+');
    std::ranges::replace(text, '_', '/');
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0 || text.find_first_of("-_") != text.npos) return std::nullopt;
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
    std::string translated{text};
    std::ranges::replace(translated, '+', '-');
    std::ranges::replace(translated, '/', '_');
    return from_base64url(translated);
}

}  // namespace suoledger::eventstore
