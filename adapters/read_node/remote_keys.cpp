// SPDX-License-Identifier: Apache-2.0
// Only an answer of the key service itself is believed: neither an error page nor a proxy says that a key is gone.
#include "adapters/read_node/remote_keys.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <utility>

#include "adapters/process/private_files.hpp"
#include "adapters/providers/wire_json.hpp"
#include "eventstore/event_store.hpp"

namespace suoledger::adapters {
namespace {

constexpr int failures_to_leave_alone = 1;
constexpr std::chrono::milliseconds left_alone_for{1000};
constexpr long ok = 200, gone = 410;

std::optional<std::string> wrapped_in(const HttpAnswer& answer) {
    const auto body = parse_object(answer.body);
    if (answer.status != ok || !body) return std::nullopt;
    auto wrapped = eventstore::from_base64url(text_member(*body, "wrapped"));
    return wrapped && !wrapped->empty() ? std::move(wrapped) : std::nullopt;
}

bool says_destroyed(const HttpAnswer& answer) {
    const auto body = parse_object(answer.body);
    return answer.status == gone && body && text_member(*body, "code") == http::key_destroyed_code;
}

/// Of one shared secret: what came under another one could not be opened.
std::string file_name_of(const http::KeyService& service) {
    const eventstore::Hash digest = eventstore::sha256({eventstore::bytes_of(service.bearer)});
    return "log-secrets-" + eventstore::hex(eventstore::Bytes{digest}.first(8)) + ".json";
}

[[noreturn]] void refuse(const HttpAnswer& answer) {
    throw eventstore::KeysUnavailable{fmt::format("the primary gives no key: it answers {}", answer.status)};
}

}  // namespace

RemoteKeys::RemoteKeys(std::string primary_url, http::KeyService service, const std::filesystem::path& directory,
                       std::unique_ptr<HttpTransport> transport, SteadyClock now)
    : primary_url_(std::move(primary_url)),
      service_(std::move(service)),
      secrets_file_(directory / file_name_of(service_)),
      transport_(std::move(transport)),
      breaker_(failures_to_leave_alone, left_alone_for, std::move(now)) {}

eventstore::KekRing RemoteKeys::ring_of(const http::KeyService& service) {
    return eventstore::KekRing::of({{http::transport_kek_epoch, service.wrapping}});
}

HttpAnswer RemoteKeys::ask(const std::string& path) {
    if (!breaker_.allows()) throw eventstore::KeysUnavailable{"the primary did not answer a moment ago"};
    auto answer = transport_->send(
        {.url = primary_url_ + std::string{http::key_service_path} + path, .bearer = service_.bearer, .json = {}});
    // An answer that is no use, as of a primary whose database is away, is no reason to ask for every field again.
    breaker_.report(answer && answer->status < 500);
    if (!answer) throw eventstore::KeysUnavailable{"the primary cannot be reached for keys"};
    return *std::move(answer);
}

std::optional<eventstore::WrappedKey> RemoteKeys::find(const domain::Uuid& tenant, const domain::Uuid& key_id) {
    const HttpAnswer answer = ask(fmt::format("/subjects/{}/{}", domain::to_string(tenant), domain::to_string(key_id)));
    if (says_destroyed(answer)) return std::nullopt;
    auto wrapped = wrapped_in(answer);
    if (!wrapped) refuse(answer);
    eventstore::WrappedKey key;
    key.tenant = tenant;
    key.key_id = key_id;
    key.kek_epoch = http::transport_kek_epoch;
    key.wrapped = *std::move(wrapped);
    return key;
}

std::string RemoteKeys::find_or_create_service_key(const std::string& name, const std::string&, std::int64_t) {
    try {
        std::string wrapped = ask_for_secret(name);
        const std::scoped_lock lock{mutex_};
        boost::json::object kept = kept_secrets();
        kept[name] = eventstore::base64url(eventstore::bytes_of(wrapped));
        write_private_file(secrets_file_, boost::json::serialize(kept));
        return wrapped;
    } catch (const eventstore::KeysUnavailable&) {
        const std::scoped_lock lock{mutex_};
        auto kept = eventstore::from_base64url(text_member(kept_secrets(), name));
        if (!kept || kept->empty()) throw;
        return *std::move(kept);
    }
}

boost::json::object RemoteKeys::kept_secrets() const {
    const auto text = read_small_file(secrets_file_);
    return (text ? parse_object(*text) : std::nullopt).value_or(boost::json::object{});
}

std::string RemoteKeys::ask_for_secret(const std::string& name) {
    const HttpAnswer answer = ask("/secrets/" + name);
    auto wrapped = wrapped_in(answer);
    if (!wrapped) refuse(answer);
    return *std::move(wrapped);
}

}  // namespace suoledger::adapters
