// SPDX-License-Identifier: Apache-2.0
// Reading the ring again and replacing its file.
#include "eventstore/kek_ring_file.hpp"

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <boost/json.hpp>

#include "eventstore/durable_files.hpp"

namespace suoledger::eventstore {
namespace {

namespace json = boost::json;

constexpr ::mode_t private_mode = 0600;

[[noreturn]] void fail(const std::filesystem::path& file) {
    throw std::system_error(errno, std::generic_category(), file.string());
}

bool is_same_file(const struct ::stat& left, const struct ::stat& right) {
    return left.st_dev == right.st_dev && left.st_ino == right.st_ino && left.st_size == right.st_size &&
           left.st_mtim.tv_sec == right.st_mtim.tv_sec && left.st_mtim.tv_nsec == right.st_mtim.tv_nsec;
}

std::string text_of(const KekRing& ring) {
    json::array keys;
    for (const auto& [epoch, key] : ring.keys())
        keys.push_back(json::object{{"epoch", epoch}, {"key", base64url(key)}});
    return json::serialize(json::object{{"keys", std::move(keys)}}) + "\n";
}

/// A file that lost its name and is still open.
void overwrite(int descriptor) {
    struct ::stat status{};
    if (::fstat(descriptor, &status) != 0) return;
    const std::string blank(static_cast<std::size_t>(status.st_size), '\0');
    if (::pwrite(descriptor, blank.data(), blank.size(), 0) == status.st_size) ::fsync(descriptor);
}

}  // namespace

/// Held by one process at a time, from before the ring is read to after it is replaced.
class KekRingFile::Locked {
public:
    explicit Locked(const std::filesystem::path& ring) {
        const std::string file = ring.string() + ".lock";
        descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, private_mode);
        if (descriptor_ < 0) fail(file);
        if (::flock(descriptor_, LOCK_EX) != 0) {
            ::close(descriptor_);
            fail(file);
        }
    }
    ~Locked() { ::close(descriptor_); }
    Locked(const Locked&) = delete;
    Locked& operator=(const Locked&) = delete;

private:
    int descriptor_ = -1;
};

KekRingFile::KekRingFile(std::filesystem::path file, KekRing ring)
    : file_(std::move(file)), ring_(std::make_shared<const KekRing>(std::move(ring))) {
    ::stat(file_.c_str(), &seen_);
}

std::shared_ptr<const KekRing> KekRingFile::current() {
    const std::lock_guard lock(mutex_);
    struct ::stat now{};
    if (::stat(file_.c_str(), &now) != 0 || is_same_file(now, seen_)) return ring_;
    try {
        read_again();
    } catch (const KekFault&) {
        // What was read before still opens what it opened; a key of an unknown epoch names the file by itself.
    }
    return ring_;
}

void KekRingFile::read_again() {
    struct ::stat before{};
    ::stat(file_.c_str(), &before);
    ring_ = std::make_shared<const KekRing>(KekRing::load_or_create(file_, false));
    seen_ = before;
}

std::int64_t KekRingFile::add_epoch_behind(std::int64_t newest) {
    const std::lock_guard lock(mutex_);
    const Locked locked(file_);
    read_again();
    if (ring_->newest_epoch() > newest) return ring_->newest_epoch();
    auto keys = ring_->keys();
    SecretKey fresh{};
    fill_random(fresh);
    keys.emplace(newest + 1, fresh);
    replace(KekRing::of(std::move(keys)));
    return newest + 1;
}

void KekRingFile::remove_up_to(std::int64_t epoch) {
    const std::lock_guard lock(mutex_);
    const Locked locked(file_);
    read_again();
    auto keys = ring_->keys();
    const auto newest = ring_->newest_epoch();
    std::erase_if(keys, [&](const auto& key) { return key.first <= epoch && key.first != newest; });
    if (keys.size() == ring_->keys().size()) return;
    const int old = ::open(file_.c_str(), O_WRONLY | O_CLOEXEC);
    if (old < 0) fail(file_);
    try {
        replace(KekRing::of(std::move(keys)));
    } catch (...) {
        ::close(old);
        throw;
    }
    overwrite(old);
    ::close(old);
}

void KekRingFile::replace(const KekRing& ring) {
    replace_durably(file_, text_of(ring), private_mode);
    read_again();
}

}  // namespace suoledger::eventstore
