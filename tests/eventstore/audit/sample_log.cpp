// SPDX-License-Identifier: Apache-2.0
// The log through the store in memory; roots and tiles by their definitions.
#include "tests/eventstore/audit/sample_log.hpp"

#include <algorithm>
#include <cstring>
#include <future>
#include <stdexcept>

#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "eventstore/clock.hpp"
#include "eventstore/leaf.hpp"
#include "eventstore/memory_store.hpp"

namespace suoledger::eventstore {
namespace {

constexpr int invoices_of_each = 120;

class Writer {
public:
    Writer() {
        for (int shop = 0; shop < 2; ++shop) open_shop();
        for (int number = 0; number < invoices_of_each; ++number)
            for (const domain::Uuid& tenant : tenants_) sell(tenant, number);
        log_ =
            store_.read_log({.after_position = 0, .limit = 100'000, .tenant = {}, .event_type = {}, .stream_id = {}});
    }
    [[nodiscard]] const Log& log() const { return log_; }
    WrappedKeySource& keys() { return memory_; }

private:
    static domain::Uuid fresh() { return new_uuid_v7(system_now()); }

    void open_shop() {
        tenants_.push_back(fresh());
        domain::RegisterBusiness business;
        business.name = "Shop";
        business.business_key = fresh();
        business.first_key = {.key_id = fresh(),
                              .public_part = "abcdefgh1234567" + std::to_string(tenants_.size()),
                              .scopes = {15},
                              .expires_at = {}};
        append(tenants_.back(), business);
    }

    void sell(const domain::Uuid& tenant, int number) {
        domain::RegisterCustomer buyer;
        buyer.customer_id = fresh();
        buyer.contact_key = fresh();
        buyer.record_key = fresh();
        const std::string phone = "+23480" + std::to_string(10'000'000 + number);
        buyer.details.name = domain::PersonalText("Sade Obi");
        buyer.details.phone = domain::PersonalText(phone);
        buyer.indexes.phone = vault_.blind_index(tenant, "phone", phone);
        domain::IssueInvoice invoice;
        invoice.invoice_id = fresh();
        invoice.customer = buyer;
        invoice.lines = {{.description = domain::PersonalText("Ankara cloth"), .unit_price = 107'500 + number}};
        append(tenant, invoice);
        domain::RecordManualPayment payment;
        payment.payment_id = fresh();
        payment.amount = {50'000, domain::Currency::ngn};
        payment.invoice = invoice.invoice_id;
        append(tenant, payment);
    }

    void append(const domain::Uuid& tenant, domain::Command command) {
        Submission submission;
        submission.command_id = fresh();
        submission.context = {tenant, system_now(), std::nullopt};
        submission.command = std::move(command);
        submission.origin = {.actor_kind = ActorKind::api_key, .actor_id = "key_1", .channel = "test"};
        submission.render = [](const Appended&) { return Reply{201, "{}", "{}"}; };
        std::promise<bool> appended;
        store_.submit(std::move(submission), [&appended](const AppendOutcome& outcome) {
            appended.set_value(std::holds_alternative<AppendedReply>(outcome));
        });
        if (!appended.get_future().get()) throw std::runtime_error("a command of the sample was not appended");
    }

    NullMetrics metrics_;
    MemoryLog memory_{fresh()};
    KeyVault vault_{sample_ring(), memory_};
    MemoryStore store_{{}, memory_, vault_, metrics_};
    std::vector<domain::Uuid> tenants_;
    Log log_;
};

Writer& writer() {
    static Writer made;
    return made;
}

/// Of a perfect subtree.
Hash node(const Log& log, int level, std::size_t index) {
    const std::size_t width = std::size_t{1} << level;
    return naive_root(log, index * width, (index + 1) * width);
}

}  // namespace

const Log& sample_log() { return writer().log(); }
WrappedKeySource& sample_keys() { return writer().keys(); }
KekRing sample_ring() { return KekRing::of({{1, SecretKey{1, 2, 3}}}); }

std::size_t index_of(const Log& log, std::string_view event_type, std::size_t after) {
    for (std::size_t index = after; index < log.size(); ++index)
        if (log[index].event_type == event_type) return index;
    throw std::out_of_range("the sample has no such event");
}

void renumber(Log& log) {
    std::int64_t position = 0;
    std::map<domain::Uuid, std::int64_t> sequences;
    std::map<domain::StreamId, std::int64_t> versions;
    std::map<std::pair<domain::Uuid, domain::Series>, std::int64_t> numbers;
    for (RecordedEvent& event : log) {
        event.position = ++position;
        event.tenant_sequence = ++sequences[event.stream.tenant];
        event.stream_version = ++versions[event.stream];
        if (event.series != domain::Series::none) event.series_number = ++numbers[{event.stream.tenant, event.series}];
    }
}

void rehash(Log& log) {
    for (RecordedEvent& event : log) event.leaf_hash = leaf_hash_of(event);
}

void rename(RecordedEvent& event, std::int64_t index) {
    const auto metadata = boost::json::parse(event.metadata);
    const auto command = domain::parse_uuid(std::string_view(metadata.at("command_id").as_string()));
    event.event_id = event_id_of(event.stream.tenant, command.value(), index);
}

Hash naive_root(const Log& log, std::size_t begin, std::size_t end) {
    if (end - begin == 1) return log[begin].leaf_hash;
    std::size_t left = 1;
    while (left * 2 < end - begin) left *= 2;
    const Hash before = naive_root(log, begin, begin + left), behind = naive_root(log, begin + left, end);
    const std::uint8_t prefix = 0x01;
    return sha256({Bytes(&prefix, 1), before, behind});
}

Checkpoint checkpoint_of(const Log& log, std::size_t size) {
    return {"shop/log/1", static_cast<std::int64_t>(size), naive_root(log, 0, size)};
}

KnownCheckpoint kept_checkpoint(const Log& log, std::size_t size) { return {"kept", checkpoint_of(log, size), false}; }

Tiles tiles_of(const Log& log, std::size_t size) {
    Tiles tiles;
    for (int level = 0; size >> (8 * level) > 0; ++level) {
        const std::size_t entries = size >> (8 * level);
        for (std::size_t entry = 0; entry < entries; ++entry) {
            const std::size_t tile = entry / 256, width = std::min<std::size_t>(256, entries - tile * 256);
            std::string path = "tile/" + std::to_string(level) + "/00" + std::to_string(tile);
            if (width < 256) path += ".p/" + std::to_string(width);
            const Hash hash = node(log, 8 * level, entry);
            tiles[path].append(hash.begin(), hash.end());
        }
    }
    return tiles;
}

ReadTile reader_of(const Tiles& tiles) {
    return [tiles](const TileName& name) -> std::optional<std::vector<Hash>> {
        std::vector<Hash> hashes(static_cast<std::size_t>(name.width));
        const std::size_t wanted = hashes.size() * sizeof(Hash);
        for (TileName kept = name; kept.width <= full_tile_width; ++kept.width) {
            const auto found = tiles.find(tile_path(kept));
            if (found == tiles.end() || found->second.size() < wanted) continue;
            std::memcpy(hashes.data(), found->second.data(), wanted);
            return hashes;
        }
        return std::nullopt;
    };
}

Log ListedEvents::next() {
    constexpr std::size_t portion = 100;
    const std::size_t end = std::min(log_.size(), shown_ + portion);
    const auto at = [this](std::size_t index) { return log_.begin() + static_cast<std::ptrdiff_t>(index); };
    Log events(at(shown_), at(end));
    shown_ = end;
    return events;
}

AuditReport audit_of(const Log& log, AuditInput input) {
    ListedEvents events(log);
    return audit(events, std::move(input));
}

std::string verdict(const AuditReport& report) {
    const Finding* first = report.first();
    if (first == nullptr) return "clean";
    std::string text(to_string(first->code));
    if (first->position != 0) text += " at " + std::to_string(first->position);
    if (first->up_to != 0) text += "-" + std::to_string(first->up_to);
    return text;
}

}  // namespace suoledger::eventstore
