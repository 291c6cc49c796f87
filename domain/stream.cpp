// SPDX-License-Identifier: Apache-2.0
// Wire names of streams, series and reservations.
#include "domain/stream.hpp"

namespace suoledger::domain {

std::string_view to_string(StreamType type) {
    switch (type) {
        case StreamType::business:
            return "business";
        case StreamType::customer:
            return "customer";
        case StreamType::invoice:
            return "invoice";
        case StreamType::payment:
            return "payment";
        case StreamType::platform:
            return "platform";
        case StreamType::payout:
            return "payout";
        case StreamType::expense:
            return "expense";
        case StreamType::request:
            return "request";
        case StreamType::access:
            return "access";
        case StreamType::delivery:
            return "delivery";
    }
    return {};
}

std::optional<StreamType> parse_stream_type(std::string_view text) {
    for (const StreamType type :
         {StreamType::business, StreamType::customer, StreamType::invoice, StreamType::payment, StreamType::platform,
          StreamType::payout, StreamType::expense, StreamType::request, StreamType::access, StreamType::delivery})
        if (text == to_string(type)) return type;
    return std::nullopt;
}

std::string to_type_id(const StreamId& stream) {
    switch (stream.type) {
        case StreamType::business:
            return to_type_id(business_prefix, stream.id);
        case StreamType::customer:
            return to_type_id(customer_prefix, stream.id);
        case StreamType::invoice:
            return to_type_id(invoice_prefix, stream.id);
        case StreamType::payment:
            return to_type_id(payment_prefix, stream.id);
        case StreamType::platform:
            return "platform";
        case StreamType::payout:
            return to_type_id(payout_prefix, stream.id);
        case StreamType::expense:
            return to_type_id(expense_prefix, stream.id);
        case StreamType::request:
            return to_type_id(request_prefix, stream.id);
        case StreamType::access:
            return "access";
        case StreamType::delivery:
            return to_type_id(delivery_prefix, stream.id);
    }
    return {};
}

std::string_view to_string(Series series) {
    switch (series) {
        case Series::none:
            return "";
        case Series::invoice:
            return "invoice";
        case Series::credit_note:
            return "credit_note";
        case Series::receipt:
            return "receipt";
    }
    return {};
}

std::optional<Series> parse_series(std::string_view text) {
    if (text.empty()) return Series::none;
    for (const Series series : numbered_series)
        if (text == to_string(series)) return series;
    return std::nullopt;
}

std::string_view to_string(ReservationKind kind) {
    switch (kind) {
        case ReservationKind::customer_phone:
            return "customer_phone";
        case ReservationKind::customer_email:
            return "customer_email";
        case ReservationKind::member_login:
            return "member_login";
    }
    return {};
}

}  // namespace suoledger::domain
