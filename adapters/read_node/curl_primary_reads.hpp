// SPDX-License-Identifier: Apache-2.0
// Reads of the primary over libcurl: one thread for all that are under way, however slow the primary is.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "http/primary_reads.hpp"

namespace suoledger::adapters {

/// No trailing slashes. Clients' keys are sent there and nowhere else: no redirect is followed.
struct PrimaryAddresses {
    std::string api, admin;  // admin: empty when this node does not know it
};

struct PrimaryReadLimits {
    std::chrono::milliseconds connect{2000};
    /// Under way, a client's slow reading included: 16 MiB of memory, and no more connections to the primary.
    std::size_t most_at_once = 64;
    /// Of one key, or of one address without a key: who reads slowly leaves room for others.
    std::size_t most_of_one = 16;
    /// Of a body, before the client takes it; then the primary is not read from.
    std::size_t bytes_ahead = std::size_t{256} << 10U;
    /// Of a head, of which everything is kept.
    std::size_t head_bytes = std::size_t{64} << 10U;
};

/// What it answers may be used after it is gone: it is cut then.
std::unique_ptr<http::PrimaryReads> make_primary_reads(PrimaryAddresses addresses, PrimaryReadLimits limits = {});

}  // namespace suoledger::adapters
