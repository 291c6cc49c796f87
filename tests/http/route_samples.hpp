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
    std::string api_key = "key_01kb2q4v5ve1tbq0n6w6m3kz5c";
};

/// The pattern with its parameters filled. Throws std::out_of_range for a parameter that no rule covers, so that a new
/// route cannot be forgotten.
std::string sample_path(const Route& route, const SampleIds& ids = {});
/// A body that is valid but for the ids it names; empty for routes that take none.
std::string sample_body(const Route& route, const SampleIds& ids = {});
/// True when the path names a resource of one business, whose foreign id must be 404.
bool names_a_resource(const Route& route);

}  // namespace suoledger::http::test
