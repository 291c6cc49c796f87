// SPDX-License-Identifier: Apache-2.0
// The key service and who asks it: both halves, without a socket between them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "adapters/read_node/remote_keys.hpp"
#include "adapters/service/read_models_gate.hpp"
#include "eventstore/event_store.hpp"
#include "eventstore/memory_keys.hpp"
#include "http/key_service.hpp"
#include "tests/eventstore/scratch_directory.hpp"
#include "tests/projections/listed_log.hpp"

using namespace suoledger;
using namespace suoledger::adapters;

namespace {

constexpr std::string_view secret = "a-secret-that-two-processes-share";

domain::Uuid numbered(std::uint8_t number) {
    domain::Uuid id;
    id.bytes.back() = number;
    return id;
}

/// What one primary keeps and answers.
struct Primary {
    eventstore::MemoryWrappedKeySource keys;
    eventstore::KeyVault vault{eventstore::KekRing::of({{1, eventstore::SecretKey{7}}}), keys};
    http::KeyService service = http::key_service_of(secret);
    projections::ListedLog log{{}};
    ReadModelsGate no_read_models;
    std::optional<TransportFault> fault;
    std::optional<HttpAnswer> instead;  // of a proxy
    int asked = 0;
    std::set<std::string> bodies;

    void make(const domain::Uuid& tenant, const domain::Uuid& key_id) {
        keys.put(
            vault.make(tenant, {key_id, domain::KeyClass::contact, {tenant, domain::StreamType::customer, key_id}}));
    }
    HttpAnswer answer(const HttpRequest& sent);
};

HttpAnswer Primary::answer(const HttpRequest& sent) {
    const std::string path = sent.url.substr(std::string_view{"http://primary"}.size());
    const auto match = http::find_route(http::key_service_routes(), http::Listener::api, http::Method::get, path);
    if (!match) return {404, "{}", {}};
    http::Request request;
    request.path_parameters = match->path_parameters;
    request.headers = {{"authorization", "Bearer " + sent.bearer}};
    // The handlers ask for the vault and the secret alone.
    http::Services services{log, no_read_models, vault, [] { return domain::Timestamp{}; }, ""};
    services.key_service = &service;
    auto handled = match->route->handler(services, request);
    const http::Response response = std::holds_alternative<http::Problem>(handled)
                                        ? http::problem_response(std::get<http::Problem>(handled), request)
                                        : std::get<http::Response>(handled);
    bodies.insert(response.body);
    return {response.status, response.body, {}};
}

class ToPrimary final : public HttpTransport {
public:
    explicit ToPrimary(Primary& primary) : primary_(primary) {}
    std::expected<HttpAnswer, TransportFault> send(const HttpRequest& request) override {
        ++primary_.asked;
        if (primary_.fault) return std::unexpected(*primary_.fault);
        return primary_.instead ? *primary_.instead : primary_.answer(request);
    }

private:
    Primary& primary_;
};

class AskingForKeys : public testing::Test {
protected:
    RemoteKeys keys_of(std::string_view shared) {
        return {"http://primary", http::key_service_of(shared), scratch_.path(), std::make_unique<ToPrimary>(primary_),
                [this] { return now_; }};
    }

