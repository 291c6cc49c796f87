// SPDX-License-Identifier: Apache-2.0
// Which threads of a process are there, for tests of what begins and ends them.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace suoledger::tests {

/// Their ids; of this process, or of another: its number. A thread that was joined may still be among them for a
/// moment.
inline std::vector<pid_t> threads_named(std::string_view name, const std::string& process = "self") {
    std::vector<pid_t> found;
    for (const auto& task : std::filesystem::directory_iterator("/proc/" + process + "/task")) {
        std::string its_name;
        std::ifstream comm(task.path() / "comm");
        std::getline(comm, its_name);  // none of one that ended meanwhile
        if (its_name == name) found.push_back(std::stoi(task.path().filename()));
    }
    return found;
}

}  // namespace suoledger::tests
