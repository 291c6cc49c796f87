// SPDX-License-Identifier: Apache-2.0
// Making the data directory and dropping to its owner.
#include "adapters/process/privileges.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace suoledger::adapters {
namespace {

namespace fs = std::filesystem;

// Single-threaded here, so the static buffers of getpw* are safe; NSS needs no larger ones from us.
const passwd& service_user() {
    for (const char* name : {"suoledger", "postgres"}) {
        if (const passwd* user = ::getpwnam(name)) {
            return *user;
        }
    }
    throw PrivilegeFault{
        "PostgreSQL does not run as root and there is no user `suoledger`. Make one: useradd --system "
        "--home-dir /var/lib/suoledger --shell /usr/sbin/nologin suoledger"};
}

struct stat look_at(const fs::path& path) {
    struct stat found{};
    if (::stat(path.c_str(), &found) != 0) {
        throw PrivilegeFault{fmt::format("cannot look at {}: {}", path.string(), std::strerror(errno))};
    }
    return found;
}

bool make_directory(const fs::path& data_dir) {
    std::error_code error;
    fs::create_directories(data_dir.parent_path(), error);
    if (::mkdir(data_dir.c_str(), 0700) == 0) {
        return true;
    }
    if (errno != EEXIST) {
        throw PrivilegeFault{
            fmt::format("cannot create {}: {}; choose another --data-dir", data_dir.string(), std::strerror(errno))};
    }
    return false;
}

void become(const passwd& user) {
    const std::string home = user.pw_dir != nullptr ? user.pw_dir : "/";
    if (::initgroups(user.pw_name, user.pw_gid) != 0 || ::setgid(user.pw_gid) != 0 || ::setuid(user.pw_uid) != 0 ||
        ::setuid(0) == 0) {
        throw PrivilegeFault{fmt::format("cannot become the user {}: {}", user.pw_name, std::strerror(errno))};
    }
    ::setenv("HOME", home.c_str(), 1);
    ::unsetenv("XDG_RUNTIME_DIR");  // root's
    ::prctl(PR_SET_DUMPABLE, 1);    // cleared by setuid; core dumps, debuggers and LeakSanitizer need it
}

void drop_root(const fs::path& data_dir, bool is_new) {
    struct stat directory = look_at(data_dir);
    if (directory.st_uid == 0) {
        if (!is_new && !fs::is_empty(data_dir)) {
            throw PrivilegeFault{
                fmt::format("{0} belongs to root, as which PostgreSQL does not run. Give it to the "
                            "service's user: chown -R {1} {0}",
                            data_dir.string(), service_user().pw_name)};
        }
        const passwd& user = service_user();
        if (::chown(data_dir.c_str(), user.pw_uid, user.pw_gid) != 0) {
            throw PrivilegeFault{fmt::format("cannot give {} to {}", data_dir.string(), user.pw_name)};
        }
        directory.st_uid = user.pw_uid;
    }
    const passwd* owner = ::getpwuid(directory.st_uid);
    if (owner == nullptr) {
        throw PrivilegeFault{fmt::format("{} belongs to user id {}, which has no name here; chown it to `suoledger`",
                                         data_dir.string(), directory.st_uid)};
    }
    become(*owner);
}

void require_reachable(const fs::path& data_dir) {
    fs::path so_far;
    for (const fs::path& part : data_dir) {
        so_far /= part;
        if (::access(so_far.c_str(), X_OK) != 0) {
            const passwd* user = ::getpwuid(::geteuid());
            throw PrivilegeFault{fmt::format(
                "the user {} cannot enter {}. Open it (chmod o+x {}) or choose --data-dir /var/lib/suoledger",
                user != nullptr ? user->pw_name : "?", so_far.string(), so_far.string())};
        }
    }
    if (::access(data_dir.c_str(), R_OK | W_OK) != 0) {
        throw PrivilegeFault{
            fmt::format("{} is not writable for this user; run as its owner or choose another "
                        "--data-dir",
                        data_dir.string())};
    }
}

}  // namespace

fs::path default_data_dir() {
    const passwd* user = ::getpwuid(::geteuid());
    if (::geteuid() == 0 || (user != nullptr && std::string_view{user->pw_name} == "suoledger")) {
        return "/var/lib/suoledger";
    }
    if (const char* data_home = std::getenv("XDG_DATA_HOME"); data_home != nullptr && data_home[0] == '/') {
        return fs::path{data_home} / "suoledger";
    }
    const char* home = std::getenv("HOME");
    return fs::path{home != nullptr && home[0] == '/' ? home : "/tmp"} / ".local/share/suoledger";
}

fs::path enter_data_dir(const fs::path& data_dir) {
    const fs::path wanted = fs::absolute(data_dir).lexically_normal();
    const fs::path directory = wanted.has_filename() ? wanted : wanted.parent_path();
    const bool is_new = make_directory(directory);
    const fs::path canonical = fs::canonical(directory);
    if (::geteuid() == 0) {
        drop_root(canonical, is_new);
    }
    require_reachable(canonical);
    return canonical;
}

}  // namespace suoledger::adapters
