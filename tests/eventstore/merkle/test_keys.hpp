// SPDX-License-Identifier: Apache-2.0
// Ed25519 seeds that everybody knows: those of RFC 8032 §7.1, tests 1 and 2.
#pragma once

#include "eventstore/crypto.hpp"
#include "tests/eventstore/golden.hpp"

namespace suoledger::eventstore {

inline SecretKey rfc8032_seed_1() {
    return array_of<32>(from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").value());
}
inline SecretKey rfc8032_seed_2() {
    return array_of<32>(from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb").value());
}

}  // namespace suoledger::eventstore
