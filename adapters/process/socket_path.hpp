// SPDX-License-Identifier: Apache-2.0
// How long the path of a Unix socket may be.
#pragma once

#include <sys/un.h>

#include <cstddef>

namespace suoledger::adapters {

inline constexpr std::size_t max_socket_path_bytes = sizeof(sockaddr_un::sun_path) - 1;  // 107

}  // namespace suoledger::adapters
