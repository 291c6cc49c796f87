// SPDX-License-Identifier: Apache-2.0
// One of everything in a live server's business, for tests that walk the whole table.
#pragma once

#include "tests/http/live_server.hpp"
#include "tests/http/route_samples.hpp"

namespace suoledger::http::test {

/// An open invoice with a part paid, a refund that is requested and a dispute that is open, a payout, an expense, a
/// member, a key.
SampleIds make_resources(LiveServer& live);

}  // namespace suoledger::http::test
