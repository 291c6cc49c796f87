// SPDX-License-Identifier: Apache-2.0
// Paystack's objects as our own. The same object has other types in a webhook, in a list and in an answer: all are
// read.
#pragma once

#include <boost/json/object.hpp>
#include <expected>
#include <string>
#include <string_view>

#include "adapters/providers/payment_provider.hpp"

namespace suoledger::adapters {

/// A transaction, of verify, fetch, a list or a settlement.
std::expected<Charge, Malformed> read_paystack_charge(const boost::json::object& data);

/// Of a webhook or of the answer to POST /refund: these name the charge by its reference.
std::expected<RefundNotice, Malformed> read_paystack_refund(const boost::json::object& data);

/// The list names the charge by its number only; `notice.charge_reference` is empty where that is so.
struct ListedRefund {
    RefundNotice notice;
    std::string transaction_id;
    std::string settlement_id;  // that it was deducted from; "" before
    bool took_for_dispute = false;
};
std::expected<ListedRefund, Malformed> read_paystack_listed_refund(const boost::json::object& data);

std::expected<DisputeNotice, Malformed> read_paystack_dispute(const boost::json::object& data);
std::expected<Payout, Malformed> read_paystack_payout(const boost::json::object& data);

std::expected<Notice, Malformed> read_paystack_webhook(std::string_view body);
std::string paystack_event_key(std::string_view body);

}  // namespace suoledger::adapters
