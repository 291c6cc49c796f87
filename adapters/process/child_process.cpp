// SPDX-License-Identifier: Apache-2.0
// posix_spawn with a clean environment, and /proc.
#include "adapters/process/child_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <utility>

namespace suoledger::adapters {
namespace {

// PGDATA, PGPORT, PGOPTIONS and translated messages of the caller's environment must not reach our server.
std::vector<std::string> clean_environment() {
    std::vector<std::string> result{"LC_ALL=C"};
    for (const char* name : {"PATH", "HOME", "TMPDIR"}) {
        if (const char* value = std::getenv(name)) {
            result.push_back(std::string{name} + "=" + value);
        }
    }
    return result;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (std::string& text : texts) {
        result.push_back(text.data());
    }
    result.push_back(nullptr);
    return result;
}

class FileActions {
public:
    FileActions() { posix_spawn_file_actions_init(&actions_); }
    ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;
    posix_spawn_file_actions_t* get() { return &actions_; }

private:
    posix_spawn_file_actions_t actions_{};
};

pid_t spawn(std::vector<std::string> argv, FileActions& actions, bool own_session) {
    std::vector<std::string> environment = clean_environment();
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    const int session = own_session ? POSIX_SPAWN_SETSID : 0;
    posix_spawnattr_setflags(&attributes, static_cast<short>(POSIX_SPAWN_SETSIGMASK | session));
    pid_t pid = 0;
    const int error = posix_spawn(&pid, argv.front().c_str(), actions.get(), &attributes, pointers_to(argv).data(),
                                  pointers_to(environment).data());
    posix_spawnattr_destroy(&attributes);
    if (error != 0) {
        throw ProcessFault{"cannot start " + argv.front() + ": " + std::strerror(error)};
    }
    return pid;
}

std::string read_to_end(int descriptor) {
    std::string result;
    char buffer[4096];
    while (true) {
        const ssize_t count = ::read(descriptor, buffer, sizeof buffer);
        if (count > 0) {
            result.append(buffer, static_cast<std::size_t>(count));
        } else if (count == 0 || errno != EINTR) {
            return result;
        }
    }
}

int wait_for(pid_t pid) {
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

FinishedProcess run_to_end(const std::vector<std::string>& argv) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        throw ProcessFault{std::string{"cannot make a pipe: "} + std::strerror(errno)};
    }
    FileActions actions;
    posix_spawn_file_actions_addopen(actions.get(), 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(actions.get(), ends[1], 1);
    posix_spawn_file_actions_adddup2(actions.get(), ends[1], 2);
    pid_t pid = 0;
    try {
        pid = spawn(argv, actions, false);
    } catch (...) {
        ::close(ends[0]);
        ::close(ends[1]);
        throw;
    }
    ::close(ends[1]);
    FinishedProcess result;
    result.output = read_to_end(ends[0]);
    ::close(ends[0]);
    result.exit_status = wait_for(pid);
    return result;
}

pid_t spawn_detached(const std::vector<std::string>& argv, const std::filesystem::path& output_file) {
    FileActions actions;
    posix_spawn_file_actions_addopen(actions.get(), 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(actions.get(), 1, output_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(actions.get(), 1, 2);
    return spawn(argv, actions, true);
}

std::string rest_of(std::istream& file) {
    std::string text;
    std::getline(file, text, '\0');  // unlike iterators over the buffer it does not throw
    return text;
}

bool is_running(pid_t pid) {
    std::ifstream stat{"/proc/" + std::to_string(pid) + "/stat"};
    const std::string text = rest_of(stat);
    const std::size_t end_of_name = text.rfind(')');  // the name itself may hold brackets and spaces
    if (end_of_name == std::string::npos || end_of_name + 2 >= text.size()) {
        return false;
    }
    const char state = text[end_of_name + 2];
    return state != 'Z' && state != 'X';
}

std::optional<std::filesystem::path> working_directory_of(pid_t pid) {
    std::error_code error;
    std::filesystem::path result = std::filesystem::read_symlink("/proc/" + std::to_string(pid) + "/cwd", error);
    if (error) {
        return std::nullopt;
    }
    return result;
}

}  // namespace suoledger::adapters
