// SPDX-License-Identifier: Apache-2.0
// How a process listens, and where it says so: <data-dir>/listen.json, there while it is ready.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "adapters/cli/config.hpp"
#include "http/server.hpp"

namespace suoledger::adapters {

http::ServerConfig server_config_of(const Config& config);

/// "http", "admin", and "socket" where there is one.
using Addresses = std::vector<std::pair<std::string, std::string>>;
Addresses served_addresses(const Config& config, const http::Server& server);

void write_listen_file(const Config& config, const Addresses& addresses);
void remove_listen_file(const Config& config);

}  // namespace suoledger::adapters
