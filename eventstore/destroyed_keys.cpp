// SPDX-License-Identifier: Apache-2.0
// Reading, verifying and lengthening the list.
#include "eventstore/destroyed_keys.hpp"

#include <cerrno>
#include <charconv>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "eventstore/durable_files.hpp"

namespace suoledger::eventstore {
namespace {

constexpr std::string_view note_tag = "suoledger/destroyed-key/v1";
constexpr ::mode_t private_mode = 0600;

[[noreturn]] void fail(const std::filesystem::path& file) {
    throw std::system_error(errno, std::generic_category(), file.string());
}

/// An open file with the exclusive lock of all who write the list.
class LockedFile {
public:
    LockedFile(const std::filesystem::path& file, int flags)
        : descriptor_(::open(file.c_str(), flags | O_CLOEXEC, private_mode)) {
        if (descriptor_ < 0 && errno == ENOENT && (flags & O_CREAT) == 0) return;
        if (descriptor_ < 0) fail(file);
        if (::flock(descriptor_, LOCK_EX) == 0) return;
        ::close(descriptor_);
        fail(file);
    }
    ~LockedFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    LockedFile(const LockedFile&) = delete;
    LockedFile& operator=(const LockedFile&) = delete;

    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
    [[nodiscard]] int descriptor() const { return descriptor_; }

private:
    const int descriptor_;
};

std::string read_from(int descriptor, std::int64_t offset, const std::filesystem::path& file) {
    struct ::stat status{};
    if (::fstat(descriptor, &status) != 0) fail(file);
    if (status.st_size < offset)
        throw DestroyedKeysFault(fmt::format("{} became shorter while it was used", file.string()));
    std::string text(static_cast<std::size_t>(status.st_size - offset), '\0');
    std::size_t done = 0;
    while (done < text.size()) {
        const auto got = ::pread(descriptor, text.data() + done, text.size() - done,
                                 static_cast<::off_t>(offset + static_cast<std::int64_t>(done)));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail(file);
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    text.resize(done);
    return text;
}

void write_all(int descriptor, std::string_view text, const std::filesystem::path& file) {
    while (!text.empty()) {
        const auto written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail(file);
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(descriptor) != 0) fail(file);
}

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string_view take_line(std::string_view& text) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

/// What `text_of` wrote, and nothing else.
std::optional<ListedKey> parse_text(std::string_view text, const Hash& previous) {
    std::string_view rest = text;
    if (take_line(rest) != note_tag) return std::nullopt;
    const auto number = number_in(take_line(rest));
    const auto tenant = domain::parse_uuid(take_line(rest));
    const auto key_id = domain::parse_uuid(take_line(rest));
    const auto instant = number_in(take_line(rest));
    if (!number || !tenant || !key_id || !instant) return std::nullopt;
    const ListedKey key{*number, *tenant, *key_id, {*instant}};
    return text == text_of(key, previous) ? std::optional(key) : std::nullopt;
}

/// Where the note that begins the text ends: behind its signatures. nullopt when it was cut off before, which only the
/// last one can be.
std::optional<std::size_t> end_of_note(std::string_view text) {
    constexpr std::string_view empty_line = "\n\n", signature = "\u2014 ";
    const auto next = text.find("\n" + std::string(note_tag) + "\n");
    const auto cut_off = next == std::string_view::npos ? std::nullopt : std::optional(next + 1);
    const auto text_end = text.find(empty_line);
    if (text_end == std::string_view::npos) return cut_off;
    std::size_t end = text_end + empty_line.size();
    const std::size_t first_signature = end;
    while (text.substr(end).starts_with(signature)) {
        const auto line_end = text.find('\n', end);
        if (line_end == std::string_view::npos) break;
        end = line_end + 1;
    }
    return end == first_signature ? cut_off : std::optional(end);
}

std::vector<NoteSigner> signers_of(const CheckpointKeys& keys) {
    std::vector<NoteSigner> signers;
    for (const SecretKey& seed : keys.signing) signers.push_back({keys.name, seed});
    return signers;
}

std::vector<NoteVerifier> verifiers_of(const CheckpointKeys& keys) {
    std::vector<NoteVerifier> verifiers;
    for (const NoteSigner& signer : signers_of(keys)) verifiers.push_back(signer.verifier());
    for (const Ed25519PublicKey& key : keys.retired) verifiers.push_back({keys.name, key});
    return verifiers;
}

}  // namespace

std::string text_of(const ListedKey& key, const Hash& previous) {
    return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n", note_tag, key.number, to_string(key.tenant), to_string(key.key_id),
                       key.destroyed_at.microseconds, hex(previous));
}

std::filesystem::path DestroyedKeys::beside(const std::filesystem::path& kek_file) {
    return kek_file.parent_path() / "destroyed-keys";
}

DestroyedKeys::DestroyedKeys(std::filesystem::path file, CheckpointKeys keys)
    : file_(std::move(file)), signers_(signers_of(keys)), verifiers_(verifiers_of(keys)) {
    const LockedFile opened(file_, O_RDWR);
    if (!opened.is_open()) return;
    struct ::stat status{};
    if (::fstat(opened.descriptor(), &status) != 0) fail(file_);
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        throw DestroyedKeysFault(
            fmt::format("{}: others may read or write it; run: chmod 600 {}", file_.string(), file_.string()));
    read_on(opened.descriptor());
}

bool DestroyedKeys::exists() const {
    std::error_code ignored;
    return std::filesystem::exists(file_, ignored);
}

/// Nobody was told of a note that is not whole: it is written and synced before anything rests on it.
void DestroyedKeys::read_on(int descriptor) {
    const std::string text = read_from(descriptor, read_bytes_, file_);
    std::string_view rest = text;
    while (!rest.empty()) {
        const auto end = end_of_note(rest);
        if (!end) break;
        take_note(rest.substr(0, *end));
        read_bytes_ += static_cast<std::int64_t>(*end);
        rest.remove_prefix(*end);
    }
    if (!rest.empty() && ::ftruncate(descriptor, read_bytes_) != 0) fail(file_);
}

void DestroyedKeys::take_note(std::string_view note) {
    const auto number = static_cast<std::int64_t>(entries_.size()) + 1;
    const auto opened = open_note(note, verifiers_);
    const auto key = opened ? parse_text(opened->text, last_hash_) : std::nullopt;
    if (!key || key->number != number)
        throw DestroyedKeysFault(fmt::format(
            "{}: entry {} {}; put back the list that belongs to this database, or have it written anew from the log "
            "with `suoledger keys rebuild-destroyed-list`",
            file_.string(), number,
            opened ? "does not follow from the one before" : "is not signed by a key of --checkpoint-key-file"));
    by_key_.emplace(key->key_id, entries_.size());
    entries_.push_back(*key);
    last_hash_ = sha256({bytes_of(note)});
}

ListedKey DestroyedKeys::add(const domain::Uuid& tenant, const domain::Uuid& key_id, domain::Timestamp now) {
    const std::lock_guard lock(mutex_);
    const bool is_new = !exists();
    const LockedFile opened(file_, O_RDWR | O_CREAT | O_APPEND);
    read_on(opened.descriptor());
    if (const auto known = by_key_.find(key_id); known != by_key_.end()) return entries_[known->second];
    const ListedKey key{static_cast<std::int64_t>(entries_.size()) + 1, tenant, key_id, now};
    const std::string note = sign_note(text_of(key, last_hash_), signers_);
    write_all(opened.descriptor(), note, file_);
    if (is_new) sync_directory(file_.parent_path());
    take_note(note);
    read_bytes_ += static_cast<std::int64_t>(note.size());
    return key;
}

bool DestroyedKeys::contains(const domain::Uuid& key_id) {
    const std::lock_guard lock(mutex_);
    return by_key_.contains(key_id);
}

std::vector<ListedKey> DestroyedKeys::entries() {
    const std::lock_guard lock(mutex_);
    const LockedFile opened(file_, O_RDWR);
    if (opened.is_open()) read_on(opened.descriptor());
    return entries_;
}

}  // namespace suoledger::eventstore
