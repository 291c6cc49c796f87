// SPDX-License-Identifier: Apache-2.0
// From settings to the server's own.
#include "adapters/service/served_addresses.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <system_error>

#include "adapters/process/private_files.hpp"

namespace suoledger::adapters {
namespace {

std::filesystem::path listen_file(const Config& config) { return config.data_dir / "listen.json"; }

}  // namespace

http::ServerConfig server_config_of(const Config& config) {
    http::ServerConfig server;
    server.listen = config.listen;
    server.listen_socket = config.listen_socket;
    server.admin_listen = config.admin_listen;
    server.handler_threads = config.handler_threads;
    server.drain_timeout = config.drain_timeout;
    server.rate_limit_per_key = config.rate_limit_per_key;
    server.rate_limit_per_address = config.rate_limit_per_address;
    server.trusted_proxies = config.trusted_proxies;
    return server;
}

Addresses served_addresses(const Config& config, const http::Server& server) {
    Addresses addresses{{"http", server.address()}, {"admin", server.admin_address()}};
    if (!config.listen_socket.empty()) addresses.emplace_back("socket", config.listen_socket.string());
    return addresses;
}

void write_listen_file(const Config& config, const Addresses& addresses) {
    boost::json::object written;
    for (const auto& [name, address] : addresses) written[name] = address;
    write_public_file(listen_file(config), boost::json::serialize(written) + "\n");
}

void remove_listen_file(const Config& config) {
    std::error_code ignored;
    std::filesystem::remove(listen_file(config), ignored);
}

}  // namespace suoledger::adapters
