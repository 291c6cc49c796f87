// SPDX-License-Identifier: Apache-2.0
// Portions of the log for one stream, and the texts that streams are made of.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "eventstore/recorded_event.hpp"
#include "http/event_stream.hpp"
#include "http/route.hpp"

namespace suoledger::http {

/// `payload` is the stored one or an opened one.
std::shared_ptr<const StreamedEvent> streamed_event(EventForm form, const eventstore::RecordedEvent& event,
                                                    std::string_view payload);

/// A client that falls behind the deadline is told where to go on.
std::string gap_text(std::int64_t position);

struct LogPortion {
    StreamedEvents events;
    std::int64_t through = 0;  // nothing that the stream wants lies between its last event and here
    bool is_over = false;      // the status that it tells has ended
};
/// What lies in (after, until], from its beginning, within the limits of a portion; `until` is not beyond the log's
/// head. Blocks. Throws StoreUnavailable.
LogPortion read_portion(const Services& services, const EventStream& wanted, std::int64_t after, std::int64_t until,
                        const StreamLimits& limits);

}  // namespace suoledger::http
