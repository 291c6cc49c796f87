// SPDX-License-Identifier: Apache-2.0
// Reading the settings of where is listened.
#include "adapters/cli/listen_settings.hpp"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <system_error>

#include "adapters/cli/config.hpp"
#include "adapters/process/socket_path.hpp"

namespace suoledger::adapters {
namespace {

std::string check_address(const std::string& value) {
    constexpr int free_port = 0;
    if (is_host_and_port(value, free_port)) return "";
    return "is no address:port, such as 127.0.0.1:8080 (port 0 picks a free one)";
}

}  // namespace

bool is_host_and_port(std::string_view text, int least_port) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    const std::string_view digits = text.substr(colon + 1);
    int port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    return error == std::errc{} && end == digits.data() + digits.size() && port >= least_port && port <= 65535;
}

std::string apply_listen(Config& config, const std::string& value) {
    config.listen = value;
    return check_address(value);
}

std::string apply_admin_listen(Config& config, const std::string& value) {
    config.admin_listen = value;
    return check_address(value);
}

std::string apply_listen_socket(Config& config, const std::string& value) {
    if (value.empty()) return "";
    config.listen_socket = std::filesystem::absolute(value);
    if (config.listen_socket.native().size() <= max_socket_path_bytes) return "";
    return fmt::format("is longer than the path of a socket may be, {} bytes", max_socket_path_bytes);
}

}  // namespace suoledger::adapters
