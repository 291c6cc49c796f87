// SPDX-License-Identifier: Apache-2.0
// Deliveries, by what they are about and by message.
#include "projections/queries.hpp"

namespace suoledger::projections {

using domain::Uuid;

std::optional<DeliveryRow> find_delivery(const PinnedRows& rows, const Uuid& tenant, const Uuid& subject) {
    return find_row<DeliveryRow>(rows, ProjectionId::deliveries, Key::of(tenant, 'r', subject));
}

std::optional<MessagePlace> find_message(const PinnedRows& rows, const Uuid& message) {
    return find_row<MessagePlace>(rows, ProjectionId::deliveries, Key::of(Uuid{}, 'm', message));
}

std::optional<Uuid> find_tenant_of_document(const PinnedRows& rows, const Uuid& subject) {
    return find_row<Uuid>(rows, ProjectionId::deliveries, Key::of(Uuid{}, 'd', subject));
}

}  // namespace suoledger::projections
