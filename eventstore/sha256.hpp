// SPDX-License-Identifier: Apache-2.0
// SHA-256 over more than fits in memory at once.
#pragma once

#include <memory>

#include "eventstore/crypto.hpp"

namespace suoledger::eventstore {

class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void update(Bytes part);
    /// The length as 4 bytes big-endian, then the field.
    void update_length_prefixed(Bytes field);
    /// Once, at the end.
    Hash finish();

private:
    struct Context;
    std::unique_ptr<Context> context_;
};

}  // namespace suoledger::eventstore
