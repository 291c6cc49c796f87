// SPDX-License-Identifier: Apache-2.0
// Wiring of publishers.
#include "adapters/service/kafka_out.hpp"

namespace suoledger::adapters {

KafkaOut::KafkaOut(const KafkaOutParts& parts)
    : log_turn_(make_postgres_turn(parts.database_url, PublisherWork::log)),
      keyed_turn_(make_postgres_turn(parts.database_url, PublisherWork::keyed_topics)),
      publisher_({.settings = parts.settings,
                  .log = parts.store,
                  .turn = *log_turn_,
                  .metrics = parts.metrics,
                  .tell = tell_in(parts.log),
                  .pauses = {}}),
      keyed_({.settings = parts.settings,
              .turn = *keyed_turn_,
              .metrics = parts.metrics,
              .tell = tell_in(parts.log),
              .pauses = {}}) {}

std::unique_ptr<KafkaOut> make_kafka_out(const Roles& roles, const KafkaOutParts& parts) {
    if (!roles.publisher) return nullptr;
    if (parts.settings.brokers.empty()) {
        parts.log.info("no Kafka is named: nothing is published", {{"setting", "SUOLEDGER_KAFKA_BROKERS"}});
        return nullptr;
    }
    return std::make_unique<KafkaOut>(parts);
}

}  // namespace suoledger::adapters
