// SPDX-License-Identifier: Apache-2.0
// Starting the child, waiting for its answer for so long, ending it.
#include "adapters/logo/confined_logo_decoder.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <optional>
#include <string>

#include "adapters/logo/decoding_process.hpp"
#include "adapters/process/descriptor.hpp"

namespace suoledger::adapters {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t longest_answer = 9 + std::size_t{3} * http::max_logo_width * http::max_logo_height;

int file_in_memory(std::string_view content) {
    const int number = memfd_create("logo", MFD_CLOEXEC);
    if (number < 0) throw_errno("memfd_create");
    while (!content.empty()) {
        const auto part = write(number, content.data(), content.size());
        if (part < 0 && errno == EINTR) continue;
        if (part < 0) throw_errno("writing a logo into memory");
        content.remove_prefix(static_cast<std::size_t>(part));
    }
    lseek(number, 0, SEEK_SET);
    return number;
}

/// Killed and reaped when it goes out of scope: how it would have ended says nothing that its answer does not.
class Child {
public:
    Child(const std::filesystem::path& program, int input, int output) {
        posix_spawn_file_actions_t files;
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
        posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        sigset_t none;
        sigemptyset(&none);
        // The service's threads block signals; the child must die of those that its limits send.
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
        std::string name = "suoledger", argument(decode_logo_argument);
        char* const argv[] = {name.data(), argument.data(), nullptr};
        char* const environment[] = {nullptr};
        const auto error = posix_spawn(&process_, program.c_str(), &files, &attributes, argv, environment);
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&files);
        if (error != 0) throw_system_error(error, "starting the decoder of logos");
    }
    ~Child() {
        kill(process_, SIGKILL);
        while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

private:
    pid_t process_ = -1;
};

/// nullopt when it has not ended in time. What is longer than any answer is cut: no answer has that length.
std::optional<std::string> read_until_end(int descriptor, Clock::time_point deadline) {
    std::string answer;
    char part[65536];
    while (answer.size() <= longest_answer) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
        if (left.count() <= 0) return std::nullopt;
        pollfd readable{descriptor, POLLIN, 0};
        const auto ready = poll(&readable, 1, static_cast<int>(left.count()));
        if (ready == 0) return std::nullopt;
        if (ready < 0 && errno != EINTR) throw_errno("waiting for the decoder of logos");
        if (ready < 0) continue;
        const auto size = read(descriptor, part, sizeof part);
        if (size < 0 && errno != EINTR) throw_errno("reading from the decoder of logos");
        if (size == 0) return answer;
        if (size > 0) answer.append(part, static_cast<std::size_t>(size));
    }
    return answer;
}

}  // namespace

std::expected<http::DecodedLogo, http::LogoFault> ConfinedLogoDecoder::decode(std::string_view file) {
    if (file.size() > http::max_logo_file_bytes) return std::unexpected(http::LogoFault::too_large);
    const Descriptor input(file_in_memory(file));
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw_errno("pipe2");
    const Descriptor output(ends[0]);
    std::optional<Descriptor> childs_output(std::in_place, ends[1]);
    const Child child(program_, input.get(), childs_output->get());
    childs_output.reset();  // else the end of the output never comes
    const auto answer = read_until_end(output.get(), Clock::now() + patience_);
    if (!answer) return std::unexpected(http::LogoFault::not_now);
    if (answer->size() > longest_answer) return std::unexpected(http::LogoFault::unreadable);
    return read_answer(*answer);
}

}  // namespace suoledger::adapters
