// SPDX-License-Identifier: Apache-2.0
// A provider's own list of charges, as last listed: what reports compare the books with. Not part of the log.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "domain/provider_difference.hpp"
#include "domain/time.hpp"
#include "domain/uuid.hpp"
#include "eventstore/lease.hpp"

namespace suoledger::eventstore {

/// `charge.refunded` and `charge.charged_back` come from returns: nothing is kept of them when a row is put.
struct ProviderChargeRow {
    std::string provider;
    domain::ListedCharge charge;
    std::optional<domain::Uuid> tenant;  // nullopt: nobody's that we know
    std::string channel;
    bool livemode = true;
};

enum class ReturnKind : std::uint8_t { refund, dispute };
std::string_view to_string(ReturnKind kind);

/// A refund or dispute of a charge, which it names by the charge's reference.
struct ProviderReturnRow {
    std::string provider;
    ReturnKind kind{};
    std::string provider_return_id, reference;
    bool took = false;  // processed, or lost
    std::int64_t amount = 0;
    domain::Timestamp listed_at;
};

/// By time, then by the provider's id. Empty members do not filter.
struct ProviderChargeQuery {
    std::string provider = {};
    std::optional<domain::Uuid> tenant = {};
    std::optional<domain::Timestamp> from = {}, until = {};  // of the charge; the second is left out
    std::optional<domain::Timestamp> listed_before = {};     // not seen since
    std::optional<std::string> reference = {};
};

/// Implemented over PostgreSQL and in memory; thread-safe. Each throws StoreUnavailable. What writes is for the holder
/// of a lease: false says that another one holds it by now, and nothing was written.
class ProviderCharges {
public:
    virtual ~ProviderCharges() = default;
    /// Inserts or replaces. Of one that is in it twice the last row counts.
    virtual bool put(const Lease& lease, std::span<const ProviderChargeRow> rows) = 0;
    virtual bool put_returns(const Lease& lease, std::span<const ProviderReturnRow> rows) = 0;
    /// The provider does not know them (any more).
    virtual bool forget(const Lease& lease, const std::string& provider,
                        std::span<const std::string> provider_payment_ids) = 0;
    virtual std::vector<ProviderChargeRow> list(const ProviderChargeQuery& query) = 0;
};

/// Ships with the in-memory store and serves tests. Knows of a newer holder once that one has written something.
class MemoryProviderCharges final : public ProviderCharges {
public:
    bool put(const Lease& lease, std::span<const ProviderChargeRow> rows) override;
    bool put_returns(const Lease& lease, std::span<const ProviderReturnRow> rows) override;
    bool forget(const Lease& lease, const std::string& provider,
                std::span<const std::string> provider_payment_ids) override;
    std::vector<ProviderChargeRow> list(const ProviderChargeQuery& query) override;

private:
    bool may_write(const Lease& lease);
    std::mutex mutex_;
    std::map<std::pair<std::string, std::string>, ProviderChargeRow> charges_;
    std::map<std::tuple<std::string, ReturnKind, std::string>, ProviderReturnRow> returns_;
    std::map<std::string, std::int64_t> newest_token_;  // by the lease's name
};

}  // namespace suoledger::eventstore
