// SPDX-License-Identifier: Apache-2.0
// Sockets are not waited for, so that the kernel is done with all of them when the call returns.
#include "http/send_burst.hpp"

#include <liburing.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <utility>

namespace suoledger::http {

namespace {

constexpr unsigned most_at_once = 256;
constexpr int at_once_or_not = MSG_DONTWAIT | MSG_NOSIGNAL;

msghdr message_of(std::span<iovec> parts) {
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    return message;
}

}  // namespace

struct SendBurst::Ring {
    Ring() : is_there(::io_uring_queue_init(most_at_once, &ring, 0) == 0) {}
    ~Ring() {
        if (is_there) ::io_uring_queue_exit(&ring);
    }
    Ring(const Ring&) = delete;
    Ring& operator=(const Ring&) = delete;

    io_uring ring{};
    std::array<msghdr, most_at_once> messages{};
    const bool is_there;
};

SendBurst::SendBurst() = default;

SendBurst::~SendBurst() = default;

bool SendBurst::make_ring() {
    if (!std::exchange(has_asked_, true)) ring_ = std::make_unique<Ring>();
    if (ring_ && !ring_->is_there) ring_.reset();
    return ring_ != nullptr;
}

void SendBurst::give_up_ring() {
    has_asked_ = true;
    ring_.reset();
}

void SendBurst::add(int socket, const Parts& parts, OnSent on_sent) {
    Sending sending{.socket = socket, .on_sent = std::move(on_sent)};
    std::ranges::transform(parts, sending.parts.begin(),
                           [](std::string_view part) { return iovec{const_cast<char*>(part.data()), part.size()}; });
    gathered_.push_back(std::move(sending));
}

void SendBurst::send_alone(Sending& sending) {
    const auto message = message_of(sending.parts);
    const ssize_t taken = ::sendmsg(sending.socket, &message, at_once_or_not);
    sending.result = taken < 0 ? -errno : taken;
    sending.is_sent = true;
}

void SendBurst::send_together(std::span<Sending> some) {
    auto& ring = ring_->ring;
    for (std::size_t i = 0; i < some.size(); ++i) {
        io_uring_sqe* const entry = ::io_uring_get_sqe(&ring);  // there is room: all before it are done
        ring_->messages[i] = message_of(some[i].parts);
        ::io_uring_prep_sendmsg(entry, some[i].socket, &ring_->messages[i], at_once_or_not);
        ::io_uring_sqe_set_data64(entry, i);
    }
    for (auto missing = some.size(); missing > 0;) {
        const int submitted = ::io_uring_submit_and_wait(&ring, static_cast<unsigned>(missing));
        if (submitted < 0 && submitted != -EINTR) return give_up_ring();  // with what it did not take
        io_uring_cqe* done = nullptr;
        while (::io_uring_peek_cqe(&ring, &done) == 0) {
            auto& sending = some[::io_uring_cqe_get_data64(done)];
            sending.result = done->res;
            sending.is_sent = true;
            ::io_uring_cqe_seen(&ring, done);
            --missing;
        }
    }
}

void SendBurst::send() {
    auto sending = std::exchange(gathered_, {});
    std::span<Sending> rest(sending);
    while (rest.size() > 1 && make_ring()) {
        const auto some = rest.first(std::min<std::size_t>(rest.size(), most_at_once));
        send_together(some);
        rest = rest.subspan(some.size());
    }
    for (auto& each : sending)
        if (!each.is_sent) send_alone(each);
    std::exception_ptr fault;
    for (auto& each : sending) {
        try {
            each.on_sent(each.result);
        } catch (...) {  // the others wait too
            fault = std::current_exception();
        }
    }
    if (fault) std::rethrow_exception(fault);
}

}  // namespace suoledger::http
