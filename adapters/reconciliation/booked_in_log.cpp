// SPDX-License-Identifier: Apache-2.0
// Three kinds of events say all that a report compares.
#include "adapters/reconciliation/booked_in_log.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "eventstore/codec.hpp"

namespace suoledger::adapters {
namespace {

template <class E, class Take>
void each_event(eventstore::EventStore& store, const domain::Uuid& tenant, const Take& take) {
    eventstore::LogQuery query;
    query.with_metadata = false;
    query.tenant = tenant;
    query.event_type = std::string{domain::EventName<E>::value};
    while (true) {
        const auto events = store.read_log(query);
        if (events.empty()) {
            return;
        }
        for (const auto& event : events) {
            const auto decoded = eventstore::decode(event.event_type, event.schema_version, event.payload, tenant,
                                                    event.event_id, nullptr);
            take(event, std::get<E>(decoded));
        }
        query.after_position = events.back().position;
    }
}

}  // namespace

std::vector<domain::BookedCharge> booked_in_log(eventstore::EventStore& store, const domain::Uuid& tenant,
                                                const std::string& provider) {
    using eventstore::RecordedEvent;
    std::map<domain::Uuid, domain::BookedCharge> charges;
    each_event<domain::PaymentReceived>(
        store, tenant, [&](const RecordedEvent& event, const domain::PaymentReceived& received) {
            if (received.provider == provider) {
                charges[event.stream.id] = {.payment = event.stream.id,
                                            .provider_payment_id = received.provider_payment_id,
                                            .reference = received.provider_reference,
                                            .amount = {received.amount, received.currency},
                                            .fee = received.fee,
                                            .refunded = 0,
                                            .charged_back = 0,
                                            .at = event.effective_at,
                                            .changed_at = event.recorded_at};
            }
        });
    const auto took = [&](const RecordedEvent& event, std::int64_t domain::BookedCharge::* sum, std::int64_t amount) {
        const auto charge = charges.find(event.stream.id);
        if (charge != charges.end()) {
            charge->second.*sum += amount;
            charge->second.changed_at = std::max(charge->second.changed_at, event.recorded_at);
        }
    };
    each_event<domain::RefundSettled>(store, tenant,
                                      [&](const RecordedEvent& event, const domain::RefundSettled& refund) {
                                          took(event, &domain::BookedCharge::refunded, refund.amount);
                                      });
    each_event<domain::ChargebackLost>(store, tenant,
                                       [&](const RecordedEvent& event, const domain::ChargebackLost& lost) {
                                           took(event, &domain::BookedCharge::charged_back, lost.amount);
                                       });
    std::vector<domain::BookedCharge> result;
    for (auto& [payment, charge] : charges) {
        result.push_back(std::move(charge));
    }
    return result;
}

}  // namespace suoledger::adapters