    const tests::ScratchDirectory scratch_;
    const domain::Uuid tenant_ = numbered(1), key_id_ = numbered(2);
    Primary primary_;
    std::chrono::steady_clock::time_point now_{};
    RemoteKeys keys_ = keys_of(secret);
    eventstore::KeyVault vault_{RemoteKeys::ring_of(http::key_service_of(secret)),
                                keys_,
                                {.lifetime = std::chrono::seconds{60}, .now = [this] { return now_; }}};
};

TEST_F(AskingForKeys, OpensWhatThePrimaryHas) {
    primary_.make(tenant_, key_id_);
    const auto found = vault_.find(tenant_, key_id_);
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(*found, *primary_.vault.find(tenant_, key_id_));
    EXPECT_EQ(vault_.service_key("cursor"), primary_.vault.service_key("cursor"));
    // What travels is neither the key nor twice the same.
    EXPECT_EQ(primary_.bodies.size(), 2U);
    for (const std::string& body : primary_.bodies)
        EXPECT_EQ(body.find(eventstore::base64url(*found)), std::string::npos);
}

TEST_F(AskingForKeys, IsToldOfADestroyedKeyByNobodyButThePrimary) {
    EXPECT_EQ(vault_.find(tenant_, key_id_), nullptr);
    for (const HttpAnswer& other : {HttpAnswer{410, "<html>gone</html>", {}}, HttpAnswer{404, "{}", {}},
                                    HttpAnswer{200, "{}", {}}, HttpAnswer{503, R"({"code":"key_destroyed"})", {}}}) {
        primary_.instead = other;
        now_ += std::chrono::seconds{10};
        EXPECT_THROW(static_cast<void>(vault_.find(tenant_, key_id_)), eventstore::KeysUnavailable) << other.status;
    }
}

TEST_F(AskingForKeys, AKeyIsHeldForItsLifetimeAndNoLonger) {
    primary_.make(tenant_, key_id_);
    ASSERT_NE(vault_.find(tenant_, key_id_), nullptr);
    primary_.fault = TransportFault::not_sent;
    now_ += std::chrono::seconds{59};
    EXPECT_NE(vault_.find(tenant_, key_id_), nullptr);
    now_ += std::chrono::seconds{1};
    EXPECT_THROW(static_cast<void>(vault_.find(tenant_, key_id_)), eventstore::KeysUnavailable);
    primary_.fault.reset();
    now_ += std::chrono::seconds{2};
    EXPECT_NE(vault_.find(tenant_, key_id_), nullptr);
}

TEST_F(AskingForKeys, LeavesAPrimaryAloneForAMomentThatDoesNotAnswer) {
    primary_.fault = TransportFault::timed_out;
    for (int i = 0; i < 50; ++i)
        EXPECT_THROW(static_cast<void>(vault_.find(tenant_, numbered(static_cast<std::uint8_t>(i)))),
                     eventstore::KeysUnavailable);
    EXPECT_EQ(primary_.asked, 1);
    now_ += std::chrono::seconds{2};
    EXPECT_THROW(static_cast<void>(vault_.find(tenant_, key_id_)), eventstore::KeysUnavailable);
    EXPECT_EQ(primary_.asked, 2);
}

TEST_F(AskingForKeys, AnotherSecretOpensNoDoor) {
    primary_.make(tenant_, key_id_);
    RemoteKeys stranger = keys_of("a-secret-that-nobody-else-has-ever");
    EXPECT_THROW(static_cast<void>(stranger.find(tenant_, key_id_)), eventstore::KeysUnavailable);
    EXPECT_THROW(static_cast<void>(stranger.find_or_create_service_key("cursor", "", 1)), eventstore::KeysUnavailable);
    for (const std::string& body : primary_.bodies) EXPECT_EQ(body.find("wrapped"), std::string::npos);
}

TEST_F(AskingForKeys, KeepsSecretsOfTheLogForAStartWithoutThePrimary) {
    const auto cursor = vault_.service_key("cursor");
    primary_.make(tenant_, key_id_);
    ASSERT_NE(vault_.find(tenant_, key_id_), nullptr);
    primary_.fault = TransportFault::not_sent;
    RemoteKeys again = keys_of(secret);
    eventstore::KeyVault vault{RemoteKeys::ring_of(http::key_service_of(secret)), again};
    EXPECT_EQ(vault.service_key("cursor"), cursor);
    EXPECT_THROW(static_cast<void>(vault.service_key("document")), eventstore::KeysUnavailable);
    EXPECT_THROW(static_cast<void>(vault.find(tenant_, key_id_)), eventstore::KeysUnavailable);
    RemoteKeys other = keys_of("a-secret-that-nobody-else-has-ever");
    EXPECT_THROW(static_cast<void>(other.find_or_create_service_key("cursor", "", 1)), eventstore::KeysUnavailable);
}

TEST_F(AskingForKeys, GetsOnlyTheSecretsThatReadsNeed) {
    for (const std::string& name : {"index/" + domain::to_string(tenant_), std::string{"fingerprint"}})
        EXPECT_THROW(static_cast<void>(keys_.find_or_create_service_key(name, "", 1)), eventstore::KeysUnavailable);
    for (const std::string_view name : http::keys_of_reads) EXPECT_NO_THROW(vault_.service_key(std::string{name}));
}

}  // namespace
