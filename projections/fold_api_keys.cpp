// SPDX-License-Identifier: Apache-2.0
// api_keys: rows under tenant 'r' key_id; nil 'p' public_part -> tenant, key_id, because a request names no tenant.
#include "projections/keys.hpp"
#include "projections/projection.hpp"
#include "projections/row_fields.hpp"

namespace suoledger::projections {

namespace {

using PassedOverByApiKeys = AllOf<BusinessEvents, CustomerEvents, InvoiceEvents, PaymentEvents, PayoutEvents,
                                  ExpenseEvents, PrivacyEvents, DeliveryEvents>;

struct ApiKeyFold : PassedOverByApiKeys {
    const eventstore::RecordedEvent& recorded;
    Rows& rows;
    ApiKeyFold(const eventstore::RecordedEvent& event, Rows& own_rows) : recorded(event), rows(own_rows) {}

    using PassedOverByApiKeys::operator();
    void operator()(const domain::ApiKeyIssued& event) const { issue(event.key, false); }
    void operator()(const domain::OperatorKeyIssued& event) const { issue(event.key, true); }
    void operator()(const domain::ApiKeyRevoked& event) const { revoke(event.key_id); }
    void operator()(const domain::OperatorKeyRevoked& event) const { revoke(event.key_id); }

    void issue(const domain::ApiKeyFacts& facts, bool is_operator) const {
        ApiKeyRow row;
        row.tenant = recorded.stream.tenant;
        row.key_id = facts.key_id;
        row.public_part = facts.public_part;
        row.secret_sha256 = facts.secret_sha256;
        row.scopes = facts.scopes;
        row.livemode = facts.livemode;
        row.is_operator = is_operator;
        row.expires_at = facts.expires_at;
        row.created_at = recorded.recorded_at;
        row.issued = stored_payload_of(recorded);
        rows.put(Key::of(row.tenant, 'r', row.key_id), encoded(row));
        rows.put(Key::of(domain::Uuid{}, 'p', std::string_view(row.public_part)), Key::of(row.tenant, 'r', row.key_id));
    }
    void revoke(const domain::Uuid& key_id) const {
        const auto key = Key::of(recorded.stream.tenant, 'r', key_id);
        const auto bytes = rows.get(key);
        if (!bytes) throw FoldFault("api_keys: a key was revoked that was never issued");
        auto row = decode_row<ApiKeyRow>(*bytes);
        row.revoked_at = recorded.recorded_at;
        rows.put(key, encoded(row));
    }
};

}  // namespace

void fold_api_keys(const Fact& fact, Rows& rows) { std::visit(ApiKeyFold(fact.recorded, rows), fact.event); }

}  // namespace suoledger::projections
