// SPDX-License-Identifier: Apache-2.0
// API keys: looked up by public part, compared by SHA-256 in constant time.
#include "http/authenticate.hpp"

#include "http/api_key_secret.hpp"
#include "http/field_syntax.hpp"

namespace suoledger::http {
namespace {

Problem unauthorized(std::string code, std::string detail) {
    Problem problem{.status = 401, .code = std::move(code), .detail = std::move(detail)};
    problem.headers.emplace_back("WWW-Authenticate", problem.code == "authentication_required"
                                                         ? R"(Bearer realm="suoledger")"
                                                         : R"(Bearer realm="suoledger", error="invalid_token")");
    return problem;
}

std::string_view bearer_token(std::string_view authorization) {
    auto space = authorization.find(' ');
    if (space == std::string_view::npos || !equal_ignoring_case(authorization.substr(0, space), "Bearer")) return {};
    return trimmed(authorization.substr(space));
}

bool mode_agrees(ApiKeyKind kind, const projections::ApiKeyRow& row) {
    bool wants_operator = kind == ApiKeyKind::operator_key;
    if (wants_operator || row.is_operator) return wants_operator == row.is_operator;
    return row.livemode == (kind == ApiKeyKind::live);
}

std::expected<projections::ApiKeyRow, Problem> valid_key(std::string_view token, const Request& request,
                                                         projections::ReadModels& read_models) {
    const auto invalid = [] { return std::unexpected(unauthorized("api_key_invalid", "This is not a key of ours.")); };
    auto text = parse_api_key(token);
    if (!text) return invalid();
    auto row = read_models.snapshot()->api_key_by_public_part(text->public_part);
    auto digest = eventstore::sha256({eventstore::bytes_of(token)});
    if (!row || !eventstore::equal_in_constant_time(digest, row->secret_sha256)) return invalid();
    if (!mode_agrees(text->kind, *row)) return invalid();
    if (row->revoked_at) return std::unexpected(unauthorized("api_key_revoked", "This key was revoked."));
    if (row->expires_at && *row->expires_at <= request.received_at) {
        return std::unexpected(unauthorized("api_key_expired", "This key has expired."));
    }
    return std::move(*row);
}

Problem forbidden(std::string code, std::string detail) {
    return {.status = 403, .code = std::move(code), .detail = std::move(detail)};
}

}  // namespace

std::expected<Principal, Problem> authenticate(const Route& route, Listener listener, const Request& request,
                                               projections::ReadModels& read_models) {
    if (route.access == Access::open) return Principal{};
    auto authorization = request.header("authorization");
    if (!authorization) {
        return std::unexpected(unauthorized("authentication_required", "Send Authorization: Bearer with an API key."));
    }
    auto row = valid_key(bearer_token(*authorization), request, read_models);
    if (!row) return std::unexpected(std::move(row.error()));
    if (row->is_operator && listener != Listener::admin) {
        return std::unexpected(unauthorized("api_key_invalid", "Operator keys are taken on the admin listener only."));
    }
    const bool of_platform = route.access == Access::either && listener == Listener::admin;
    if ((route.access == Access::operator_only || of_platform) && !row->is_operator) {
        return std::unexpected(forbidden("operator_key_required", "This route takes operator keys only."));
    }
    if (route.access == Access::business && row->is_operator) {
        return std::unexpected(forbidden("business_key_required", "This route takes keys of a business only."));
    }
    const domain::Scope scope = of_platform ? domain::Scope::operate : route.scope;
    if (!row->scopes.has(scope)) {
        return std::unexpected(
            forbidden("scope_missing", "This key lacks the scope " + std::string(domain::to_string(scope)) + "."));
    }
    return Principal{row->is_operator, row->key_id, row->tenant, row->scopes, row->livemode};
}

bool names_unknown_key(const Request& request, projections::ReadModels& read_models) {
    const auto authorization = request.header("authorization");
    if (!authorization) return false;
    const auto key = parse_api_key(bearer_token(*authorization));
    return key && !read_models.snapshot()->api_key_by_public_part(key->public_part);
}

}  // namespace suoledger::http
