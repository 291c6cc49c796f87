// SPDX-License-Identifier: Apache-2.0
// Folding the log into maps and reading rows from them.
#include "tests/projections/folded_read_models.hpp"

#include <algorithm>
#include <stdexcept>

#include "projections/folded_rows.hpp"
#include "projections/pinned_snapshot.hpp"

namespace suoledger::projections {

using domain::Uuid;

FoldedSnapshot::FoldedSnapshot(eventstore::EventStore& store, std::int64_t until) {
    const auto rows = std::make_shared<FoldedRows>();
    for (const auto& recorded : store.read_log({.after_position = 0, .limit = 100'000})) {
        if (recorded.position > until) break;
        const auto event = eventstore::decode(recorded.event_type, recorded.schema_version, recorded.payload,
                                              recorded.stream.tenant, recorded.event_id, nullptr);
        for (const Projection& projection : all_projections())
            projection.fold({recorded, event}, rows_[static_cast<std::size_t>(projection.id)]);
        position_ = {1, recorded.position, recorded.leaf_hash, recorded.recorded_at};
        rows->fold(recorded);
    }
    queried_ = snapshot_over(rows);
}

void FoldedSnapshot::each(ProjectionId id, const Uuid& tenant, char kind, const Visit& visit) const {
    const std::string prefix = Key::of(tenant, kind);
    const auto& rows = of(id).rows;
    for (auto row = rows.lower_bound(prefix); row != rows.end() && row->first.starts_with(prefix); ++row)
        visit(row->first, row->second);
}

template <class Row, class Find>
Slice<Row> FoldedSnapshot::newest_first(ProjectionId id, const Uuid& tenant, const Page& page, Find find) const {
    Places ids;
    const char kind = id == ProjectionId::customers ? 'c' : 'p';
    each(id, tenant, kind, [&ids](const std::string& key, const std::string& value) {
        ids.emplace_back(position_in_key(key, key_head_size), decode_row<Uuid>(value));
    });
    return newest_of<Row>(ids, page, find);
}

template <class Row, class Find>
Slice<Row> FoldedSnapshot::newest_of(const Places& places, const Page& page, Find find) {
    Slice<Row> slice;
    for (auto entry = places.rbegin(); entry != places.rend(); ++entry) {
        if (page.before && entry->first >= *page.before) continue;
        auto row = find(entry->second);
        if (!row) continue;
        if (slice.rows.size() == page.limit) {
            slice.next_before = std::prev(entry)->first;
            break;
        }
        slice.rows.push_back(*std::move(row));
    }
    return slice;
}

std::optional<BusinessRow> FoldedSnapshot::business(const Uuid& tenant) const {
    const auto bytes = rows_[static_cast<std::size_t>(ProjectionId::businesses)].find(Key::of(tenant, 'r'));
    return bytes ? std::optional(decode_row<BusinessRow>(*bytes)) : std::nullopt;
}

std::optional<std::string> FoldedSnapshot::time_zone(const Uuid& tenant) const {
    const auto row = business(tenant);
    return row ? std::optional(row->time_zone) : std::nullopt;
}

std::optional<ApiKeyRow> FoldedSnapshot::api_key_by_public_part(std::string_view public_part) const {
    MapRows& rows = rows_[static_cast<std::size_t>(ProjectionId::api_keys)];
    const auto row_key = rows.find(Key::of(Uuid{}, 'p', public_part));
    const auto bytes = row_key ? rows.find(*row_key) : std::nullopt;
    return bytes ? std::optional(decode_row<ApiKeyRow>(*bytes)) : std::nullopt;
}

std::vector<ApiKeyRow> FoldedSnapshot::api_keys(const Uuid& tenant) const {
    std::vector<ApiKeyRow> keys;
    each(ProjectionId::api_keys, tenant, 'r',
         [&keys](const std::string&, const std::string& value) { keys.push_back(decode_row<ApiKeyRow>(value)); });
    return keys;
}

template <class Row>
std::optional<Row> FoldedSnapshot::row_of(ProjectionId id, const Uuid& tenant, const Uuid& row_id) const {
    const auto bytes = rows_[static_cast<std::size_t>(id)].find(Key::of(tenant, 'r', row_id));
    return bytes ? std::optional(decode_row<Row>(*bytes)) : std::nullopt;
}

std::optional<CustomerRow> FoldedSnapshot::customer(const Uuid& tenant, const Uuid& id) const {
    return row_of<CustomerRow>(ProjectionId::customers, tenant, id);
}

Slice<CustomerRow> FoldedSnapshot::customers(const Uuid& tenant, const Page& page) const {
    return newest_first<CustomerRow>(ProjectionId::customers, tenant, page,
                                     [&](const Uuid& id) { return customer(tenant, id); });
}

StoredPayload FoldedSnapshot::invoice_document(const Uuid& tenant, const InvoiceRow& invoice) const {
    return decode_row<StoredPayload>(
        of(ProjectionId::invoice_documents).rows.at(Key::of(Uuid{}, 'x', invoice.document_position, tenant)));
}

std::optional<InvoiceRow> FoldedSnapshot::invoice(const Uuid& tenant, const Uuid& id, InvoiceDetails) const {
    MapRows& rows = rows_[static_cast<std::size_t>(ProjectionId::invoices)];
    const auto bytes = rows.find(Key::of(tenant, 'r', id));
    if (!bytes) return std::nullopt;
    auto row = decode_row<InvoiceRow>(*bytes);
    row.document = invoice_document(tenant, row);
    const std::string prefix = Key::of(tenant, 'k', id);
    for (auto note = rows.rows.lower_bound(prefix); note != rows.rows.end() && note->first.starts_with(prefix); ++note)
        row.credit_notes.push_back(decode_row<CreditNoteRow>(note->second));
    const std::string kept = Key::of(tenant, 'w', id);
    for (auto one = rows.rows.lower_bound(kept); one != rows.rows.end() && one->first.starts_with(kept); ++one)
        row.withholdings.push_back(decode_row<WithholdingRow>(one->second));
    return row;
}

namespace {

/// Every part of the filter, one after the other, with nothing shared with the query that it is compared to.
bool passes(const InvoiceRow& row, const InvoiceFilter& filter) {
    const auto status = domain::status_of(row.figures);
    if (filter.status ? status != *filter.status : status == domain::InvoiceStatus::draft) return false;
    const bool is_late = domain::amount_due_of(row.figures) > 0 && row.due_on && *row.due_on < filter.today;
    if (filter.overdue && is_late != *filter.overdue) return false;
    if (filter.customer && row.customer != *filter.customer) return false;
    if (filter.currency && row.currency != *filter.currency) return false;
    if (filter.number && row.number != *filter.number) return false;
    if (filter.issued_from && row.issued_on < *filter.issued_from) return false;
    if (filter.issued_to && row.issued_on > *filter.issued_to) return false;
    if (filter.due_from && (!row.due_on || *row.due_on < *filter.due_from)) return false;
    if (filter.due_to && (!row.due_on || *row.due_on > *filter.due_to)) return false;
    if (filter.total_min && row.figures.total < *filter.total_min) return false;
    return !filter.total_max || row.figures.total <= *filter.total_max;
}

}  // namespace

Slice<InvoiceRow> FoldedSnapshot::invoices(const Uuid& tenant, const InvoiceFilter& filter, const Page& page,
                                           InvoiceDetails) const {
    // All rows there are, drafts too: no index is asked.
    Places places;
    each(ProjectionId::invoices, tenant, 'r', [&places](const std::string&, const std::string& value) {
        const auto row = decode_row<InvoiceRow>(value);
        places.emplace_back(row.issued_position, row.id);
    });
    std::ranges::sort(places, {}, &Places::value_type::first);
    return newest_of<InvoiceRow>(places, page, [&](const Uuid& id) {
        auto row = invoice(tenant, id);
        return passes(*row, filter) ? std::move(row) : std::nullopt;
    });
}

std::vector<CustomerRow::Balance> FoldedSnapshot::balances_of(const Uuid& tenant, const Uuid& customer) const {
    std::vector<CustomerRow::Balance> balances;
    const std::string prefix = Key::of(tenant, 'b', customer);
    each(ProjectionId::customers, tenant, 'b', [&](const std::string& key, const std::string& value) {
        if (key.starts_with(prefix)) balances.push_back(decode_row<CustomerRow::Balance>(value));
    });
    return balances;
}

Statement FoldedSnapshot::statement(const Uuid& tenant, const StatementQuery& query) const {
    Statement statement;
    Key prefix(tenant, 's');
    prefix.with(query.customer).with_byte(static_cast<std::uint8_t>(query.currency));
    each(ProjectionId::customers, tenant, 's', [&](const std::string& key, const std::string& value) {
        if (!key.starts_with(prefix)) return;
        auto row = decode_row<StatementRow>(value);
        if (query.to && row.effective_on > *query.to) return;
        if (query.from && row.effective_on < *query.from)
            statement.opening_balance += row.amount;
        else if (statement.movements.size() == query.limit)
            statement.is_whole = false;
        else
            statement.movements.push_back(std::move(row));
    });
    return statement;
}

std::optional<PaymentRow> FoldedSnapshot::payment(const Uuid& tenant, const Uuid& id) const {
    const auto bytes = rows_[static_cast<std::size_t>(ProjectionId::payments)].find(Key::of(tenant, 'r', id));
    return bytes ? std::optional(decode_row<PaymentRow>(*bytes)) : std::nullopt;
}

Slice<PaymentRow> FoldedSnapshot::payments(const Uuid& tenant, const PaymentFilter& filter, const Page& page) const {
    return newest_first<PaymentRow>(ProjectionId::payments, tenant, page, [&](const Uuid& id) {
        auto row = payment(tenant, id);
        const auto names = [&](const domain::InvoiceShare& share) { return share.invoice == *filter.invoice; };
        if (row && filter.invoice && std::ranges::none_of(row->allocations, names)) row.reset();
        if (row && filter.customer && row->customer != filter.customer) row.reset();
        if (row && filter.method && row->method != filter.method) row.reset();
        if (row && filter.currency && row->currency != filter.currency) row.reset();
        if (row && filter.status && row->status != *filter.status) row.reset();
        if (row && (filter.received_from || filter.received_before) && !row->received) row.reset();
        if (row && filter.received_from && row->received_at < *filter.received_from) row.reset();
        if (row && filter.received_before && row->received_at >= *filter.received_before) row.reset();
        if (row && filter.unallocated && (amount_unallocated_of(*row) > 0) != *filter.unallocated) row.reset();
        return row;
    });
}

std::vector<MemberRow> FoldedSnapshot::members(const Uuid& tenant) const {
    std::vector<MemberRow> members;
    each(ProjectionId::businesses, tenant, 'm',
         [&members](const std::string&, const std::string& value) { members.push_back(decode_row<MemberRow>(value)); });
    return members;
}

std::optional<PayoutRow> FoldedSnapshot::payout(const Uuid& tenant, const Uuid& id) const {
    return row_of<PayoutRow>(ProjectionId::payouts, tenant, id);
}

Slice<PayoutRow> FoldedSnapshot::payouts(const Uuid& tenant, const Page& page) const {
    return newest_first<PayoutRow>(ProjectionId::payouts, tenant, page,
                                   [&](const Uuid& id) { return payout(tenant, id); });
}

std::optional<RequestRow> FoldedSnapshot::request(const Uuid& tenant, const Uuid& id) const {
    return row_of<RequestRow>(ProjectionId::requests, tenant, id);
}

Slice<RequestRow> FoldedSnapshot::requests(const Uuid& tenant, const RequestFilter& filter, const Page& page) const {
    return newest_first<RequestRow>(ProjectionId::requests, tenant, page, [&](const Uuid& id) {
        auto row = request(tenant, id);
        if (row && filter.kind && row->kind != *filter.kind) row.reset();
        if (row && filter.customer && row->customer != filter.customer) row.reset();
        if (row && filter.open && *filter.open == row->completed) row.reset();
        return row;
    });
}

std::optional<Uuid> FoldedSnapshot::tenant_of_invoice(const Uuid& id) const {
    const auto& rows = of(ProjectionId::invoices).rows;
    const auto found = rows.find(Key::of(Uuid{}, 't', id));
    if (found == rows.end()) return std::nullopt;
    return decode_row<Uuid>(found->second);
}

std::optional<DeliveryRow> FoldedSnapshot::delivery(const Uuid& tenant, const Uuid& subject) const {
    return row_of<DeliveryRow>(ProjectionId::deliveries, tenant, subject);
}

std::optional<Uuid> FoldedSnapshot::tenant_of_document(const Uuid& subject) const {
    const auto& rows = of(ProjectionId::deliveries).rows;
    const auto found = rows.find(Key::of(Uuid{}, 'd', subject));
    if (found == rows.end()) return std::nullopt;
    return decode_row<Uuid>(found->second);
}

std::optional<MessagePlace> FoldedSnapshot::message_place(const Uuid& message) const {
    const auto& rows = of(ProjectionId::deliveries).rows;
    const auto found = rows.find(Key::of(Uuid{}, 'm', message));
    if (found == rows.end()) return std::nullopt;
    return decode_row<MessagePlace>(found->second);
}

std::optional<domain::Date> FoldedSnapshot::last_movement_on(const Uuid& tenant, const Uuid& customer) const {
    std::optional<domain::Date> last;
    for (const auto currency : {domain::Currency::usd, domain::Currency::ngn}) {
        StatementQuery all;
        all.customer = customer;
        all.currency = currency;
        for (const auto& row : statement(tenant, all).movements)
            if (!last || row.effective_on > *last) last = row.effective_on;
    }
    return last;
}

std::optional<ExpenseRow> FoldedSnapshot::expense(const Uuid& tenant, const Uuid& id) const {
    return row_of<ExpenseRow>(ProjectionId::expenses, tenant, id);
}

Slice<ExpenseRow> FoldedSnapshot::expenses(const Uuid& tenant, const ExpenseFilter& filter, const Page& page) const {
    return newest_first<ExpenseRow>(ProjectionId::expenses, tenant, page, [&](const Uuid& id) {
        auto row = expense(tenant, id);
        const bool is_asked_for = row && (!filter.category || row->figures.category == *filter.category) &&
                                  (!filter.currency || row->figures.currency == *filter.currency) &&
                                  (!filter.from || row->spent_on >= *filter.from) &&
                                  (!filter.to || row->spent_on <= *filter.to);
        return is_asked_for ? std::move(row) : std::nullopt;
    });
}

std::vector<JournalRow> FoldedSnapshot::journal(const Uuid& tenant, const JournalFilter& filter) const {
    std::vector<JournalRow> entries;
    each(ProjectionId::journal, tenant, 'j', [&](const std::string&, const std::string& value) {
        auto row = decode_row<JournalRow>(value);
        if (row.position <= filter.after_position || entries.size() == filter.limit) return;
        if (filter.stream && row.stream.id != *filter.stream) return;
        entries.push_back(std::move(row));
    });
    return entries;
}

std::vector<AccountSum> FoldedSnapshot::account_sums(const Uuid& tenant, domain::Currency) const {
    std::map<std::int32_t, AccountSum> sums;
    for (const JournalRow& entry : journal(tenant, {}))
        for (const JournalRow::Line& line : entry.lines) {
            AccountSum& sum = sums[line.account];
            sum.account = line.account;
            sum.debit += line.debit;
            sum.credit += line.credit;
        }
    std::vector<AccountSum> list;
    for (const auto& [account, sum] : sums) list.push_back(sum);
    return list;
}

void ReachedPositions::reach(std::int64_t position) {
    std::vector<std::function<void(bool)>> told;
    {
        const std::lock_guard lock(mutex_);
        reached_ = std::max(reached_, position);
        const auto end = waiters_.upper_bound(reached_);
        for (auto waiter = waiters_.begin(); waiter != end; ++waiter) told.push_back(std::move(waiter->second));
        waiters_.erase(waiters_.begin(), end);
    }
    for (const auto& callback : told) callback(true);
}

void ReachedPositions::when_reached(std::int64_t position, std::function<void(bool)> callback) {
    {
        const std::lock_guard lock(mutex_);
        if (position > reached_) {
            waiters_.emplace(position, std::move(callback));
            return;
        }
    }
    callback(true);
}

std::vector<ProjectionStatus> FoldedReadModels::status() {
    const auto position = snapshot()->position();
    std::vector<ProjectionStatus> list;
    const std::lock_guard lock(mutex_);
    for (const Projection& projection : all_projections()) {
        std::optional<RebuildProgress> rebuild;
        if (rebuilt_.contains(projection.name)) rebuild.emplace().target_position = position.position;
        list.push_back({std::string(projection.name), projection.version, position, position.position, rebuild});
    }
    return list;
}

void FoldedReadModels::start_rebuild(std::string_view projection) {
    if (find_projection(projection) == nullptr) throw std::invalid_argument("no such projection");
    const std::lock_guard lock(mutex_);
    rebuilt_.emplace(projection);
}

}  // namespace suoledger::projections
