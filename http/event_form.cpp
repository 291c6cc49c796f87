// SPDX-License-Identifier: Apache-2.0
// Which of the forms of the log a client prefers.
#include <array>
#include <string_view>

#include "http/accept.hpp"
#include "http/event_stream.hpp"

namespace suoledger::http {

EventForm event_form_of(const Request& request) {
    static constexpr std::array<std::string_view, 3> offers{"application/json", "application/x-ndjson",
                                                            "text/event-stream"};
    static constexpr std::array forms{EventForm::page, EventForm::lines, EventForm::server_sent};
    return forms.at(preferred_offer(request, offers));
}

}  // namespace suoledger::http
