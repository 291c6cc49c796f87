// SPDX-License-Identifier: Apache-2.0
// 128-bit products of two amounts; never stored, never on the wire.
#pragma once

namespace suoledger::domain {

__extension__ using WideInt = __int128;

}  // namespace suoledger::domain
