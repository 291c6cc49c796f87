// SPDX-License-Identifier: Apache-2.0
// Receipts into the inbox, committed together: what arrives while one commit is made travels in the next.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "eventstore/inbox.hpp"
#include "eventstore/metrics.hpp"

namespace suoledger::eventstore {

/// What one process holds at once; whoever sends more is told to send it again later. With bodies of at most
/// max_inbox_body_bytes that is 64 MiB at the very worst, and some hundred KiB in practice.
inline constexpr std::size_t max_waiting_receipts = 256;
/// A provider's webhook has some KiB.
inline constexpr std::size_t max_inbox_body_bytes = std::size_t{256} * 1024;
/// Of one statement.
inline constexpr std::size_t receipts_at_a_time = 64;

namespace metric {
inline constexpr std::string_view inbox_received = "inbox_received_total";  // labels provider, result: new, known
inline constexpr std::string_view inbox_refused = "inbox_refused_total";    // label reason
inline constexpr std::string_view inbox_settled = "inbox_settled_total";    // label outcome: processed, retry, dead
inline constexpr std::string_view inbox_waiting = "inbox_waiting";          // gauge
inline constexpr std::string_view inbox_oldest = "inbox_oldest_waiting_seconds";  // gauge
inline constexpr std::string_view inbox_dead = "inbox_dead_letters";              // gauge
}  // namespace metric

enum class Receipt : std::uint8_t { stored, known, failed };
/// Called once, on the writer's thread; must not block.
using OnReceipt = std::function<void(Receipt)>;

/// Thread-safe.
class InboxWriter {
public:
    /// The table and the metrics outlive it. `on_new` is called after a commit that brought something new, `log` when
    /// one fails.
    InboxWriter(
        InboxTable& table, Metrics& metrics, std::function<void()> on_new = [] {},
        std::function<void(std::string_view)> log = [](std::string_view) {});
    /// Commits what waits.
    ~InboxWriter();
    InboxWriter(const InboxWriter&) = delete;
    InboxWriter& operator=(const InboxWriter&) = delete;

    /// False, and nothing is called: too much waits already.
    [[nodiscard]] bool receive(InboxEntry entry, OnReceipt on_receipt);

private:
    struct Waiting {
        InboxEntry entry;
        OnReceipt on_receipt;
    };
    void run();
    std::vector<Waiting> take();
    void write(std::vector<Waiting> taken);

    InboxTable& table_;
    Metrics& metrics_;
    const std::function<void()> on_new_;
    const std::function<void(std::string_view)> log_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Waiting> waiting_;
    bool stopping_ = false;
    std::thread thread_;  // last: it uses everything above
};

}  // namespace suoledger::eventstore
