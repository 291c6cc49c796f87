// SPDX-License-Identifier: Apache-2.0
// Starting other programs and looking at running ones.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace suoledger::adapters {

struct ProcessFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// `output` is stdout and stderr together. `exit_status` is 128 + signal when a signal ended it.
struct FinishedProcess {
    int exit_status = 0;
    std::string output;
};

/// Runs to its end with a clean environment (PATH, HOME, LC_ALL=C) and an empty stdin. argv[0] is an absolute path.
FinishedProcess run_to_end(const std::vector<std::string>& argv);

/// Starts in a session of its own, so that a terminal's Ctrl-C does not reach it; output goes to the file (truncated).
pid_t spawn_detached(const std::vector<std::string>& argv, const std::filesystem::path& output_file);

/// What is left of it; empty where that cannot be read, as of a file in /proc whose process ended since it was opened.
std::string rest_of(std::istream& file);
/// False for zombies: nobody may be there to reap an adopted process.
bool is_running(pid_t pid);
/// nullopt: no such process, or not ours to look at.
std::optional<std::filesystem::path> working_directory_of(pid_t pid);

}  // namespace suoledger::adapters
