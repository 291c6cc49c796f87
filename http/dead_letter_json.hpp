// SPDX-License-Identifier: Apache-2.0
// A dead letter as routes and the command line show it: without its body.
#pragma once

#include <boost/json/object.hpp>

#include "eventstore/dead_letters.hpp"

namespace suoledger::http {

boost::json::object dead_letter_json(const eventstore::DeadLetter& letter);

}  // namespace suoledger::http
