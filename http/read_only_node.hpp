// SPDX-License-Identifier: Apache-2.0
// What a node that only reads leaves to the primary (docs/adr/0032).
#pragma once

#include "http/call.hpp"

namespace suoledger::http {

/// Whatever appends; what rests on tables or on the signed tree, which are the primary's; and what a payer is shown,
/// which is recorded when it is seen. Rebuilding a read model is each node's own affair.
bool needs_primary(const Route& route);
/// The log must know of it, before or behind the answer, or only the primary's tables do.
bool is_left(const Handled& handled);
/// 503 `read_only_node`, naming where to send it.
Problem read_only_node(std::string_view primary_url);
/// A read is asked there. A command is refused, and so is a read on a listener of which this node does not know the
/// primary's address; 404 for a path that might be taken for another one on its way.
std::variant<LeftToPrimary, Problem> left_to_primary(const Services& services, const Call& call);

}  // namespace suoledger::http
