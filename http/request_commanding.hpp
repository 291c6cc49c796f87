// SPDX-License-Identifier: Apache-2.0
// What the commands on one request share: the body, the request as the log has it, the reply.
#pragma once

#include <expected>
#include <memory>
#include <string_view>
#include <vector>

#include "http/request_body.hpp"
#include "http/request_views.hpp"
#include "http/route.hpp"

namespace suoledger::http {

class RequestCommanding {
public:
    /// 404 `request_not_found`, and what can be wrong with a body.
    static std::expected<RequestCommanding, Problem> begin(const Services& services, const Request& request);

    [[nodiscard]] ObjectReader reader() { return {*body_, "", *errors_}; }
    [[nodiscard]] const RequestView& as_read() const { return *view_; }
    [[nodiscard]] const domain::Uuid& id() const { return stream_.id; }
    /// 422 when fields were wrong, else the command with its reply.
    [[nodiscard]] Handled request_of(domain::Command command) const;

private:
    RequestCommanding() = default;

    domain::StreamId stream_;
    const PrivacySettings* settings_ = nullptr;
    // On the heap: readers hold on to them while this is moved.
    std::shared_ptr<const boost::json::object> body_;
    std::shared_ptr<std::vector<domain::FieldError>> errors_;
    std::shared_ptr<const RequestView> view_;  // shared with the reply, which is rendered later
};

}  // namespace suoledger::http
