// SPDX-License-Identifier: Apache-2.0
// Random commands; refusals are part of it.
#include "tests/projections/history.hpp"

#include <future>
#include <random>

#include "eventstore/codec.hpp"
#include "eventstore/leaf.hpp"
#include "eventstore/memory_store.hpp"
#include "tests/projections/history_delivery.hpp"
#include "tests/projections/history_money.hpp"
#include "tests/projections/history_privacy.hpp"
#include "tests/projections/history_provider.hpp"
#include "tests/support/seed.hpp"

namespace suoledger::projections {

namespace {

using namespace eventstore;

class Writer {
public:
    explicit Writer(std::uint64_t seed) : random_(seed) {}

    void register_businesses(int count) {
        for (int i = 0; i < count; ++i) {
            tenants_.push_back(fresh());
            domain::RegisterBusiness business;
            business.name = "Shop " + std::to_string(i);
            business.business_key = fresh();
            business.first_key = {.key_id = fresh(),
                                  .public_part = "abcdefgh1234567" + std::to_string(i),
                                  .scopes = {15},
                                  .expires_at = {}};
            submit(tenants_.back(), business);
        }
    }
    void step() {
        const std::size_t shop = below(tenants_.size());
        submit(tenants_[shop], next(shop));
        if (below(2) == 0) submit(tenants_[shop], money_.next(tenants_[shop], payments_[shop]));
        if (below(3) == 0) submit(tenants_[shop], privacy_.next(tenants_[shop]));
        if (below(2) == 0) submit(tenants_[shop], provider_.next(tenants_[shop], invoices_[shop], payments_[shop]));
        if (below(2) == 0) submit(tenants_[shop], delivery_.next(tenants_[shop], invoices_[shop], payments_[shop]));
    }
    History finish() {
        History history{tenants_, {}};
        history.events =
            store_.read_log({.after_position = 0, .limit = 100'000, .tenant = {}, .event_type = {}, .stream_id = {}});
        return history;
    }

private:
    std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }
    std::int64_t amount() { return static_cast<std::int64_t>(1 + below(2'000'000)); }
    static domain::Uuid fresh() { return new_uuid_v7(system_now()); }
    domain::Uuid any(std::vector<domain::Uuid>& ids) { return ids.empty() ? fresh() : ids[below(ids.size())]; }

    domain::RegisterCustomer customer(const domain::Uuid& tenant) {
        domain::RegisterCustomer command;
        command.customer_id = fresh();
        command.contact_key = fresh();
        command.record_key = fresh();
        const std::string phone = "+23480" + std::to_string(10'000'000 + below(6));
        command.details.name = domain::PersonalText("Sade Obi");
        command.details.phone = domain::PersonalText(phone);
        command.indexes.phone = vault_.blind_index(tenant, "phone", phone);
        return command;
    }

    domain::IssueInvoice invoice(std::size_t shop) {
        domain::IssueInvoice command;
        command.invoice_id = invoices_[shop].emplace_back(fresh());
        auto buyer = customer(tenants_[shop]);
        customers_[shop].push_back(buyer.customer_id);
        command.customer = std::move(buyer);
        command.currency = below(4) == 0 ? domain::Currency::usd : domain::Currency::ngn;
        command.lines = {{.description = domain::PersonalText("Ankara cloth"), .unit_price = amount()}};
        const auto today = domain::date_in(domain::Zone{}, system_now()).days;
        if (below(3) > 0) command.issued_on = domain::Date{today - static_cast<std::int32_t>(below(40))};
        if (below(4) > 0)
            command.due_on = domain::Date{command.issued_on.value_or(domain::Date{today}).days +
                                          static_cast<std::int32_t>(below(50))};
        return command;
    }
    domain::RecordManualPayment payment(std::size_t shop) {
        domain::RecordManualPayment command;
        command.payment_id = payments_[shop].emplace_back(fresh());
        command.amount = {amount(), domain::Currency::ngn};
        if (!invoices_[shop].empty() && below(5) > 0) command.invoice = any(invoices_[shop]);
        // Most of these were found to be somebody known: then it is nobody's id.
        else if (below(2) == 0)
            command.customer = any(customers_[shop]);
        return command;
    }
    domain::Command key(std::size_t shop) {
        auto& keys = keys_[shop];
        if (below(2) == 0) return domain::RevokeApiKey{any(keys)};
        domain::IssueApiKey command;
        command.key.key_id = keys.emplace_back(fresh());
        command.key.public_part = domain::to_string(command.key.key_id).substr(20, 16);
        command.key.scopes = command.issuer_scopes = {15};
        return command;
    }

    domain::Command draft(std::size_t shop) {
        auto& drafts = drafts_[shop];
        const std::size_t kind = below(6);
        if (kind < 2) {
            auto like = invoice(shop);
            drafts.push_back(like.invoice_id);
            return domain::DraftInvoice{
                like.invoice_id, like.customer, like.currency, true, like.lines, 0, like.due_on, {}, {}};
        }
        if (kind == 2) return domain::DiscardDraft{any(drafts)};
        if (kind > 3) return domain::IssueDraft{any(drafts), {}};
        domain::ChangeDraft change;
        change.invoice_id = any(drafts);
        if (below(2) == 0) change.customer = customer(tenants_[shop]);
        change.lines = {{.description = domain::PersonalText("Adire cloth"), .unit_price = amount()}};
        return change;
    }
    domain::Command correction(std::size_t shop) {
        auto& invoices = invoices_[shop];
        auto& withheld = withheld_[shop];
        const std::size_t kind = below(7);
        const auto part = static_cast<std::int64_t>(1 + below(60'000));
        if (kind < 2) {
            domain::ReviseInvoice revision;
            revision.invoice_id = any(invoices);
            revision.lines = {{.description = domain::PersonalText("Aso oke cloth"), .unit_price = amount()}};
            const auto today = domain::date_in(domain::Zone{}, system_now()).days;
            if (below(3) > 0) revision.due_on = domain::Date{today + static_cast<std::int32_t>(below(30))};
            return revision;
        }
        if (kind == 2) return domain::WriteOffInvoice{any(invoices), {}, {}};
        if (kind == 6 && !withheld.empty()) {
            const auto [of, id] = withheld[below(withheld.size())];
            return domain::ReverseWithholding{of, id, {}};
        }
        const auto [of, id] = withheld.emplace_back(any(invoices), fresh());
        if (kind == 3) return domain::RecordVatWithheld{of, id, part, {}, {}};
        return domain::RecordWithholdingTax{of, id, part, {}, {}};
    }
    domain::Command consent(std::size_t shop) {
        const std::string purpose = below(2) == 0 ? "payment_reminders" : "offers";
        const auto of = any(customers_[shop]);
        if (below(3) == 0) return domain::WithdrawConsent{of, purpose, domain::ConsentChannel::phone};
        return domain::GiveConsent{of, purpose, "v" + std::to_string(below(3)), domain::ConsentChannel::web};
    }

    domain::Command next(std::size_t shop) {
        auto& invoices = invoices_[shop];
        auto& payments = payments_[shop];
        const std::size_t kind = below(19);
        if (kind < 4) return invoice(shop);
        if (kind < 7) return payment(shop);
        if (kind == 7) return domain::IssueCreditNote{any(invoices), fresh(), {}, {}};
        if (kind == 8) return domain::CancelInvoice{any(invoices), {}};
        if (kind == 9) return key(shop);
        if (kind < 13) return draft(shop);
        if (kind < 16) return correction(shop);
        if (kind < 17) return consent(shop);
        if (below(2) == 0) return domain::AllocatePayment{any(payments), any(invoices), {}};
        return domain::DeallocatePayment{any(payments), any(invoices), {}};
    }

    void submit(const domain::Uuid& tenant, domain::Command command) {
        Submission out;
        out.command_id = fresh();
        out.context = {tenant, system_now(), std::nullopt};
        out.command = std::move(command);
        out.origin = {.actor_kind = ActorKind::system, .actor_id = "test"};
        out.render = [](const Appended&) { return Reply{200, "{}", "{}"}; };
        std::promise<void> answered;
        store_.submit(std::move(out), [&answered](const AppendOutcome&) { answered.set_value(); });
        answered.get_future().wait();
    }

    std::mt19937_64 random_;
    NullMetrics metrics_;
    MemoryLog log_{fresh()};
    KeyVault vault_{KekRing::of({{1, SecretKey{1}}}), log_};
    MemoryStore store_{AppendPathOptions{}, log_, vault_, metrics_};
    MoneyCommands money_{random_, vault_};
    PrivacyCommands privacy_{random_};
    ProviderCommands provider_{random_, store_, vault_};
    DeliveryCommands delivery_{random_};
    std::vector<domain::Uuid> tenants_;
    std::map<std::size_t, std::vector<domain::Uuid>> invoices_, payments_, customers_, keys_, drafts_;
    std::map<std::size_t, std::vector<std::pair<domain::Uuid, domain::Uuid>>> withheld_;  // invoice, withholding
};

}  // namespace

std::uint64_t printed_seed() { return suoledger::seed(); }

History random_history(std::uint64_t seed, int commands) {
    Writer writer(seed);
    writer.register_businesses(2);
    for (int i = 0; i < commands; ++i) writer.step();
    return writer.finish();
}

bool is_document(const eventstore::RecordedEvent& event) {
    const auto decoded = eventstore::decode(event.event_type, event.schema_version, event.payload, event.stream.tenant,
                                            event.event_id, nullptr);
    return std::holds_alternative<domain::InvoiceDrafted>(decoded) ||
           std::holds_alternative<domain::DraftChanged>(decoded) ||
           std::holds_alternative<domain::InvoiceIssued>(decoded) ||
           std::holds_alternative<domain::InvoiceRevised>(decoded);
}

}  // namespace suoledger::projections
