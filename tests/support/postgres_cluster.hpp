// SPDX-License-Identifier: Apache-2.0
// A private PostgreSQL for tests: no TCP, a socket under /tmp, killed and started at will, gone afterwards.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace suoledger::tests {

class PostgresCluster {
public:
    /// initdb and start, as a user that is not root. Throws std::runtime_error.
    PostgresCluster();
    ~PostgresCluster();
    PostgresCluster(const PostgresCluster&) = delete;
    PostgresCluster& operator=(const PostgresCluster&) = delete;

    /// One for the whole test process.
    static PostgresCluster& shared();

    /// A fresh, empty database; returns its URL.
    std::string create_database();
    [[nodiscard]] std::string url(const std::string& database) const;

    void start();
    /// kill -9 of the postmaster; returns when its backends are gone as well.
    void kill();

private:
    [[nodiscard]] bool answers() const;
    std::filesystem::path directory_;
    pid_t postmaster_ = -1;
    int databases_ = 0;
};

}  // namespace suoledger::tests
