// SPDX-License-Identifier: Apache-2.0
// A program started by a test, its output read as it comes; killed when the test ends, if it still runs.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace suoledger::tests {

/// Long enough for a sanitizer build on a loaded machine; reaching it fails the test.
inline constexpr int patience_seconds = 120;

class Program {
public:
    /// The environment is the test's own plus `environment`.
    explicit Program(std::vector<std::string> argv, const std::map<std::string, std::string>& environment = {});
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }
    /// Returns the first line of stdout or stderr that holds the text; throws when the program ends without it.
    std::string wait_for_line(const std::string& text);
    void signal(int number) const;
    /// The exit status, 128 + signal when a signal ended it.
    int wait();

    [[nodiscard]] const std::string& standard_output() const { return output_[0]; }
    [[nodiscard]] const std::string& standard_error() const { return output_[1]; }

private:
    bool read_some();  // false at the end of both
    pid_t pid_ = -1;
    int ends_[2]{-1, -1};
    std::string output_[2];
    int exit_status_ = -1;
};

struct Finished {
    int exit_status = 0;
    std::string output, error;
};
Finished run(std::vector<std::string> argv, const std::map<std::string, std::string>& environment = {});

/// A directory under /tmp that other users may enter; what still works in it is killed and it is removed at the end.
class DataDirectory {
public:
    DataDirectory();
    ~DataDirectory();
    DataDirectory(const DataDirectory&) = delete;
    DataDirectory& operator=(const DataDirectory&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// Processes whose working directory is this one: a PostgreSQL server and its backends.
std::vector<pid_t> processes_in(const std::filesystem::path& directory);
/// Waits for them: a server's process that writes its log ends a moment after all others.
bool all_end_in(const std::filesystem::path& directory);
/// kill -9 of all of them; returns when they are gone.
void kill_processes_in(const std::filesystem::path& directory);

/// This test executable.
std::string own_program();

}  // namespace suoledger::tests
