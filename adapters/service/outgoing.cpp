// SPDX-License-Identifier: Apache-2.0
// Wiring of the outbox, and its figures.
#include "adapters/service/outgoing.hpp"

#include <map>
#include <utility>

#include "adapters/telemetry/log.hpp"
#include "adapters/work/upkeep.hpp"
#include "eventstore/clock.hpp"

namespace suoledger::adapters {
namespace {

namespace metric = eventstore::metric;

/// More would only ask a provider that is slow for more at once.
constexpr int refund_threads = 2;

ProviderRefund::Providers providers_of(PaymentProvider* provider) {
    ProviderRefund::Providers providers;
    if (provider != nullptr) {
        providers.emplace(provider->name(), provider);
    }
    return providers;
}

void report(eventstore::Metrics& metrics, const std::string& channel, const eventstore::WorkFigures& figures,
            domain::Timestamp now) {
    metrics.set(metric::outbox_waiting, static_cast<double>(figures.waiting), {{"channel", channel}});
    metrics.set(metric::outbox_dead, static_cast<double>(figures.dead), {{"channel", channel}});
    metrics.set(metric::outbox_oldest, age_of_oldest(figures, now), {{"channel", channel}});
}

}  // namespace

Outgoing::Channel::Channel(OutboxWorker::Parts parts, int count, std::function<void(std::string_view)> on_fault)
    : name(parts.effect.channel()),
      thread_count(count),
      worker(std::move(parts)),
      threads({.name = "outbox",
               .work_once = [this] { return worker.work_once(); },
               .keep_house = {},
               .on_fault = std::move(on_fault)}) {}

Outgoing::Outgoing(const OutgoingParts& parts)
    : parts_(parts),
      table_(parts.pool),
      provider_refund_(parts.store, providers_of(parts.provider)),
      reader_(parts.store, table_, [this] { notify_channels(); }),
      services_{.letters = table_, .on_requeued = [this] { notify_channels(); }},
      reading_({.name = "intents",
                .work_once = [this] { return reader_.read_once(); },
                .keep_house = [this] { keep_house(); },
                .on_fault =
                    [&log = parts.log](std::string_view fault) {
                        log.warning("the outbox cannot be filled now", {{"fault", std::string{fault}}});
                    }}) {
    add(provider_refund_, refund_threads);
}

void Outgoing::add(Effect& effect, int threads) {
    Log& log = parts_.log;
    channels_.push_back(std::make_unique<Channel>(
        OutboxWorker::Parts{.table = table_,
                            .effect = effect,
                            .store = parts_.store,
                            .vault = parts_.vault,
                            .metrics = parts_.metrics,
                            .now = eventstore::system_now,
                            .claim_lease = parts_.claim_lease,
                            .log = tell_in(log)},
        threads,
        [&log](std::string_view fault) { log.debug("the outbox cannot be read", {{"fault", std::string{fault}}}); }));
}

void Outgoing::start() {
    for (const auto& channel : channels_) {
        channel->threads.start(channel->thread_count);
    }
    reading_.start(1);
}

void Outgoing::notify_channels() {
    for (const auto& channel : channels_) {
        channel->threads.notify();
    }
}

void Outgoing::keep_house() {
    const auto now = eventstore::system_now();
    forget_old_work(table_, now);
    auto figures = table_.figures();
    for (const auto& channel : channels_) {
        figures.try_emplace(channel->name);
    }
    for (const auto& [channel, of_channel] : figures) {
        report(parts_.metrics, channel, of_channel, now);
    }
    parts_.metrics.set(metric::outbox_unread, static_cast<double>(reader_.unread()));
}

}  // namespace suoledger::adapters
