// SPDX-License-Identifier: Apache-2.0
// Tables without nodes, for what is looked up with every command.
#pragma once

#include <functional>

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

namespace suoledger::eventstore {

/// In no order. Adding an element may move the others.
template <class Key, class Value>
using FlatMap = boost::unordered_flat_map<Key, Value, std::hash<Key>>;
template <class Key>
using FlatSet = boost::unordered_flat_set<Key, std::hash<Key>>;

}  // namespace suoledger::eventstore
