// SPDX-License-Identifier: Apache-2.0
// A store and read models that wait for the test.
#include <algorithm>
#include <stdexcept>

#include "tests/http/live_server.hpp"

namespace suoledger::http::test {

void HeldStore::hold() {
    const std::lock_guard lock(state_->mutex);
    state_->held = true;
}

void HeldStore::release() {
    std::vector<std::function<void()>> outcomes;
    {
        const std::lock_guard lock(state_->mutex);
        state_->held = state_->reads_blocked = false;
        outcomes.swap(state_->outcomes);
        state_->changed.notify_all();
    }
    for (const auto& deliver : outcomes) deliver();
}

void HeldStore::wait_for_held(std::size_t count) {
    std::unique_lock lock(state_->mutex);
    state_->changed.wait(lock, [&] { return state_->outcomes.size() >= count; });
}

void HeldStore::submit(eventstore::Submission submission, eventstore::OnOutcome on_outcome) {
    auto keep = [state = state_, on_outcome](eventstore::AppendOutcome outcome) {
        std::unique_lock lock(state->mutex);
        if (!state->held) {
            lock.unlock();
            return on_outcome(std::move(outcome));
        }
        state->outcomes.emplace_back([on_outcome, outcome = std::move(outcome)] { on_outcome(outcome); });
        state->changed.notify_all();
    };
    store_.submit(std::move(submission), std::move(keep));
}

void HeldStore::block_reads() {
    const std::lock_guard lock(state_->mutex);
    state_->reads_blocked = true;
}

void HeldStore::wait_for_reader() {
    std::unique_lock lock(state_->mutex);
    state_->changed.wait(lock, [&] { return state_->readers > 0; });
}

void HeldStore::check() {
    {
        std::unique_lock lock(state_->mutex);
        if (state_->reads_blocked) {
            ++state_->readers;
            state_->changed.notify_all();
            state_->changed.wait(lock, [&] { return !state_->reads_blocked; });
            --state_->readers;
        }
    }
    if (unavailable) throw eventstore::StoreUnavailable("no connection to the database");
    if (faulty) throw std::logic_error("something unforeseen");
}

std::vector<eventstore::RecordedEvent> HeldStore::read_stream(const eventstore::StreamQuery& query) {
    check();
    return store_.read_stream(query);
}

std::vector<eventstore::RecordedEvent> HeldStore::read_log(const eventstore::LogQuery& query) {
    if (reads_before_fault >= 0 && reads_before_fault-- == 0) (fault_is_absence ? unavailable : faulty) = true;
    if (reads_before_block >= 0 && reads_before_block-- == 0) block_reads();
    check();
    return store_.read_log(query);
}

eventstore::LogHead HeldStore::head() {
    check();
    return store_.head();
}

std::optional<domain::Uuid> HeldStore::owner_of(const domain::ReservationKey& key) { return store_.owner_of(key); }

namespace {

/// The rows of one snapshot under the position that the test says.
class Repositioned final : public projections::ReadSnapshot {
public:
    Repositioned(std::unique_ptr<ReadSnapshot> rows, std::int64_t position)
        : rows_(std::move(rows)), position_(rows_->position()) {
        position_.position = position;
    }
    projections::ProjectionPosition position() const override { return position_; }
    std::optional<projections::BusinessRow> business(const domain::Uuid& tenant) const override {
        return rows_->business(tenant);
    }
    std::optional<projections::ApiKeyRow> api_key_by_public_part(std::string_view part) const override {
        return rows_->api_key_by_public_part(part);
    }
    std::vector<projections::ApiKeyRow> api_keys(const domain::Uuid& tenant) const override {
        return rows_->api_keys(tenant);
    }
    std::optional<projections::CustomerRow> customer(const domain::Uuid& tenant,
                                                     const domain::Uuid& id) const override {
        return rows_->customer(tenant, id);
    }
    projections::Slice<projections::CustomerRow> customers(const domain::Uuid& tenant,
                                                           const projections::Page& page) const override {
        return rows_->customers(tenant, page);
    }
    projections::Statement statement(const domain::Uuid& tenant,
                                     const projections::StatementQuery& query) const override {
        return rows_->statement(tenant, query);
    }
    std::optional<std::string> time_zone(const domain::Uuid& tenant) const override { return rows_->time_zone(tenant); }
    std::optional<projections::InvoiceRow> invoice(const domain::Uuid& tenant, const domain::Uuid& id,
                                                   projections::InvoiceDetails details) const override {
        return rows_->invoice(tenant, id, details);
    }
    projections::Slice<projections::InvoiceRow> invoices(const domain::Uuid& tenant,
                                                         const projections::InvoiceFilter& filter,
                                                         const projections::Page& page,
                                                         projections::InvoiceDetails details) const override {
        return rows_->invoices(tenant, filter, page, details);
    }
    projections::StoredPayload invoice_document(const domain::Uuid& tenant,
                                                const projections::InvoiceRow& invoice) const override {
        return rows_->invoice_document(tenant, invoice);
    }
    std::optional<projections::PaymentRow> payment(const domain::Uuid& tenant, const domain::Uuid& id) const override {
        return rows_->payment(tenant, id);
    }
    projections::Slice<projections::PaymentRow> payments(const domain::Uuid& tenant,
                                                         const projections::PaymentFilter& filter,
                                                         const projections::Page& page) const override {
        return rows_->payments(tenant, filter, page);
    }
    std::vector<projections::MemberRow> members(const domain::Uuid& tenant) const override {
        return rows_->members(tenant);
    }
    std::optional<projections::PayoutRow> payout(const domain::Uuid& tenant, const domain::Uuid& id) const override {
        return rows_->payout(tenant, id);
    }
    projections::Slice<projections::PayoutRow> payouts(const domain::Uuid& tenant,
                                                       const projections::Page& page) const override {
        return rows_->payouts(tenant, page);
    }
    std::optional<projections::ExpenseRow> expense(const domain::Uuid& tenant, const domain::Uuid& id) const override {
        return rows_->expense(tenant, id);
    }
    projections::Slice<projections::ExpenseRow> expenses(const domain::Uuid& tenant,
                                                         const projections::ExpenseFilter& filter,
                                                         const projections::Page& page) const override {
        return rows_->expenses(tenant, filter, page);
    }
    std::optional<projections::RequestRow> request(const domain::Uuid& tenant, const domain::Uuid& id) const override {
        return rows_->request(tenant, id);
    }
    projections::Slice<projections::RequestRow> requests(const domain::Uuid& tenant,
                                                         const projections::RequestFilter& filter,
                                                         const projections::Page& page) const override {
        return rows_->requests(tenant, filter, page);
    }
    std::optional<domain::Uuid> tenant_of_invoice(const domain::Uuid& id) const override {
        return rows_->tenant_of_invoice(id);
    }
    std::optional<projections::DeliveryRow> delivery(const domain::Uuid& tenant,
                                                     const domain::Uuid& subject) const override {
        return rows_->delivery(tenant, subject);
    }
    std::optional<domain::Uuid> tenant_of_document(const domain::Uuid& subject) const override {
        return rows_->tenant_of_document(subject);
    }
    std::optional<projections::MessagePlace> message_place(const domain::Uuid& message) const override {
        return rows_->message_place(message);
    }
    std::optional<domain::Date> last_movement_on(const domain::Uuid& tenant,
                                                 const domain::Uuid& customer) const override {
        return rows_->last_movement_on(tenant, customer);
    }
    std::vector<projections::JournalRow> journal(const domain::Uuid& tenant,
                                                 const projections::JournalFilter& filter) const override {
        return rows_->journal(tenant, filter);
    }
    std::vector<projections::AccountSum> account_sums(const domain::Uuid& tenant,
                                                      domain::Currency currency) const override {
        return rows_->account_sums(tenant, currency);
    }
    std::vector<projections::DaySum> day_sums(const domain::Uuid& tenant, domain::Currency currency,
                                              domain::Figure figure, const domain::Window& window) const override {
        return rows_->day_sums(tenant, currency, figure, window);
    }
    std::vector<domain::CohortInvoice> cohort(const domain::Uuid& tenant, domain::Currency currency,
                                              const domain::Window& window) const override {
        return rows_->cohort(tenant, currency, window);
    }
    domain::CohortFigures cohort_figures(const domain::Uuid& tenant, domain::Currency currency,
                                         const domain::Window& window) const override {
        return rows_->cohort_figures(tenant, currency, window);
    }
    std::vector<projections::OwedSum> owed_sums(const domain::Uuid& tenant, domain::Currency currency) const override {
        return rows_->owed_sums(tenant, currency);
    }
    std::vector<projections::OpenInvoice> open_invoices(const domain::Uuid& tenant,
                                                        domain::Currency currency) const override {
        return rows_->open_invoices(tenant, currency);
    }
    projections::AccountTurnover account_turnover(const domain::Uuid& tenant,
                                                  const projections::AccountFilter& filter) const override {
        return rows_->account_turnover(tenant, filter);
    }
    projections::AccountPage account_page(const domain::Uuid& tenant,
                                          const projections::AccountFilter& filter) const override {
        return rows_->account_page(tenant, filter);
    }

private:
    std::unique_ptr<ReadSnapshot> rows_;
    projections::ProjectionPosition position_;
};

}  // namespace

void PacedReadModels::stand_at(std::int64_t position) {
    const std::lock_guard lock(mutex_);
    position_ = position;
}

void PacedReadModels::stand_with_rows_at(std::int64_t position) {
    const std::lock_guard lock(mutex_);
    position_ = position;
    rows_stand_too_ = true;
}

void PacedReadModels::reach(std::int64_t position) {
    std::vector<std::function<void(bool)>> reached;
    {
        const std::lock_guard lock(mutex_);
        position_ = position;
        std::erase_if(waiters_, [&](auto& waiter) {
            if (waiter.first > position) return false;
            reached.push_back(std::move(waiter.second));
            return true;
        });
    }
    for (const auto& callback : reached) callback(true);
}

void PacedReadModels::wait_for_waiters(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiters_.size() >= count; });
}

std::unique_ptr<projections::ReadSnapshot> PacedReadModels::snapshot() {
    const std::lock_guard lock(mutex_);
    auto rows = rows_stand_too_ ? models_.snapshot_at({}, *position_) : models_.snapshot();
    if (!position_) return rows;
    return std::make_unique<Repositioned>(std::move(rows), *position_);
}

void PacedReadModels::when_reached(std::int64_t position, std::function<void(bool)> callback,
                                   projections::Hurry hurry) {
    bool is_reached = false;
    {
        const std::lock_guard lock(mutex_);
        is_reached = position_ && position <= *position_;
        if (position_ && !is_reached) {
            waiters_.emplace_back(position, std::move(callback));
            changed_.notify_all();
            return;
        }
    }
    if (is_reached) return callback(true);
    models_.when_reached(position, std::move(callback), hurry);
}

}  // namespace suoledger::http::test
