// SPDX-License-Identifier: Apache-2.0
// The port of the read side: queries over one consistent snapshot, rebuilds, digests. Implemented over RocksDB.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "projections/figure_rows.hpp"
#include "projections/rows.hpp"

namespace suoledger::projections {

/// What a projection reflects; compared with the log at start, a mismatch rebuilds.
struct ProjectionPosition {
    std::int64_t epoch = 1;
    std::int64_t position = 0;
    eventstore::Hash leaf_hash{};
    domain::Timestamp recorded_at;  // of that event; 1970 at position 0
    bool operator==(const ProjectionPosition&) const = default;
};

enum class InvoiceOrder : std::uint8_t { newest_issued, number, due_on };

/// Filters of GET /v1/invoices; empty members do not filter. Dates and totals are inclusive.
struct InvoiceFilter {
    std::optional<domain::InvoiceStatus> status;  // drafts are found by `draft` only
    std::optional<bool> overdue;                  // needs `today`
    std::optional<domain::Uuid> customer;
    std::optional<domain::Currency> currency;
    std::optional<std::int64_t> number;
    std::optional<domain::Date> issued_from, issued_to, due_from, due_to;
    std::optional<std::int64_t> total_min, total_max;
    domain::Date today;
};
/// Document, credit notes and withholdings are kept beside an invoice's row.
enum class InvoiceDetails : std::uint8_t { none, all };
/// Of one customer in one currency; dates are inclusive.
struct StatementQuery {
    domain::Uuid customer;
    domain::Currency currency{};
    std::optional<domain::Date> from, to;
    std::size_t limit = 10'000;
};
struct Statement {
    std::int64_t opening_balance = 0;     // of the day before `from`
    std::vector<StatementRow> movements;  // by effective date, then as recorded
    bool is_whole = true;                 // false: there are more than `limit`
};
/// Filters of GET /v1/payments; empty members do not filter.
struct PaymentFilter {
    std::optional<domain::Uuid> invoice;  // allocated to it now
    std::optional<domain::Uuid> customer;
    std::optional<domain::PaymentMethod> method;
    std::optional<domain::Currency> currency;
    std::optional<domain::Timestamp> received_from, received_before;  // the second is left out
    std::optional<bool> unallocated;                                  // whether something is left to allocate
    std::optional<domain::PaymentStatus> status;
};
/// Newest first. `before` is the position of the last row already seen (its issued/recorded/created position).
struct Page {
    std::optional<std::int64_t> before;
    std::size_t limit = 50;
};
template <class Row>
struct Slice {
    std::vector<Row> rows;
    std::optional<std::int64_t> next_before;  // present when there is more
};
/// Filters of GET /v1/expenses; dates are inclusive.
struct ExpenseFilter {
    std::optional<domain::ExpenseCategory> category;
    std::optional<domain::Currency> currency;
    std::optional<domain::Date> from, to;
};
/// Filters of GET /v1/requests.
struct RequestFilter {
    std::optional<domain::RequestKind> kind;
    std::optional<domain::Uuid> customer;
    std::optional<bool> open;  // not completed
};
struct JournalFilter {
    std::optional<domain::Date> from, to;  // effective dates, inclusive
    std::optional<domain::Currency> currency;
    std::optional<domain::Uuid> stream;
    std::int64_t after_position = 0;  // ascending order
    std::size_t limit = 1000;
};

/// Of the rows that are made beside those that serve.
struct RebuildProgress {
    std::int64_t position = 0;
    std::int64_t target_position = 0;               // where the rows stand that serve; it moves with the log
    std::chrono::seconds elapsed{0};                // in this process
    std::optional<std::chrono::seconds> remaining;  // at the rate so far
};

struct ProjectionStatus {
    std::string name;
    std::int32_t version = 0;
    ProjectionPosition position;
    std::int64_t head_position = 0;          // of the log, as last known
    std::optional<RebuildProgress> rebuild;  // while there is one, or one waits for its turn
};

/// A consistent snapshot: everything read from it reflects `position()`. Thread-compatible; short-lived.
class ReadSnapshot {
public:
    virtual ~ReadSnapshot() = default;
    [[nodiscard]] virtual ProjectionPosition position() const = 0;
    virtual std::optional<BusinessRow> business(const domain::Uuid& tenant) const = 0;
    /// Its name, which never changes; nullopt: there is no such business.
    virtual std::optional<std::string> time_zone(const domain::Uuid& tenant) const = 0;
    virtual std::optional<ApiKeyRow> api_key_by_public_part(std::string_view public_part) const = 0;
    virtual std::vector<ApiKeyRow> api_keys(const domain::Uuid& tenant) const = 0;
    virtual std::optional<CustomerRow> customer(const domain::Uuid& tenant, const domain::Uuid& id) const = 0;
    virtual Slice<CustomerRow> customers(const domain::Uuid& tenant, const Page& page) const = 0;
    virtual Statement statement(const domain::Uuid& tenant, const StatementQuery& query) const = 0;
    virtual std::optional<InvoiceRow> invoice(const domain::Uuid& tenant, const domain::Uuid& id,
                                              InvoiceDetails details = InvoiceDetails::all) const = 0;
    virtual Slice<InvoiceRow> invoices(const domain::Uuid& tenant, const InvoiceFilter& filter, const Page& page,
                                       InvoiceDetails details = InvoiceDetails::all) const = 0;
    /// Whose invoice it is, unless it is a draft still.
    virtual std::optional<domain::Uuid> tenant_of_invoice(const domain::Uuid& id) const = 0;
    /// Of a row that was read here: the draft, invoice or revision in force.
    virtual StoredPayload invoice_document(const domain::Uuid& tenant, const InvoiceRow& invoice) const = 0;
    virtual std::optional<PaymentRow> payment(const domain::Uuid& tenant, const domain::Uuid& id) const = 0;
    virtual Slice<PaymentRow> payments(const domain::Uuid& tenant, const PaymentFilter& filter,
                                       const Page& page) const = 0;
    virtual std::vector<MemberRow> members(const domain::Uuid& tenant) const = 0;
    virtual std::optional<PayoutRow> payout(const domain::Uuid& tenant, const domain::Uuid& id) const = 0;
    virtual Slice<PayoutRow> payouts(const domain::Uuid& tenant, const Page& page) const = 0;
    virtual std::optional<ExpenseRow> expense(const domain::Uuid& tenant, const domain::Uuid& id) const = 0;
    virtual Slice<ExpenseRow> expenses(const domain::Uuid& tenant, const ExpenseFilter& filter,
                                       const Page& page) const = 0;
    virtual std::optional<RequestRow> request(const domain::Uuid& tenant, const domain::Uuid& id) const = 0;
    virtual Slice<RequestRow> requests(const domain::Uuid& tenant, const RequestFilter& filter,
                                       const Page& page) const = 0;
    /// By invoice, payment or customer; nullopt: nothing was delivered yet.
    virtual std::optional<DeliveryRow> delivery(const domain::Uuid& tenant, const domain::Uuid& subject) const = 0;
    /// Whose invoice, payment or customer it is, once a document of it was rendered.
    virtual std::optional<domain::Uuid> tenant_of_document(const domain::Uuid& subject) const = 0;
    virtual std::optional<MessagePlace> message_place(const domain::Uuid& message) const = 0;
    /// The last effective date of a document or payment of the customer; nullopt: there is none.
    virtual std::optional<domain::Date> last_movement_on(const domain::Uuid& tenant,
                                                         const domain::Uuid& customer) const = 0;
    virtual std::vector<JournalRow> journal(const domain::Uuid& tenant, const JournalFilter& filter) const = 0;
    virtual std::vector<AccountSum> account_sums(const domain::Uuid& tenant, domain::Currency currency) const = 0;
    /// By day; days without movements are left out.
    virtual std::vector<DaySum> day_sums(const domain::Uuid& tenant, domain::Currency currency, domain::Figure figure,
                                         const domain::Window& window) const = 0;
    /// Invoices issued in the window, cancelled ones among them.
    virtual std::vector<domain::CohortInvoice> cohort(const domain::Uuid& tenant, domain::Currency currency,
                                                      const domain::Window& window) const = 0;
    /// Of the same invoices; of whole months it costs nothing that grows with them, for one month not even by
    /// customers.
    virtual domain::CohortFigures cohort_figures(const domain::Uuid& tenant, domain::Currency currency,
                                                 const domain::Window& window) const = 0;
    /// By due date, where something is due.
    virtual std::vector<OwedSum> owed_sums(const domain::Uuid& tenant, domain::Currency currency) const = 0;
    /// All with something due, by due date; those without one come last.
    virtual std::vector<OpenInvoice> open_invoices(const domain::Uuid& tenant, domain::Currency currency) const = 0;
    virtual AccountTurnover account_turnover(const domain::Uuid& tenant, const AccountFilter& filter) const = 0;
    virtual AccountPage account_page(const domain::Uuid& tenant, const AccountFilter& filter) const = 0;
};

/// The rows of that business at that position are more than is held in memory.
struct PastTooLarge : std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// Other positions are being folded; try again.
struct PastBusy : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Whether whoever waits for a position wants it at once, or is content with it when many events were gathered.
enum class Hurry : std::uint8_t { no, yes };

class ReadModels {
public:
    virtual ~ReadModels() = default;
    virtual std::unique_ptr<ReadSnapshot> snapshot() = 0;
    /// One business's rows as they were at a position that the log has reached, 0 included; nothing of others is in it.
    /// Throws PastTooLarge, PastBusy.
    virtual std::unique_ptr<ReadSnapshot> snapshot_at(const domain::Uuid& tenant, std::int64_t position) = 0;
    /// Calls back once, with true as soon as the served position is ≥ `position` (perhaps at once, on the caller's
    /// thread), or with false when stopping. The caller bounds its own wait.
    virtual void when_reached(std::int64_t position, std::function<void(bool)> callback, Hurry hurry) = 0;
    void when_reached(std::int64_t position, std::function<void(bool)> callback) {
        when_reached(position, std::move(callback), Hurry::yes);
    }
    virtual std::vector<ProjectionStatus> status() = 0;
    /// Lower-case hex of SHA-256 over the projection's rows (ARCHITECTURE §4), with the position it speaks of.
    virtual std::pair<std::string, ProjectionPosition> digest(std::string_view projection) = 0;
    /// Folds again from the first event, beside the rows that serve meanwhile; a rebuild of it that is under way is
    /// the same. Throws std::invalid_argument: no such name.
    virtual void start_rebuild(std::string_view projection) = 0;
};

}  // namespace suoledger::projections
