// SPDX-License-Identifier: Apache-2.0
// fork, exec, poll.
#include "tests/adapters/program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "adapters/process/child_process.hpp"

extern char** environ;

namespace suoledger::tests {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> environment_with(const std::map<std::string, std::string>& extra) {
    std::vector<std::string> result;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string text = *entry;
        if (!extra.contains(text.substr(0, text.find('=')))) {
            result.push_back(text);
        }
    }
    for (const auto& [name, value] : extra) {
        result.push_back(name + "=" + value);
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

}  // namespace

Program::Program(std::vector<std::string> argv, const std::map<std::string, std::string>& environment) {
    int output[2], error[2];
    if (::pipe2(output, O_CLOEXEC) != 0 || ::pipe2(error, O_CLOEXEC) != 0) {
        throw std::system_error{errno, std::generic_category(), "pipe"};
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output[1], 1);
    posix_spawn_file_actions_adddup2(&actions, error[1], 2);
    std::vector<std::string> variables = environment_with(environment);
    const int failed = posix_spawn(&pid_, argv.front().c_str(), &actions, nullptr, pointers_to(argv).data(),
                                   pointers_to(variables).data());
    posix_spawn_file_actions_destroy(&actions);
    ::close(output[1]);
    ::close(error[1]);
    ends_[0] = output[0];
    ends_[1] = error[0];
    if (failed != 0) {
        throw std::system_error{failed, std::generic_category(), "cannot start " + argv.front()};
    }
}

Program::~Program() {
    if (exit_status_ < 0 && pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    for (const int end : ends_) {
        if (end >= 0) {
            ::close(end);
        }
    }
}

bool Program::read_some() {
    pollfd polled[2] = {{ends_[0], POLLIN, 0}, {ends_[1], POLLIN, 0}};  // negative ones are left alone
    if (ends_[0] < 0 && ends_[1] < 0) {
        return false;
    }
    if (::poll(polled, 2, patience_seconds * 1000) == 0) {
        throw std::runtime_error{"the program says nothing any more; so far:\n" + output_[0] + output_[1]};
    }
    for (int index = 0; index < 2; ++index) {
        if (polled[index].revents == 0) {
            continue;
        }
        char buffer[4096];
        const ssize_t count = ::read(ends_[index], buffer, sizeof buffer);
        if (count > 0) {
            output_[index].append(buffer, static_cast<std::size_t>(count));
        } else {
            ::close(ends_[index]);
            ends_[index] = -1;
        }
    }
    return true;
}

std::string Program::wait_for_line(const std::string& text) {
    while (true) {
        for (const std::string& output : output_) {
            const std::size_t found = output.find(text);
            const std::size_t end = output.find('\n', found);
            if (found != std::string::npos && end != std::string::npos) {
                const std::size_t before = output.rfind('\n', found);
                const std::size_t begin = before == std::string::npos ? 0 : before + 1;
                return output.substr(begin, end - begin);
            }
        }
        if (!read_some()) {
            throw std::runtime_error{"the program ended without saying `" + text + "`:\n" + output_[0] + output_[1]};
        }
    }
}

void Program::signal(int number) const { ::kill(pid_, number); }

int Program::wait() {
    while (read_some()) {
    }
    if (exit_status_ < 0) {
        int status = 0;
        ::waitpid(pid_, &status, 0);
        exit_status_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }
    return exit_status_;
}

Finished run(std::vector<std::string> argv, const std::map<std::string, std::string>& environment) {
    Program program{std::move(argv), environment};
    const int status = program.wait();
    return {status, program.standard_output(), program.standard_error()};
}

DataDirectory::DataDirectory() {
    std::string name = "/tmp/suoledger-adapters-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) {
        throw std::system_error{errno, std::generic_category(), name};
    }
    path_ = name;
    fs::permissions(path_, fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
}

DataDirectory::~DataDirectory() {
    std::error_code ignored;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator{path_, ignored}) {
        if (entry.path().filename() == "PG_VERSION" && fs::exists(entry.path().parent_path() / "base", ignored)) {
            kill_processes_in(entry.path().parent_path());
        }
    }
    fs::remove_all(path_, ignored);
}

std::vector<pid_t> processes_in(const fs::path& directory) {
    std::vector<pid_t> result;
    std::error_code ignored;
    const fs::path wanted = fs::canonical(directory, ignored);
    for (const fs::directory_entry& entry : fs::directory_iterator{"/proc", ignored}) {
        const pid_t pid = static_cast<pid_t>(std::atoi(entry.path().filename().c_str()));
        if (pid > 0 && adapters::is_running(pid) && adapters::working_directory_of(pid) == wanted) {
            result.push_back(pid);
        }
    }
    return result;
}

bool all_end_in(const fs::path& directory) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds{patience_seconds};
    while (!processes_in(directory).empty()) {
        if (std::chrono::steady_clock::now() > limit) {
            return false;
        }
        std::this_thread::yield();
    }
    return true;
}

void kill_processes_in(const fs::path& directory) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds{patience_seconds};
    for (std::vector<pid_t> found = processes_in(directory); !found.empty(); found = processes_in(directory)) {
        for (const pid_t pid : found) {
            ::kill(pid, SIGKILL);
        }
        if (std::chrono::steady_clock::now() > limit) {
            throw std::runtime_error{"processes of " + directory.string() + " do not die"};
        }
        std::this_thread::yield();
    }
}

std::string own_program() { return fs::read_symlink("/proc/self/exe").string(); }

}  // namespace suoledger::tests
