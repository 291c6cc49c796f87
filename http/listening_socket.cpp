// SPDX-License-Identifier: Apache-2.0
// Binding, and the file of a Unix socket.
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/local/stream_protocol.hpp>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "http/listening_socket_parts.hpp"

namespace suoledger::http {
namespace {

using asio::ip::tcp;
using Local = asio::local::stream_protocol;

/// Connecting takes the right to write. Whoever else is on this machine shall take the TCP address.
constexpr ::mode_t of_user_and_group = 0660;

std::runtime_error cannot_listen(const std::string& address, const std::string& why) {
    return std::runtime_error("cannot listen on " + address + ": " + why);
}

void fail_unless(bool done) {
    if (!done) throw boost::system::system_error(errno, boost::system::system_category());
}

tcp::endpoint endpoint_of(const asio::any_io_executor& executor, const std::string& address) {
    const auto colon = address.rfind(':');
    if (colon == std::string::npos) throw std::runtime_error("not host:port: " + address);
    auto host = address.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    boost::system::error_code error;
    tcp::resolver resolver(executor);
    const auto found = resolver.resolve(host, address.substr(colon + 1),
                                        tcp::resolver::passive | tcp::resolver::numeric_service, error);
    if (error || found.empty()) throw std::runtime_error("no such address: " + address);
    return found.begin()->endpoint();
}

std::string text_of(const tcp::endpoint& endpoint) {
    const auto host = endpoint.address().to_string();
    return (endpoint.address().is_v6() ? '[' + host + ']' : host) + ':' + std::to_string(endpoint.port());
}

/// After a process that was killed: its socket refuses.
void remove_if_left_behind(const asio::any_io_executor& executor, const std::filesystem::path& file) {
    if (!std::filesystem::is_socket(std::filesystem::symlink_status(file))) return;
    Local::socket probe(executor);
    boost::system::error_code error;
    static_cast<void>(probe.connect(Local::endpoint(file.string()), error));
    if (error == asio::error::connection_refused) fail_unless(::unlink(file.c_str()) == 0);
}

}  // namespace

tcp::endpoint tcp_endpoint_of(const asio::generic::stream_protocol::endpoint& endpoint) {
    tcp::endpoint found;
    found.resize(endpoint.size());
    std::memcpy(found.data(), endpoint.data(), endpoint.size());
    return found;
}

ListeningSocket::ListeningSocket(const asio::any_io_executor& executor, const std::string& address)
    : acceptor_(executor) {
    const asio::generic::stream_protocol::endpoint endpoint = endpoint_of(executor, address);
    try {
        acceptor_.open(endpoint.protocol());
        acceptor_.set_option(Acceptor::reuse_address(true));
        acceptor_.bind(endpoint);
        acceptor_.listen();
        address_ = text_of(tcp_endpoint_of(acceptor_.local_endpoint()));
    } catch (const boost::system::system_error& fault) {
        throw cannot_listen(address, fault.code().message());
    }
}

ListeningSocket::ListeningSocket(const asio::any_io_executor& executor, const std::filesystem::path& file)
    : acceptor_(executor), address_(file.string()) {
    try {
        remove_if_left_behind(executor, file);
        const asio::generic::stream_protocol::endpoint endpoint = Local::endpoint(address_);
        acceptor_.open(endpoint.protocol());
        // Its file begins closed to others, whatever the umask is.
        fail_unless(::fchmod(acceptor_.native_handle(), S_IRUSR | S_IWUSR) == 0);
        acceptor_.bind(endpoint);
        file_ = file;
        acceptor_.listen();
        fail_unless(::chmod(address_.c_str(), of_user_and_group) == 0);
    } catch (const boost::system::system_error& fault) {
        close();
        throw cannot_listen(address_, fault.code().message());
    }
}

void ListeningSocket::close() {
    std::error_code gone;  // taken away by somebody: then there is nothing to remove
    if (!file_.empty()) std::filesystem::remove(std::exchange(file_, {}), gone);
    boost::system::error_code ignored;  // closed is what it shall be
    static_cast<void>(acceptor_.close(ignored));
}

}  // namespace suoledger::http
