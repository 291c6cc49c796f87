// SPDX-License-Identifier: Apache-2.0
// sigwait on a thread of its own: no code of ours ever runs inside a signal handler.
#include "adapters/process/ending.hpp"

#include <pthread.h>
#include <signal.h>

#include <cstdlib>
#include <string>

namespace suoledger::adapters {
namespace {

/// How the destructor wakes the thread; nobody else has a use for it.
constexpr int wake_signal = SIGUSR2;

sigset_t service_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP, wake_signal}) {
        sigaddset(&signals, signal);
    }
    return signals;
}

}  // namespace

void Ending::ask() {
    {
        const std::scoped_lock lock{mutex_};
        due_ = true;
    }
    due_changed_.notify_all();
}

void Ending::fail(std::exception_ptr fault) {
    {
        const std::scoped_lock lock{mutex_};
        due_ = true;
        if (!fault_) {
            fault_ = std::move(fault);
        }
    }
    due_changed_.notify_all();
}

bool Ending::is_due() const {
    const std::scoped_lock lock{mutex_};
    return due_;
}

void Ending::wait() {
    std::unique_lock lock{mutex_};
    due_changed_.wait(lock, [this] { return due_; });
    if (fault_) {
        std::rethrow_exception(fault_);
    }
}

bool Ending::wait_for(std::chrono::milliseconds longest) {
    std::unique_lock lock{mutex_};
    return due_changed_.wait_for(lock, longest, [this] { return due_; });
}

void block_broken_pipes() { ::signal(SIGPIPE, SIG_IGN); }

void block_service_signals() {
    const sigset_t signals = service_signals();
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    block_broken_pipes();
}

SignalThread::SignalThread(Ending& ending, Log& log) : ending_(ending), log_(log), thread_([this] { run(); }) {}

SignalThread::~SignalThread() {
    ::pthread_kill(thread_.native_handle(), wake_signal);
    thread_.join();
}

void SignalThread::run() {
    const sigset_t signals = service_signals();
    bool asked = false;
    while (true) {
        int signal = 0;
        if (::sigwait(&signals, &signal) != 0) {
            continue;
        }
        if (signal == wake_signal) {
            return;
        }
        if (signal == SIGHUP) {
            log_.info("no secret of this configuration can change while it is used; restart to take new ones");
            continue;
        }
        if (asked) {
            log_.warning("ending at once: asked a second time");
            std::_Exit(128 + signal);
        }
        asked = true;
        log_.info("ending: requests in flight are finished first", {{"signal", signal == SIGTERM ? "TERM" : "INT"}});
        ending_.ask();
    }
}

}  // namespace suoledger::adapters
