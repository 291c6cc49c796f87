// SPDX-License-Identifier: Apache-2.0
// accept, read a line, answer, close.
#include "adapters/process/control_socket.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "adapters/process/descriptor.hpp"

namespace suoledger::adapters {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::string_view socket_name = "control.sock";
constexpr std::size_t max_line_bytes = 64 * 1024;
/// A digest or a rebuild occupies one; more at a time would only slow each other.
constexpr int max_served_at_once = 8;
constexpr timeval request_timeout{5, 0};

/// Socket addresses end at 107 bytes and data directories do not: the name is resolved from an open directory.
class NearAddress {
public:
    explicit NearAddress(const fs::path& data_dir)
        : directory_(::open(data_dir.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
        if (directory_.get() < 0) {
            throw_errno("cannot open " + data_dir.string());
        }
        address_.sun_family = AF_UNIX;
        const std::string path = "/proc/self/fd/" + std::to_string(directory_.get()) + "/" + std::string{socket_name};
        std::ranges::copy(path, address_.sun_path);
    }
    [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address_); }
    [[nodiscard]] static socklen_t size() { return sizeof(sockaddr_un); }

private:
    Descriptor directory_;
    sockaddr_un address_{};
};

std::optional<std::string> read_line(int descriptor) {
    std::string line;
    std::array<char, 4096> buffer{};
    while (line.size() < max_line_bytes) {
        const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return std::nullopt;
        }
        line.append(buffer.data(), static_cast<std::size_t>(count));
        if (const std::size_t end = line.find('\n'); end != std::string::npos) {
            line.resize(end);
            return line;
        }
    }
    return std::nullopt;
}

void write_line(int descriptor, const json::object& object) {
    const std::string line = json::serialize(object) + "\n";
    std::string_view rest = line;
    while (!rest.empty()) {
        const ssize_t count = ::send(descriptor, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (count < 0 && errno != EINTR) {
            return;  // who asked is gone
        }
        rest.remove_prefix(count > 0 ? static_cast<std::size_t>(count) : 0);
    }
}

}  // namespace

ControlSocket::ControlSocket(const fs::path& data_dir, Answer answer)
    : path_(data_dir / socket_name), answer_(std::move(answer)) {
    fs::remove(path_);
    const NearAddress address{data_dir};
    Descriptor listener{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (listener.get() < 0 || ::bind(listener.get(), address.get(), NearAddress::size()) != 0 ||
        ::listen(listener.get(), max_served_at_once) != 0) {
        throw_errno("cannot listen on " + path_.string());
    }
    Descriptor stop_event{::eventfd(0, EFD_CLOEXEC)};
    if (stop_event.get() < 0) {
        throw_errno("eventfd");
    }
    listener_ = listener.release();
    stop_event_ = stop_event.release();
    thread_ = std::thread{[this] { accept_all(); }};
}

ControlSocket::~ControlSocket() {
    ::eventfd_write(stop_event_, 1);
    thread_.join();
    {
        std::unique_lock lock{mutex_};
        served_.wait(lock, [this] { return serving_ == 0; });
    }
    std::error_code ignored;
    fs::remove(path_, ignored);
    ::close(listener_);
    ::close(stop_event_);
}

void ControlSocket::accept_all() {
    while (true) {
        {
            std::unique_lock lock{mutex_};
            served_.wait(lock, [this] { return serving_ < max_served_at_once; });
        }
        std::array<pollfd, 2> awaited{{{listener_, POLLIN, 0}, {stop_event_, POLLIN, 0}}};
        ::poll(awaited.data(), awaited.size(), -1);
        if ((awaited[1].revents & POLLIN) != 0) {
            return;
        }
        const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0) {
            continue;
        }
        {
            const std::scoped_lock lock{mutex_};
            ++serving_;
        }
        std::thread{[this, connection] { serve(connection); }}.detach();  // counted: the destructor waits for it
    }
}

void ControlSocket::serve(int connection) {
    ::setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &request_timeout, sizeof request_timeout);
    if (const std::optional<std::string> line = read_line(connection)) {
        json::object reply;
        try {
            reply = answer_(json::parse(*line).as_object());
        } catch (const std::exception& fault) {
            reply = {{"fault", fault.what()}};
        }
        write_line(connection, reply);
    }
    ::close(connection);
    const std::scoped_lock lock{mutex_};
    --serving_;
    served_.notify_all();  // under the lock: once it is let go this object may be gone
}

std::optional<json::object> ask_service(const fs::path& data_dir, const json::object& request) {
    const NearAddress address{data_dir};
    const Descriptor connection{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (connection.get() < 0) {
        throw_errno("socket");
    }
    if (::connect(connection.get(), address.get(), NearAddress::size()) != 0) {
        if (errno == ENOENT || errno == ECONNREFUSED) {
            return std::nullopt;
        }
        throw_errno("cannot reach the service of " + data_dir.string());
    }
    write_line(connection.get(), request);
    const std::optional<std::string> line = read_line(connection.get());
    if (!line) {
        throw ControlFault{"the service ended before it answered"};
    }
    json::object reply = json::parse(*line).as_object();
    if (const json::value* fault = reply.if_contains("fault")) {
        throw ControlFault{std::string{fault->as_string()}};
    }
    return reply;
}

}  // namespace suoledger::adapters
