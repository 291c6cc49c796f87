// SPDX-License-Identifier: Apache-2.0
// A key leaves this process wrapped, and only for who shows that the secret is known.
#include "http/key_service.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "http/reading.hpp"

namespace suoledger::http {
namespace {

using eventstore::bytes_of;

constexpr std::string_view bearer_tag = "suoledger/key-service/bearer/v1";
constexpr std::string_view wrapping_tag = "suoledger/key-service/wrapping/v1";

bool is_let_in(const KeyService* service, const Request& request) {
    const auto authorization = request.header("authorization");
    return service != nullptr && authorization &&
           eventstore::equal_in_constant_time(bytes_of(*authorization), bytes_of("Bearer " + service->bearer));
}

Problem not_let_in() {
    Problem problem{
        .status = 401, .code = "api_key_invalid", .detail = "This is for read nodes that share the secret."};
    problem.headers.emplace_back("WWW-Authenticate", R"(Bearer realm="suoledger")");
    return problem;
}

Response wrapped_answer(std::string_view wrapped) {
    Response response;
    response.body = boost::json::serialize(boost::json::object{{"wrapped", eventstore::base64url(bytes_of(wrapped))}});
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

Handled give_subject_key(const Services& services, const Request& request) {
    if (!is_let_in(services.key_service, request)) return not_let_in();
    const auto tenant = domain::parse_uuid(request.path_parameters.at(0));
    const auto key_id = domain::parse_uuid(request.path_parameters.at(1));
    if (!tenant || !key_id) return not_found("key");
    const auto key = services.vault.find(*tenant, *key_id);
    if (key == nullptr)
        return Problem{.status = 410, .code = std::string(key_destroyed_code), .detail = "This key is no more."};
    return wrapped_answer(eventstore::wrap_subject_key(services.key_service->wrapping, *tenant, *key_id, *key));
}

Handled give_service_key(const Services& services, const Request& request) {
    if (!is_let_in(services.key_service, request)) return not_let_in();
    const std::string& name = request.path_parameters.at(0);
    if (std::ranges::find(keys_of_reads, name) == keys_of_reads.end()) return not_found("key");
    return wrapped_answer(
        eventstore::wrap_service_key(services.key_service->wrapping, name, services.vault.service_key(name)));
}

using domain::Scope;
constexpr std::array table{
    Route{Method::get, "/key_service/subjects/{tenant}/{key}", Listener::both, Access::open, Scope::read,
          give_subject_key},
    Route{Method::get, "/key_service/secrets/{name}", Listener::both, Access::open, Scope::read, give_service_key},
};

}  // namespace

KeyService key_service_of(std::string_view secret) {
    const eventstore::Hash bearer = eventstore::hmac_sha256(bytes_of(secret), {bytes_of(bearer_tag)});
    return {eventstore::base64url(bearer), eventstore::hmac_sha256(bytes_of(secret), {bytes_of(wrapping_tag)})};
}

std::span<const Route> key_service_routes() { return table; }

}  // namespace suoledger::http
