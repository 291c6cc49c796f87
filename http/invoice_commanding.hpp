// SPDX-License-Identifier: Apache-2.0
// What commands on an invoice have in common: the invoice of the path, a body that may be left out, the reply.
#pragma once

#include <boost/json/object.hpp>
#include <expected>
#include <functional>
#include <optional>
#include <vector>

#include "http/request_body.hpp"
#include "http/views.hpp"

namespace suoledger::http {

/// A command on the invoice of the path: its body is read field by field, then it is made.
class InvoiceCommanding {
public:
    enum class Body : std::uint8_t { required, optional };
    /// A problem of query, path or body; the fields are judged by `request_of`.
    static std::expected<InvoiceCommanding, Problem> begin(const Services& services, const Request& request,
                                                           Body body = Body::optional);

    [[nodiscard]] const domain::Uuid& invoice() const { return stream_.id; }
    [[nodiscard]] const domain::StreamId& stream() const { return stream_; }
    /// Of the whole body.
    [[nodiscard]] ObjectReader reader() { return {body_, "", errors_}; }

    /// What a reply beside the invoice holds.
    using Beside = std::function<void(const eventstore::Appended& appended, boost::json::object& reply)>;
    /// Replies the invoice as the append leaves it; with `beside`, both as members of one object.
    [[nodiscard]] Handled request_of(domain::Command command, int status = 200, const Beside& beside = nullptr);

private:
    InvoiceCommanding(const Services& services, domain::StreamId stream, boost::json::object body)
        : services_(services), stream_(stream), body_(std::move(body)) {}

    const Services& services_;
    domain::StreamId stream_;
    boost::json::object body_;
    std::vector<domain::FieldError> errors_;
};

}  // namespace suoledger::http
