// SPDX-License-Identifier: Apache-2.0
// Answers that become ready together, sent by one system call.
#pragma once

#include <sys/types.h>
#include <sys/uio.h>

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace suoledger::http {

/// Sent one by one, each would wake its client at once, who then takes the processor from the sending of the next.
/// Linux takes many at once through a ring (io_uring); where it grants none, they are sent one by one. Used by one
/// thread.
class SendBurst {
public:
    /// How many bytes the socket took, or what it refused with: a negative errno.
    using OnSent = std::move_only_function<void(ssize_t)>;
    using Parts = std::array<std::string_view, 2>;  // a head and a body

    SendBurst();
    ~SendBurst();
    SendBurst(const SendBurst&) = delete;
    SendBurst& operator=(const SendBurst&) = delete;

    /// As long as this lives, `is_gathering`.
    class Gathering {
    public:
        explicit Gathering(SendBurst& burst) : burst_(burst) { burst_.gathering_ = true; }
        ~Gathering() { burst_.gathering_ = false; }
        Gathering(const Gathering&) = delete;
        Gathering& operator=(const Gathering&) = delete;

    private:
        SendBurst& burst_;
    };
    [[nodiscard]] bool is_gathering() const { return gathering_; }
    /// The socket stays open and the bytes stay where they are until `on_sent` was called, by `send`.
    void add(int socket, const Parts& parts, OnSent on_sent);
    /// What was gathered; waits for no socket. Throws the last of what `on_sent` threw, when all were called.
    void send();

    /// Asks for one, the first time. It is of the thread that asks, whose blocking calls are interrupted when it is
    /// given back, so `send` does. False: there is none.
    bool make_ring();
    /// Everything one by one from now on, as where there is no ring.
    void give_up_ring();

private:
    struct Ring;
    struct Sending {
        int socket = -1;
        std::array<iovec, 2> parts{};
        OnSent on_sent;
        ssize_t result = 0;
        bool is_sent = false;
    };
    static void send_alone(Sending& sending);
    /// As many as the ring has room for.
    void send_together(std::span<Sending> some);

    std::unique_ptr<Ring> ring_;
    bool has_asked_ = false;
    std::vector<Sending> gathered_;
    bool gathering_ = false;
};

}  // namespace suoledger::http
