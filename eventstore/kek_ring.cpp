// SPDX-License-Identifier: Apache-2.0
// The file of key-encryption keys: made once with mode 0600, refused when others could read it.
#include "eventstore/key_vault.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <boost/json.hpp>

#include "eventstore/durable_files.hpp"

namespace suoledger::eventstore {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

/// A ring holds a few epochs of 30 days each; anything larger is another file named by mistake.
constexpr std::size_t max_ring_bytes = 64 * 1024;

[[noreturn]] void refuse(const fs::path& file, std::string_view why) {
    throw KekFault(fmt::format("--kek-file {}: {}", file.string(), why));
}

class FileDescriptor {
public:
    explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    ~FileDescriptor() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    [[nodiscard]] int get() const { return descriptor_; }
    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }

private:
    int descriptor_;
};

std::string read_all(const fs::path& file, int descriptor) {
    std::string text(max_ring_bytes + 1, '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        const auto got = ::read(descriptor, text.data() + size, text.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) refuse(file, std::strerror(errno));
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    if (size > max_ring_bytes) refuse(file, "is too large to be a ring of keys");
    text.resize(size);
    return text;
}

std::pair<std::int64_t, SecretKey> parse_key(const fs::path& file, const json::value& entry) {
    const auto* member = entry.if_object();
    const auto* epoch = member != nullptr ? member->if_contains("epoch") : nullptr;
    const auto* text = member != nullptr ? member->if_contains("key") : nullptr;
    if (epoch == nullptr || text == nullptr || !epoch->is_int64() || !text->is_string() || epoch->get_int64() < 1) {
        refuse(file, R"(every entry of "keys" must be {"epoch": <number from 1>, "key": "<base64url>"})");
    }
    const auto bytes = from_base64url(text->get_string());
    SecretKey key{};
    if (!bytes || bytes->size() != key.size())
        refuse(file, fmt::format("the key of epoch {} is not 32 bytes of base64url", epoch->get_int64()));
    std::memcpy(key.data(), bytes->data(), key.size());
    return {epoch->get_int64(), key};
}

std::map<std::int64_t, SecretKey> parse_ring(const fs::path& file, const std::string& text) {
    boost::system::error_code error;
    const json::value document = json::parse(text, error);
    const auto* ring = error ? nullptr : document.if_object();
    const auto* entries = ring != nullptr ? ring->if_contains("keys") : nullptr;
    if (entries == nullptr || !entries->is_array() || entries->get_array().empty()) {
        refuse(file, R"(is not a ring of keys ({"keys":[{"epoch":1,"key":"…"}]}))");
    }
    std::map<std::int64_t, SecretKey> keys;
    for (const auto& entry : entries->get_array()) {
        const auto [epoch, key] = parse_key(file, entry);
        if (!keys.emplace(epoch, key).second) refuse(file, fmt::format("names epoch {} twice", epoch));
    }
    return keys;
}

/// A crash leaves no half ring, and of two makers the first one wins.
void make_ring(const fs::path& file) {
    SecretKey key{};
    fill_random(key);
    const json::value document{{"keys", {{{"epoch", 1}, {"key", base64url(key)}}}}};
    try {
        create_durably(file, json::serialize(document) + "\n", 0600);
    } catch (const std::system_error& fault) {
        refuse(file, fmt::format("cannot be made: {}", fault.code().message()));
    }
}

}  // namespace

KekRing KekRing::load_or_create(const std::filesystem::path& file, bool create) {
    std::error_code ignored;
    if (create && !fs::exists(file, ignored)) make_ring(file);
    const FileDescriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!opened.is_open()) refuse(file, fmt::format("cannot be read: {}", std::strerror(errno)));
    struct stat status{};
    if (::fstat(opened.get(), &status) != 0 || !S_ISREG(status.st_mode)) refuse(file, "is not a regular file");
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        refuse(file, fmt::format("others may read it (mode {:04o}); run: chmod 600 {}", status.st_mode & 07777U,
                                 file.string()));
    }
    return of(parse_ring(file, read_all(file, opened.get())));
}

KekRing KekRing::of(std::map<std::int64_t, SecretKey> keys) {
    if (keys.empty()) throw KekFault("--kek-file: the ring holds no key");
    KekRing ring;
    ring.keys_ = std::move(keys);
    return ring;
}

std::int64_t KekRing::newest_epoch() const { return keys_.rbegin()->first; }

const SecretKey* KekRing::find(std::int64_t epoch) const {
    const auto found = keys_.find(epoch);
    return found == keys_.end() ? nullptr : &found->second;
}

}  // namespace suoledger::eventstore
