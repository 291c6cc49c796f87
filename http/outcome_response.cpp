// SPDX-License-Identifier: Apache-2.0
// Outcomes of appends as responses.
#include "http/outcome_response.hpp"

namespace suoledger::http {
namespace {

using Told = std::variant<Response, Problem>;

struct Tell {
    Told operator()(eventstore::AppendedReply appended) const {
        Response response;
        response.status = appended.reply.status;
        response.body = std::move(appended.replayed ? appended.reply.kept_body : appended.reply.body);
        response.headers.emplace_back("Ledger-Position", std::to_string(appended.position));
        if (appended.replayed) response.headers.emplace_back("Idempotent-Replayed", "true");
        return response;
    }
    Told operator()(eventstore::Rehearsed rehearsed) const {
        Response response;
        response.status = rehearsed.reply.status;
        response.body = std::move(rehearsed.reply.body);
        response.headers.emplace_back("Ledger-Position", std::to_string(rehearsed.position));
        return response;
    }
    Told operator()(const domain::Rejection& rejection) const { return problem_of(rejection); }
    Told operator()(eventstore::FingerprintMismatch) const {
        return Problem{.status = 422,
                       .code = "idempotency_key_reused",
                       .detail = "This Idempotency-Key was used with another request."};
    }
    Told operator()(eventstore::Unknown) const { return outcome_unknown(); }
    Told operator()(eventstore::Unavailable reason) const {
        return unavailable(std::move(reason.reason), "Nothing was written; try again.");
    }
    Told operator()(const eventstore::Failed&) const { return internal_error(); }
};

}  // namespace

Told response_of(eventstore::AppendOutcome outcome) { return std::visit(Tell{}, std::move(outcome)); }

Problem outcome_unknown() {
    return unavailable(
        "outcome_unknown",
        "Whether this was recorded is not known yet; send the same request with the same Idempotency-Key.");
}

Problem unavailable(std::string code, std::string detail) {
    Problem problem{.status = 503, .code = std::move(code), .detail = std::move(detail)};
    problem.headers.emplace_back("Retry-After", retry_after_seconds);
    return problem;
}

Problem internal_error() {
    return {.status = 500, .code = "internal_error", .detail = "Something on our side failed; it was reported."};
}

}  // namespace suoledger::http
