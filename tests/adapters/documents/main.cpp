// SPDX-License-Identifier: Apache-2.0
// The tests, or the decoder of logos that they start: this executable again, as the program does it.
#include <gtest/gtest.h>

#include "adapters/logo/decoding_process.hpp"

int main(int argc, char** argv) {
    using namespace suoledger::adapters;
    if (argc == 2 && argv[1] == decode_logo_argument) run_decoding_process();
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
