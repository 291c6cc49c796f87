// SPDX-License-Identifier: Apache-2.0
// How a process listens, and where it says so: <data-dir>/listen.json, there while it is ready.
#pragma once

#include <string>

#include "adapters/cli/config.hpp"
#include "http/server.hpp"

namespace suoledger::adapters {

http::ServerConfig server_config_of(const Config& config);

void write_listen_file(const Config& config, const std::string& http, const std::string& admin);
void remove_listen_file(const Config& config);

}  // namespace suoledger::adapters
