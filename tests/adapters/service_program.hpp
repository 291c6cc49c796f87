// SPDX-License-Identifier: Apache-2.0
// The binary as tests start it.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/adapters/program.hpp"

namespace suoledger::tests {

/// The path of the binary that was built with these tests.
std::string suoledger_program();
Finished suoledger(std::vector<std::string> arguments, const std::map<std::string, std::string>& environment = {});

struct HttpAnswer {
    int status = 0;  // 0: nobody listens
    std::string body;
};
/// One GET over a connection of its own. `address`: one of those that listen.json has.
HttpAnswer http_get(const std::string& address, const std::string& path, const std::string& api_key = "");

/// `suoledger serve` on free ports.
class ServiceProgram : public Program {
public:
    explicit ServiceProgram(const std::filesystem::path& data_dir, std::vector<std::string> more = {});
    /// Returns once it says that it is ready; throws when it ends before.
    void wait_until_ready();
    [[nodiscard]] const std::string& address() const { return address_; }
    [[nodiscard]] const std::string& admin_address() const { return admin_address_; }

private:
    std::filesystem::path data_dir_;
    std::string address_, admin_address_;
};

}  // namespace suoledger::tests
