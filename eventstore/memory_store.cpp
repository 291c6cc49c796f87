// SPDX-License-Identifier: Apache-2.0
// The log in memory, with the checks that tables and indexes make in the database.
#include "eventstore/memory_store.hpp"

#include <algorithm>

namespace suoledger::eventstore {

namespace {

constexpr std::size_t max_read_bytes = std::size_t{8} * 1024 * 1024;  // what LogQuery promises

bool matches(const LogQuery& query, const RecordedEvent& event) {
    return (!query.tenant || *query.tenant == event.stream.tenant) &&
           (!query.event_type || *query.event_type == event.event_type) &&
           (!query.stream_id || *query.stream_id == event.stream.id);
}

void require_constraint(bool holds, const char* constraint) {
    if (!holds) throw StatementFailed(std::string{"violates "} + constraint);
}

template <class Map, class Key>
auto value_or_empty(const Map& map, const Key& key) {
    const auto found = map.find(key);
    return found == map.end() ? typename Map::mapped_type{} : found->second;
}

}  // namespace

MemoryLog::MemoryLog(const domain::Uuid& epoch_id, Clock clock) : clock_(std::move(clock)) {
    head_.epoch_id = epoch_id;
}

std::optional<WrappedKey> MemoryLog::find(const domain::Uuid& tenant, const domain::Uuid& key_id) {
    const std::lock_guard lock{data_mutex_};
    const auto found = keys_.find({tenant, key_id});
    if (found == keys_.end()) return std::nullopt;
    return found->second;
}

std::string MemoryLog::find_or_create_service_key(const std::string& name, const std::string& wrapped_candidate,
                                                  std::int64_t kek_epoch) {
    const std::lock_guard lock{data_mutex_};
    return service_keys_.try_emplace(name, WrappedServiceKey{name, kek_epoch, wrapped_candidate}).first->second.wrapped;
}

std::size_t MemoryLog::rewrap_below(std::int64_t epoch, std::size_t limit, const Rewrap& rewrap) {
    const std::lock_guard lock{data_mutex_};
    std::size_t done = 0;
    for (auto& [name, key] : keys_)
        if (key.kek_epoch < epoch && done < limit && ++done != 0) key = rewrap.subject(key);
    for (auto& [name, key] : service_keys_)
        if (key.kek_epoch < epoch && done < limit && ++done != 0) key = rewrap.service(key);
    return done;
}

std::int64_t MemoryLog::count_up_to(std::int64_t epoch) {
    const std::lock_guard lock{data_mutex_};
    return std::ranges::count_if(keys_, [&](const auto& key) { return key.second.kek_epoch <= epoch; }) +
           std::ranges::count_if(service_keys_, [&](const auto& key) { return key.second.kek_epoch <= epoch; });
}

std::vector<WrappedKey> MemoryLog::present(const std::vector<std::pair<domain::Uuid, domain::Uuid>>& keys) {
    const std::lock_guard lock{data_mutex_};
    std::vector<WrappedKey> found;
    for (const auto& name : keys)
        if (const auto stored = keys_.find(name); stored != keys_.end()) found.push_back(stored->second);
    return found;
}

void MemoryLog::erase(const WrappedKey& key) {
    const std::lock_guard lock{data_mutex_};
    keys_.erase({key.tenant, key.key_id});
    if (key.key_class == domain::KeyClass::contact) release(key.subject);
}

void MemoryLog::release(const domain::StreamId& owner) {
    std::erase_if(reservations_,
                  [&](const auto& held) { return held.first.tenant == owner.tenant && held.second == owner.id; });
}

std::vector<RecordedEvent> MemoryLog::read_stream(const StreamQuery& query) const {
    const std::lock_guard lock{data_mutex_};
    std::vector<RecordedEvent> rows;
    const auto found = streams_.find(query.stream);
    if (found == streams_.end()) return rows;
    const auto& positions = found->second;
    for (auto i = static_cast<std::size_t>(query.after_version); i < positions.size(); ++i) {
        if (static_cast<std::int64_t>(rows.size()) >= query.limit) break;
        rows.push_back(events_[static_cast<std::size_t>(positions[i] - 1)]);
    }
    return rows;
}

std::vector<RecordedEvent> MemoryLog::read_log(const LogQuery& query) const {
    const std::lock_guard lock{data_mutex_};
    std::vector<RecordedEvent> rows;
    std::size_t bytes = 0;
    if (query.newest_first) return newest(query);
    for (auto i = static_cast<std::size_t>(std::max<std::int64_t>(query.after_position, 0)); i < events_.size(); ++i) {
        if (static_cast<std::int64_t>(rows.size()) >= query.limit) break;
        if (query.until_position && events_[i].position > *query.until_position) break;
        if (!matches(query, events_[i])) continue;
        bytes += (query.with_payload ? events_[i].payload.size() : 0) +
                 (query.with_metadata ? events_[i].metadata.size() : 0);
        if (bytes > max_read_bytes && !rows.empty()) break;
        rows.push_back(events_[i]);
        if (!query.with_metadata) rows.back().metadata.clear();
        if (!query.with_payload) rows.back().payload.clear();
    }
    return rows;
}

std::vector<RecordedEvent> MemoryLog::newest(const LogQuery& query) const {
    std::vector<RecordedEvent> rows;
    for (auto i = events_.size(); i > 0 && static_cast<std::int64_t>(rows.size()) < query.limit; --i) {
        const RecordedEvent& event = events_[i - 1];
        if (event.position <= query.after_position) break;
        if (event.position > query.until_position.value_or(event.position) || !matches(query, event)) continue;
        rows.insert(rows.begin(), event);
        if (!query.with_metadata) rows.front().metadata.clear();
        if (!query.with_payload) rows.front().payload.clear();
    }
    return rows;
}

LogHead MemoryLog::head() const {
    const std::lock_guard lock{data_mutex_};
    return head_;
}

std::optional<domain::Uuid> MemoryLog::owner_of(const domain::ReservationKey& key) const {
    const std::lock_guard lock{data_mutex_};
    const auto found = reservations_.find(key);
    if (found == reservations_.end()) return std::nullopt;
    return found->second;
}

void MemoryLog::check(const BatchWrites& writes) const {
    std::int64_t position = head_.position;
    auto recorded_at = head_.recorded_at;
    for (const auto& event : *writes.events) {
        require_constraint(event.position == ++position, "event_position");
        require_constraint(event.schema_version > 0, "event_schema_version_check");
        require_constraint(event.recorded_at >= recorded_at, "event_recorded_at");
        recorded_at = event.recorded_at;
    }
    for (const auto& command : writes.commands)
        require_constraint(!commands_.contains(command.command_id), "command_pkey");
    for (const auto& key : writes.keys)
        require_constraint(!keys_.contains({key.tenant, key.key_id}), "subject_key_pkey");
}

BatchFacts MemoryTransaction::begin(const Wanted& wanted) {
    lock_.lock();
    BatchFacts facts;
    fetch(wanted, facts);
    const std::lock_guard data{log_.data_mutex_};
    facts.head = log_.head_;
    facts.database_clock = log_.clock_();
    return facts;
}

void MemoryTransaction::fetch(const Wanted& wanted, BatchFacts& facts) {
    const std::lock_guard data{log_.data_mutex_};
    for (const auto& stream : wanted.streams) {
        facts.stream_versions[stream] = static_cast<std::int64_t>(value_or_empty(log_.streams_, stream).size());
    }
    for (const auto& key : wanted.reservations) {
        const auto found = log_.reservations_.find(key);
        facts.owners[key] = found == log_.reservations_.end() ? std::nullopt : std::optional{found->second};
    }
    for (const auto& tenant : wanted.tenants) {
        facts.tenant_sequences[tenant] = value_or_empty(log_.tenant_sequences_, tenant);
        for (const auto series : {domain::Series::invoice, domain::Series::credit_note, domain::Series::receipt}) {
            facts.series_numbers[{tenant, series}] = value_or_empty(log_.series_numbers_, std::pair{tenant, series});
        }
    }
    for (const auto& command : wanted.commands) {
        const auto found = log_.commands_.find(command);
        facts.commands[command] = found == log_.commands_.end() ? std::nullopt : std::optional{found->second};
    }
}

std::vector<RecordedEvent> MemoryTransaction::read_stream(const StreamQuery& query) { return log_.read_stream(query); }

void MemoryTransaction::commit(const BatchWrites& writes, const Meanwhile& meanwhile) {
    {
        const std::lock_guard data{log_.data_mutex_};
        log_.check(writes);
        for (const auto& event : *writes.events) {
            log_.events_.push_back(event);
            log_.streams_[event.stream].push_back(event.position);
        }
        log_.head_ = writes.head;
        for (const auto& [tenant, sequence] : writes.tenant_sequences) log_.tenant_sequences_[tenant] = sequence;
        for (const auto& [series, number] : writes.series_numbers) log_.series_numbers_[series] = number;
        for (const auto& released : writes.released_owners) log_.release(released);
        for (const auto& [key, owner] : writes.reservations) {
            if (owner)
                log_.reservations_[key] = *owner;
            else
                log_.reservations_.erase(key);
        }
        for (const auto& command : writes.commands) log_.commands_.emplace(command.command_id, command);
        for (const auto& key : writes.keys) log_.keys_.emplace(std::pair{key.tenant, key.key_id}, key);
        for (const auto& key : writes.destroyed_keys) log_.keys_.erase({key.subject.tenant, key.key_id});
    }
    lock_.unlock();
    if (meanwhile) meanwhile();
}

void MemoryTransaction::abandon() noexcept {
    if (lock_.owns_lock()) lock_.unlock();
}

MemoryStore::MemoryStore(AppendPathOptions options, MemoryLog& log, KeyVault& vault, Metrics& metrics,
                         OnCommitted on_committed)
    : log_(log),
      transaction_(log),
      append_path_(std::move(options), transaction_, *this, vault, metrics, std::move(on_committed)) {}

void MemoryStore::submit(Submission submission, OnOutcome on_outcome) {
    append_path_.submit(std::move(submission), std::move(on_outcome));
}
std::vector<RecordedEvent> MemoryStore::read_stream(const StreamQuery& query) { return log_.read_stream(query); }
std::vector<RecordedEvent> MemoryStore::read_log(const LogQuery& query) { return log_.read_log(query); }
LogHead MemoryStore::head() { return log_.head(); }
std::optional<domain::Uuid> MemoryStore::owner_of(const domain::ReservationKey& key) { return log_.owner_of(key); }

}  // namespace suoledger::eventstore
