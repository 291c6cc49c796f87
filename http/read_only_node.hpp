// SPDX-License-Identifier: Apache-2.0
// What a node that only reads leaves to the primary (docs/adr/0031).
#pragma once

#include "http/route.hpp"

namespace suoledger::http {

/// Whatever appends; what rests on tables or on the signed tree, which are the primary's; and a payer's pages, which
/// are recorded when they are seen and lead to commands. Rebuilding a read model is each node's own affair.
bool needs_primary(const Route& route);
/// The log must know of it, before or behind the answer.
bool is_recorded(const Handled& handled);
/// 503 `read_only_node`, naming where to send it.
Problem read_only_node(std::string_view primary_url);

}  // namespace suoledger::http
