// SPDX-License-Identifier: Apache-2.0
// Decide, then fix the bytes of the events that were decided.
#include "eventstore/prepare.hpp"

#include "eventstore/aggregate_cache.hpp"
#include "eventstore/assert.hpp"
#include "eventstore/json_text.hpp"

namespace suoledger::eventstore {

namespace {

using domain::StreamType;

void load_missing(const domain::Missing& missing, StateSource& source, domain::View& view) {
    for (const auto& stream : missing.streams) view.put(stream, source.load(stream));
    for (const auto& key : missing.reservations) view.put(key, source.owner_of(key));
}

/// The command's own new streams by type and id; every other command creates none.
struct CreatedStream {
    const domain::StreamId& stream;
    [[nodiscard]] bool is(StreamType type, const domain::Uuid& id) const {
        return stream.type == type && stream.id == id;
    }
    [[nodiscard]] bool is_inline(const std::variant<domain::Uuid, domain::RegisterCustomer>& customer) const {
        const auto* registration = std::get_if<domain::RegisterCustomer>(&customer);
        return registration != nullptr && is(StreamType::customer, registration->customer_id);
    }

    bool operator()(const domain::RegisterBusiness&) const { return stream.type == StreamType::business; }
    bool operator()(const domain::RegisterCustomer& c) const { return is(StreamType::customer, c.customer_id); }
    bool operator()(const domain::IssueInvoice& c) const {
        return is(StreamType::invoice, c.invoice_id) || is_inline(c.customer);
    }
    bool operator()(const domain::DraftInvoice& c) const {
        return is(StreamType::invoice, c.invoice_id) || is_inline(c.customer);
    }
    bool operator()(const domain::ChangeDraft& c) const { return c.customer && is_inline(*c.customer); }
    bool operator()(const domain::RecordManualPayment& c) const { return is(StreamType::payment, c.payment_id); }
    bool operator()(const domain::RecordPayout& c) const { return is(StreamType::payout, c.payout_id); }
    bool operator()(const domain::RecordExpense& c) const { return is(StreamType::expense, c.expense_id); }
    bool operator()(const domain::ReceiveRequest& c) const { return is(StreamType::request, c.request_id); }
    template <class Other>
    bool operator()(const Other&) const {
        return false;
    }
};

constexpr std::size_t usual_metadata_bytes = 512;

void put_if_given(JsonText& metadata, std::string_view name, const std::string& value) {
    if (!value.empty()) metadata.member(name, std::string_view(value));
}

}  // namespace

bool creates(const domain::Command& command, const domain::StreamId& stream) {
    return std::visit(CreatedStream{stream}, command);
}

FindKey find_key_in(KeyVault& vault, const domain::Uuid& tenant) {
    return [&vault, tenant](const domain::Uuid& key_id) { return vault.find(tenant, key_id); };
}

std::shared_ptr<const domain::State> fold(const domain::StreamId& stream, std::shared_ptr<const domain::State> base,
                                          const std::vector<RecordedEvent>& rows, KeyVault& vault) {
    if (rows.empty()) return base;
    const FindKey find_key = find_key_in(vault, stream.tenant);
    auto state = std::make_shared<domain::State>(base ? *base : domain::initial_state(stream));
    for (const auto& row : rows) {
        LEDGER_ASSERT(row.stream_version == version_of(*state) + 1);
        domain::evolve(*state,
                       decode(row.event_type, row.schema_version, row.payload, stream.tenant, row.event_id, &find_key));
    }
    return state;
}

std::string Preparer::metadata_of(const Submission& submission) const {
    const Origin& origin = submission.origin;
    JsonText metadata(usual_metadata_bytes);
    metadata.begin_object();
    metadata.name("actor").begin_object();
    metadata.member("kind", to_string(origin.actor_kind));
    metadata.member("id", std::string_view(origin.actor_id));
    metadata.end_object();
    metadata.member("command_id", std::string_view(domain::to_string(submission.command_id)));
    put_if_given(metadata, "request_id", origin.request_id);
    put_if_given(metadata, "correlation_id", origin.correlation_id);
    put_if_given(metadata, "causation_id", origin.causation_id);
    put_if_given(metadata, "trace_id", origin.trace_id);
    put_if_given(metadata, "channel", origin.channel);
    metadata.member("software", std::string_view(software_version_));
    metadata.end_object();
    std::string text = metadata.take();
    if (text.size() > max_metadata_bytes)
        throw CodecFault("metadata is larger than " + std::to_string(max_metadata_bytes) + " bytes");
    return text;
}

void Preparer::encode_events(const Submission& submission, const FindKey& find_key, Prepared& prepared) const {
    const domain::Uuid& tenant = submission.context.tenant;
    const std::string metadata = metadata_of(submission);
    prepared.events.reserve(prepared.decision->events.size());
    std::int64_t index = 0;
    for (const auto& event : prepared.decision->events) {
        PreparedEvent out;
        out.row.event_id = event_id_of(tenant, submission.command_id, index++);
        out.row.stream = event.stream;
        out.row.effective_at = event.effective_at;
        out.row.series = domain::series_of(event.event);
        fill_random(out.row.salt);
        out.row.metadata = metadata;
        EncodedEvent encoded = encode(event, out.row.event_id, find_key);
        out.row.event_type = std::move(encoded.event_type);
        out.row.schema_version = encoded.schema_version;
        out.row.payload = std::move(encoded.payload);
        out.metadata_commitment = metadata_commitment(out.row.salt, out.row.metadata);
        out.payload_commitment = payload_commitment(out.row.salt, out.row.payload);
        prepared.events.push_back(std::move(out));
    }
}

Prepared Preparer::prepare(const Submission& submission, StateSource& source) const {
    Prepared prepared;
    for (int round = 0;; ++round) {
        LEDGER_ASSERT(round < max_decide_rounds);
        auto decided = domain::decide(submission.context, prepared.view, submission.command);
        if (decided) {
            prepared.decision = std::move(*decided);
            break;
        }
        if (auto* rejection = std::get_if<domain::Rejection>(&decided.error())) {
            prepared.decision = std::unexpected(std::move(*rejection));
            return prepared;
        }
        load_missing(std::get<domain::Missing>(decided.error()), source, prepared.view);
    }
    for (const auto& key : prepared.decision->new_keys) {
        prepared.keys.push_back(vault_.generate(submission.context.tenant, key));
    }
    const FindKey find_key = [&](const domain::Uuid& key_id) {
        for (const auto& own : prepared.keys)
            if (own.wrapped.key_id == key_id) return own.key;
        return source.key_of(submission.context.tenant, key_id);
    };
    if (prepared.decision->reply_key) {
        prepared.reply_key = find_key(*prepared.decision->reply_key);
        if (!prepared.reply_key) throw CodecFault("the key that seals the reply is gone");
    }
    encode_events(submission, find_key, prepared);
    return prepared;
}

}  // namespace suoledger::eventstore
