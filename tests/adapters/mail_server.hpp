// SPDX-License-Identifier: Apache-2.0
// The mail server of the end-to-end tests, and certificates, for tests in C++.
#pragma once

#include <boost/json/value.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/adapters/program.hpp"

namespace suoledger::tests {

/// Signed by itself, for one IP address.
struct Certificate {
    Certificate(const std::filesystem::path& folder, const std::string& ip_address);
    std::string file, key;
};

struct TakenMail {
    std::string id, from, to, data;
    bool is_tls = false;
    std::string login;
};

class MailServer {
public:
    explicit MailServer(std::vector<std::string> options = {});
    MailServer(const MailServer&) = delete;
    MailServer& operator=(const MailServer&) = delete;

    /// "127.0.0.1:2525"
    [[nodiscard]] const std::string& address() const { return address_; }
    /// Of the next connection.
    void fault(const std::string& name);
    std::vector<TakenMail> mails();
    void wait_for_connections(std::int64_t count);

private:
    boost::json::value ask(const boost::json::object& order);

    Program program_;
    std::string address_, orders_port_;
};

}  // namespace suoledger::tests
