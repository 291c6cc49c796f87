// SPDX-License-Identifier: Apache-2.0
// The writer's thread.
#include "eventstore/inbox_writer.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "eventstore/thread_name.hpp"

namespace suoledger::eventstore {

InboxWriter::InboxWriter(InboxTable& table, Metrics& metrics, std::function<void()> on_new,
                         std::function<void(std::string_view)> log)
    : table_(table), metrics_(metrics), on_new_(std::move(on_new)), log_(std::move(log)), thread_([this] { run(); }) {}

InboxWriter::~InboxWriter() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

bool InboxWriter::receive(InboxEntry entry, OnReceipt on_receipt) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || waiting_.size() >= max_waiting_receipts) return false;
        waiting_.push_back({std::move(entry), std::move(on_receipt)});
    }
    changed_.notify_all();
    return true;
}

std::vector<InboxWriter::Waiting> InboxWriter::take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    const auto count = static_cast<std::ptrdiff_t>(std::min(waiting_.size(), receipts_at_a_time));
    std::vector<Waiting> taken(std::make_move_iterator(waiting_.begin()),
                               std::make_move_iterator(waiting_.begin() + count));
    waiting_.erase(waiting_.begin(), waiting_.begin() + count);
    return taken;
}

void InboxWriter::write(std::vector<Waiting> taken) {
    std::vector<InboxEntry> entries;
    for (const auto& waiting : taken) entries.push_back(waiting.entry);
    std::optional<std::vector<bool>> is_new;
    try {
        is_new = table_.put(entries);
    } catch (const std::exception& fault) {
        log_(std::string("webhooks could not be stored, and are sent again: ") + fault.what());
    }
    bool any_new = false;
    for (std::size_t i = 0; i < taken.size(); ++i) {
        const bool stored = is_new && (*is_new)[i];
        any_new = any_new || stored;
        if (is_new)
            metrics_.add(metric::inbox_received, 1,
                         {{"provider", entries[i].provider}, {"result", stored ? "new" : "known"}});
        const Receipt known = is_new ? Receipt::known : Receipt::failed;
        taken[i].on_receipt(stored ? Receipt::stored : known);
    }
    if (any_new) on_new_();
}

void InboxWriter::run() {
    name_this_thread("inbox-writer");
    for (auto taken = take(); !taken.empty(); taken = take()) write(std::move(taken));
}

}  // namespace suoledger::eventstore
