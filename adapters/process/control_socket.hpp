// SPDX-License-Identifier: Apache-2.0
// How a command talks to the service that runs on its data directory: one JSON line there, one back, over a Unix socket
// that only the directory's owner can reach.
#pragma once

#include <boost/json/object.hpp>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

namespace suoledger::adapters {

/// The service answered that it cannot; the text is its own.
struct ControlFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class ControlSocket {
public:
    /// Runs on a thread of the socket, for each request; what it throws is told to the one who asked.
    using Answer = std::function<boost::json::object(const boost::json::object& request)>;

    /// <data-dir>/control.sock; one that a killed service left behind is replaced. The owner lock must be held.
    ControlSocket(const std::filesystem::path& data_dir, Answer answer);
    /// Removes it and waits for the answers at hand.
    ~ControlSocket();
    ControlSocket(const ControlSocket&) = delete;
    ControlSocket& operator=(const ControlSocket&) = delete;

private:
    void accept_all();
    void serve(int connection);

    std::filesystem::path path_;
    Answer answer_;
    int listener_ = -1;
    int stop_event_ = -1;
    std::mutex mutex_;
    std::condition_variable served_;
    int serving_ = 0;
    std::thread thread_;  // last: it uses everything above
};

/// nullopt when no service listens there. Waits for the answer however long it takes. Throws ControlFault.
std::optional<boost::json::object> ask_service(const std::filesystem::path& data_dir,
                                               const boost::json::object& request);

}  // namespace suoledger::adapters
