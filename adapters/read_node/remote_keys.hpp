// SPDX-License-Identifier: Apache-2.0
// Keys as the primary gives them to who shares its secret (docs/adr/0031): the port of a read node's key vault.
#pragma once

#include <boost/json/object.hpp>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "adapters/providers/circuit_breaker.hpp"
#include "adapters/providers/http_transport.hpp"
#include "eventstore/key_vault.hpp"
#include "http/key_service.hpp"

namespace suoledger::adapters {

/// Thread-safe; blocks for as long as the transport does, and not at all for a while after it failed.
///
/// Secrets of the log never change: they are kept in `directory` as they came, wrapped by what that secret alone gives,
/// so that a node which starts while the primary is away has them. Keys of people are kept in no file.
class RemoteKeys final : public eventstore::WrappedKeySource {
public:
    RemoteKeys(std::string primary_url, http::KeyService service, const std::filesystem::path& directory,
               std::unique_ptr<HttpTransport> transport, SteadyClock now = &std::chrono::steady_clock::now);

    /// What the vault that asks here opens keys with.
    [[nodiscard]] static eventstore::KekRing ring_of(const http::KeyService& service);

    /// nullopt: the primary says that it was destroyed. Throws KeysUnavailable.
    std::optional<eventstore::WrappedKey> find(const domain::Uuid& tenant, const domain::Uuid& key_id) override;
    /// Creates none: what reads need the primary makes when it is asked. Throws KeysUnavailable, std::system_error.
    std::string find_or_create_service_key(const std::string& name, const std::string& wrapped_candidate,
                                           std::int64_t kek_epoch) override;

private:
    HttpAnswer ask(const std::string& path);
    std::string ask_for_secret(const std::string& name);
    [[nodiscard]] boost::json::object kept_secrets() const;  // under the mutex

    const std::string primary_url_;
    const http::KeyService service_;
    const std::filesystem::path secrets_file_;
    const std::unique_ptr<HttpTransport> transport_;
    CircuitBreaker breaker_;
    std::mutex mutex_;  // of the file
};

}  // namespace suoledger::adapters
