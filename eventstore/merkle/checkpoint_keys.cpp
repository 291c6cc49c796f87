// SPDX-License-Identifier: Apache-2.0
// The keys' file: made once with mode 0600, refused when others could read it.
#include "eventstore/merkle/checkpoint_keys.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>
#include <sys/stat.h>
#include <boost/json.hpp>

#include "eventstore/durable_files.hpp"
#include "eventstore/merkle/checkpoint.hpp"

namespace suoledger::eventstore {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

/// A few keys and the public halves of hundreds; anything larger is another file named by mistake.
constexpr std::uintmax_t max_file_bytes = 256 * 1024;

[[noreturn]] void refuse(const fs::path& file, std::string_view why) {
    throw CheckpointKeyFault(fmt::format("--checkpoint-key-file {}: {}", file.string(), why));
}

std::string read_private(const fs::path& file) {
    struct stat status{};
    if (::stat(file.c_str(), &status) != 0) refuse(file, fmt::format("cannot be read: {}", std::strerror(errno)));
    if (!S_ISREG(status.st_mode)) refuse(file, "is not a regular file");
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        refuse(file, fmt::format("others may read it (mode {:04o}); run: chmod 600 {}", status.st_mode & 07777U,
                                 file.string()));
    }
    if (static_cast<std::uintmax_t>(status.st_size) > max_file_bytes)
        refuse(file, "is too large to be checkpoint keys");
    std::ifstream stream(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!stream) refuse(file, fmt::format("cannot be read: {}", std::strerror(errno)));
    return text;
}

template <class Key>
std::vector<Key> keys_in(const fs::path& file, const json::object& members, std::string_view name) {
    const auto* entries = members.if_contains(name);
    std::vector<Key> keys;
    if (entries == nullptr || !entries->is_array()) refuse(file, fmt::format(R"(has no list "{}")", name));
    for (const json::value& entry : entries->get_array()) {
        const auto bytes = entry.is_string() ? from_base64url(entry.get_string()) : std::nullopt;
        Key key{};
        if (!bytes || bytes->size() != key.size())
            refuse(file, fmt::format(R"(every entry of "{}" must be 32 bytes of base64url)", name));
        std::memcpy(key.data(), bytes->data(), key.size());
        keys.push_back(key);
    }
    return keys;
}

CheckpointKeys parse(const fs::path& file, const std::string& text) {
    boost::system::error_code error;
    const json::value document = json::parse(text, error);
    const auto* members = error ? nullptr : document.if_object();
    const auto* name = members != nullptr ? members->if_contains("name") : nullptr;
    if (name == nullptr || !name->is_string() || !is_note_name(name->get_string())) {
        refuse(file, R"(is not checkpoint keys ({"name":"…","signing":["…"],"retired":[]}))");
    }
    CheckpointKeys keys;
    keys.name = name->get_string();
    keys.signing = keys_in<SecretKey>(file, *members, "signing");
    keys.retired = keys_in<Ed25519PublicKey>(file, *members, "retired");
    if (keys.signing.empty()) refuse(file, "holds no key that signs");
    return keys;
}

template <class Key>
json::array texts_of(const std::vector<Key>& keys) {
    json::array texts;
    for (const Key& key : keys) texts.emplace_back(base64url(key));
    return texts;
}

std::string file_text(const CheckpointKeys& keys) {
    const json::object members{
        {"name", keys.name}, {"signing", texts_of(keys.signing)}, {"retired", texts_of(keys.retired)}};
    return json::serialize(members) + "\n";
}

/// False when somebody else made the file meanwhile.
bool make(const fs::path& file) {
    CheckpointKeys keys;
    std::array<std::uint8_t, 8> suffix{};
    fill_random(suffix);
    keys.name = "suoledger/" + hex(suffix);
    fill_random(keys.signing.emplace_back());
    try {
        return create_durably(file, file_text(keys), 0600);
    } catch (const std::system_error& fault) {
        refuse(file, fault.what());
    }
}

}  // namespace

CheckpointKeys CheckpointKeys::load_or_create(const fs::path& file, bool create) {
    std::error_code ignored;
    const bool is_new = create && !fs::exists(file, ignored) && make(file);
    CheckpointKeys keys = parse(file, read_private(file));
    keys.is_new = is_new;
    return keys;
}

void CheckpointKeys::save(const fs::path& file) const {
    try {
        replace_durably(file, file_text(*this), 0600);
    } catch (const std::system_error& fault) {
        refuse(file, fault.what());
    }
}

std::vector<NoteSigner> CheckpointKeys::signers(std::int64_t epoch) const {
    std::vector<NoteSigner> out;
    for (const SecretKey& seed : signing) out.push_back({log_origin(name, epoch), seed});
    return out;
}

std::vector<NoteVerifier> CheckpointKeys::verifiers(std::int64_t epoch) const {
    std::vector<NoteVerifier> out;
    for (const NoteSigner& signer : signers(epoch)) out.push_back(signer.verifier());
    for (const Ed25519PublicKey& key : retired) out.push_back({log_origin(name, epoch), key});
    return out;
}

}  // namespace suoledger::eventstore
