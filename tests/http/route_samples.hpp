// SPDX-License-Identifier: Apache-2.0
// A request that fits each route, for tests that walk the whole table.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "http/route.hpp"

namespace suoledger::http::test {

/// Ids for the parameters of paths; those of a foreign business make every such route answer 404.
struct SampleIds {
    std::string customer = "cus_01kb2q4v5ve1tbq0n6w6m3kz5d";
    std::string invoice = "inv_01kb2q4v5ve1tbq0n6w6m3kz5e";
    std::string payment = "pay_01kb2q4v5ve1tbq0n6w6m3kz5g";
    std::string refund = "rfd_01kb2q4v5ve1tbq0n6w6m3kz70";
    std::string chargeback = "chb_01kb2q4v5ve1tbq0n6w6m3kz72";
    std::string payout = "pyt_01kb2q4v5ve1tbq0n6w6m3kz75";
    std::string expense = "exp_01kb2q4v5ve1tbq0n6w6m3kz76";
    std::string member = "mem_01kb2q4v5ve1tbq0n6w6m3kz77";
    std::string request = "req_01kb2q4v5ve1tbq0n6w6m3kz8a";
    std::string breach = "req_01kb2q4v5ve1tbq0n6w6m3kz8b";
    std::string api_key = "key_01kb2q4v5ve1tbq0n6w6m3kz5c";
};

/// The pattern with its parameters filled. Throws std::out_of_range for a parameter that no rule covers, so that a new
/// route cannot be forgotten.
std::string sample_path(const Route& route, const SampleIds& ids = {});
/// The same with the query parameters that the route cannot do without, and `query` ("a=b") behind them. A download is
/// asked for what it refuses, since a client of single replies cannot take it.
std::string sample_target(const Route& route, const SampleIds& ids = {}, const std::string& query = {});
/// A body that is valid but for the ids it names; empty for routes that take none.
std::string sample_body(const Route& route, const SampleIds& ids = {});
/// Sent while it is made: without a tag, and longer than one reply.
bool is_a_download(const Route& route);
/// An answer rests on what somebody outside says, so that it has neither tag nor position.
bool asks_a_provider(const Route& route);
/// The first look is recorded, which moves the log, and a stream has no end.
bool is_of_a_payer(const Route& route);
/// For people, without a key: what goes wrong is a page too.
bool is_a_page(const Route& route);
/// True when the path names a resource of one business, whose foreign id must be 404.
bool names_a_resource(const Route& route);

}  // namespace suoledger::http::test
