// SPDX-License-Identifier: Apache-2.0
// Opening, waiting, digesting.
#include "tests/projections/followed_log.hpp"

#include <stdlib.h>

#include <algorithm>
#include <future>

namespace suoledger::projections {

using tests::safety_net;

void Said::add(std::string_view line) {
    {
        const std::lock_guard lock(mutex_);
        lines_.emplace_back(line);
    }
    added_.notify_all();
}

bool Said::has(const std::string& part) const {
    const std::lock_guard lock(mutex_);
    return count_of(part) > 0;
}

std::optional<std::int64_t> Said::number_behind(const std::string& part) const {
    const std::lock_guard lock(mutex_);
    for (const auto& line : lines_)
        if (const auto at = line.find(part); at != std::string::npos) return std::stoll(line.substr(at + part.size()));
    return std::nullopt;
}

bool Said::wait_for(const std::string& part, std::size_t count) {
    std::unique_lock lock(mutex_);
    return added_.wait_for(lock, safety_net, [&] { return count_of(part) >= count; });
}

std::size_t Said::count_of(const std::string& part) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        lines_, [&part](const std::string& line) { return line.find(part) != std::string::npos; }));
}

EventBatch batch_of(const History& history, std::size_t from, std::size_t until) {
    return std::make_shared<const std::vector<eventstore::RecordedEvent>>(
        history.events.begin() + static_cast<std::ptrdiff_t>(from),
        history.events.begin() + static_cast<std::ptrdiff_t>(until));
}

Digests digests(RocksReadModels& models) {
    Digests all;
    for (const auto& projection : all_projections()) {
        const auto [digest, position] = models.digest(projection.name);
        all[std::string(projection.name)] = {digest, position.position};
    }
    return all;
}

bool wait_for(RocksReadModels& models, std::size_t position) {
    // Shared because the callback may come after the safety net.
    const auto told = std::make_shared<std::promise<bool>>();
    auto answer = told->get_future();
    models.when_reached(static_cast<std::int64_t>(position), [told](bool reached) { told->set_value(reached); });
    return answer.wait_for(safety_net) == std::future_status::ready && answer.get();
}

bool wait_for_rebuilds(RocksReadModels& models) {
    return eventually([&models] {
        return std::ranges::none_of(models.status(), [](const auto& status) { return status.rebuild.has_value(); });
    });
}

void FollowedLog::SetUp() {
    std::string pattern = "/tmp/suoledger-followed-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
}

void FollowedLog::TearDown() { std::filesystem::remove_all(root_); }

std::unique_ptr<RocksReadModels> FollowedLog::open(const std::string& name, eventstore::EventStore& log,
                                                   const RunnerLimits& limits) {
    return std::make_unique<RocksReadModels>(
        RocksReadModelsOptions{root_ / name, [this](std::string_view line) { said_.add(line); }, limits}, log,
        metrics_);
}

std::unique_ptr<RocksReadModels> FollowedLog::caught_up(const std::string& name, eventstore::EventStore& log,
                                                        const RunnerLimits& limits) {
    auto models = open(name, log, limits);
    models->start();
    EXPECT_TRUE(wait_for(*models, static_cast<std::size_t>(log.head().position)));
    return models;
}

Digests FollowedLog::digests_of_one_fold(const History& history) {
    ListedLog log(history.events);
    static int opened = 0;
    return digests(*caught_up("one-fold-" + std::to_string(++opened), log));
}

}  // namespace suoledger::projections
