// SPDX-License-Identifier: Apache-2.0
// The settings of where is listened. Each returns what is wrong with its value, or an empty text.
#pragma once

#include <string>
#include <string_view>

namespace suoledger::adapters {

struct Config;

/// "host:port", the port from `least_port` on; whether there is such a host is not asked.
bool is_host_and_port(std::string_view text, int least_port);

std::string apply_listen(Config& config, const std::string& value);
std::string apply_admin_listen(Config& config, const std::string& value);
std::string apply_listen_socket(Config& config, const std::string& value);

}  // namespace suoledger::adapters
