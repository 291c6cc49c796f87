// SPDX-License-Identifier: Apache-2.0
// Starting the binary, and a GET in a few lines.
#include "tests/adapters/service_program.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/parse.hpp>
#include <fstream>
#include <iterator>
#include <tuple>
#include <utility>

#include "tests/support/peer_address.hpp"

namespace suoledger::tests {
namespace {

namespace asio = boost::asio;

std::vector<std::string> serve_arguments(const std::filesystem::path& data_dir, std::vector<std::string> more) {
    std::vector<std::string> argv{suoledger_program(), "serve",          "--data-dir",  data_dir.string(), "--listen",
                                  "127.0.0.1:0",       "--admin-listen", "127.0.0.1:0", "--log-format",    "json"};
    argv.insert(argv.end(), more.begin(), more.end());
    return argv;
}

}  // namespace

std::string suoledger_program() { return SUOLEDGER_PROGRAM; }

Finished suoledger(std::vector<std::string> arguments, const std::map<std::string, std::string>& environment) {
    arguments.insert(arguments.begin(), suoledger_program());
    return run(std::move(arguments), environment);
}

HttpAnswer http_get(const std::string& address, const std::string& path, const std::string& api_key) {
    const PeerAddress peer = peer_address(address);
    asio::io_context io;
    asio::generic::stream_protocol::socket socket{io};
    boost::system::error_code error;
    std::ignore = socket.connect({peer.get(), peer.size}, error);
    if (error) {
        return {};
    }
    const std::string key = api_key.empty() ? "" : "Authorization: Bearer " + api_key + "\r\n";
    asio::write(socket,
                asio::buffer("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + key + "Connection: close\r\n\r\n"),
                error);
    std::string text;
    asio::read(socket, asio::dynamic_buffer(text), error);
    const std::size_t body = text.find("\r\n\r\n");
    if (body == std::string::npos) {
        return {};
    }
    return {std::stoi(text.substr(text.find(' ') + 1)), text.substr(body + 4)};
}

ServiceProgram::ServiceProgram(const std::filesystem::path& data_dir, std::vector<std::string> more)
    : Program(serve_arguments(data_dir, std::move(more))), data_dir_(data_dir) {}

void ServiceProgram::wait_until_ready() {
    wait_for_line("\"msg\":\"ready\"");
    std::ifstream file{data_dir_ / "listen.json"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    const boost::json::value addresses = boost::json::parse(text);
    address_ = addresses.at("http").as_string();
    admin_address_ = addresses.at("admin").as_string();
}

}  // namespace suoledger::tests
