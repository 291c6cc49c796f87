// SPDX-License-Identifier: Apache-2.0
// Folding a stream out of the log.
#include "http/log_states.hpp"

#include "eventstore/prepare.hpp"

namespace suoledger::http {

std::shared_ptr<const domain::State> state_in_log(const Services& services, const domain::StreamId& stream) {
    std::shared_ptr<const domain::State> state;
    eventstore::StreamQuery query{.stream = stream, .after_version = 0};
    for (;;) {
        const auto rows = services.store.read_stream(query);
        if (rows.empty()) return state;
        state = eventstore::fold(stream, std::move(state), rows, services.vault);
        query.after_version = rows.back().stream_version;
    }
}

}  // namespace suoledger::http
