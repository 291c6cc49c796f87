// SPDX-License-Identifier: Apache-2.0
// The port over RocksDB: queries go to pinned rows, everything that writes goes to the runner.
#include "projections/rocks_read_models.hpp"

#include <stdexcept>
#include <utility>

#include "eventstore/sha256.hpp"
#include "projections/queries.hpp"
#include "projections/runner.hpp"

namespace suoledger::projections {

namespace {

class RocksSnapshot final : public ReadSnapshot {
public:
    explicit RocksSnapshot(std::unique_ptr<PinnedRows> rows) : rows_(std::move(rows)) {}

    ProjectionPosition position() const override { return rows_->position(); }
    std::optional<BusinessRow> business(const domain::Uuid& tenant) const override {
        return find_business(*rows_, tenant);
    }
    std::optional<ApiKeyRow> api_key_by_public_part(std::string_view public_part) const override {
        return find_api_key(*rows_, public_part);
    }
    std::vector<ApiKeyRow> api_keys(const domain::Uuid& tenant) const override { return list_api_keys(*rows_, tenant); }
    std::optional<CustomerRow> customer(const domain::Uuid& tenant, const domain::Uuid& id) const override {
        return find_customer(*rows_, tenant, id);
    }
    Slice<CustomerRow> customers(const domain::Uuid& tenant, const Page& page) const override {
        return list_customers(*rows_, tenant, page);
    }
    std::optional<InvoiceRow> invoice(const domain::Uuid& tenant, const domain::Uuid& id) const override {
        return find_invoice(*rows_, tenant, id);
    }
    Slice<InvoiceRow> invoices(const domain::Uuid& tenant, const InvoiceFilter& filter,
                               const Page& page) const override {
        return list_invoices(*rows_, tenant, filter, page);
    }
    std::optional<PaymentRow> payment(const domain::Uuid& tenant, const domain::Uuid& id) const override {
        return find_payment(*rows_, tenant, id);
    }
    Slice<PaymentRow> payments(const domain::Uuid& tenant, const PaymentFilter& filter,
                               const Page& page) const override {
        return list_payments(*rows_, tenant, filter, page);
    }
    std::vector<MemberRow> members(const domain::Uuid& tenant) const override { return list_members(*rows_, tenant); }
    std::optional<PayoutRow> payout(const domain::Uuid& tenant, const domain::Uuid& id) const override {
        return find_payout(*rows_, tenant, id);
    }
    Slice<PayoutRow> payouts(const domain::Uuid& tenant, const Page& page) const override {
        return list_payouts(*rows_, tenant, page);
    }
    std::optional<ExpenseRow> expense(const domain::Uuid& tenant, const domain::Uuid& id) const override {
        return find_expense(*rows_, tenant, id);
    }
    Slice<ExpenseRow> expenses(const domain::Uuid& tenant, const ExpenseFilter& filter,
                               const Page& page) const override {
        return list_expenses(*rows_, tenant, filter, page);
    }
    std::vector<JournalRow> journal(const domain::Uuid& tenant, const JournalFilter& filter) const override {
        return list_journal(*rows_, tenant, filter);
    }
    std::vector<AccountSum> account_sums(const domain::Uuid& tenant, domain::Currency currency) const override {
        return sum_accounts(*rows_, tenant, currency);
    }

private:
    std::unique_ptr<PinnedRows> rows_;
};

const Projection& projection_named(std::string_view name) {
    const auto* projection = find_projection(name);
    if (projection == nullptr) throw std::invalid_argument("there is no projection of that name");
    return *projection;
}

DatabaseOptions database_options(const RocksReadModelsOptions& options) {
    DatabaseOptions database;
    database.directory = options.directory;
    database.log = options.log;
    return database;
}

}  // namespace

struct RocksReadModels::Parts {
    Parts(const RocksReadModelsOptions& options, eventstore::EventStore& log, eventstore::Metrics& metrics)
        : database(database_options(options)), runner(database, log, metrics, options.log) {}

    Database database;
    Runner runner;  // last: its thread uses the database
};

RocksReadModels::RocksReadModels(RocksReadModelsOptions options, eventstore::EventStore& log,
                                 eventstore::Metrics& metrics)
    : parts_(std::make_unique<Parts>(options, log, metrics)) {}

RocksReadModels::~RocksReadModels() = default;

void RocksReadModels::start() { parts_->runner.start(); }
void RocksReadModels::stop() { parts_->runner.stop(); }
void RocksReadModels::committed(std::shared_ptr<const std::vector<eventstore::RecordedEvent>> events) {
    parts_->runner.committed(std::move(events));
}
void RocksReadModels::notify_head(std::int64_t position) { parts_->runner.notify_head(position); }
bool RocksReadModels::caught_up() const { return parts_->runner.caught_up(); }
void RocksReadModels::when_reached(std::int64_t position, std::function<void(bool)> callback) {
    parts_->runner.when_reached(position, std::move(callback));
}
void RocksReadModels::rebuild(std::string_view projection) { parts_->runner.rebuild(projection_named(projection).id); }

std::unique_ptr<ReadSnapshot> RocksReadModels::snapshot() {
    // Asked first: what was promised by then is in every later pin, unless the rows were thrown away.
    const auto promised = parts_->runner.promised_position();
    auto rows = parts_->database.pin();
    if (rows->position().position < promised)
        throw DatabaseUnavailable("the read models are folded anew and have not come back to where they were");
    return std::make_unique<RocksSnapshot>(std::move(rows));
}

std::vector<ProjectionStatus> RocksReadModels::status() {
    const auto head = parts_->runner.known_head();
    const auto positions = parts_->database.positions();
    std::vector<ProjectionStatus> list;
    for (const auto& projection : all_projections()) {
        list.push_back({std::string(projection.name), projection.version,
                        positions[static_cast<std::size_t>(projection.id)], head,
                        parts_->database.is_rebuilding(projection.id)});
    }
    return list;
}

std::pair<std::string, ProjectionPosition> RocksReadModels::digest(std::string_view projection) {
    const auto id = projection_named(projection).id;
    const auto rows = parts_->database.pin();
    eventstore::Sha256 digest;
    rows->scan(id, "", "", [&digest](std::string_view key, std::string_view value) {
        digest.update_length_prefixed(eventstore::bytes_of(key));
        digest.update_length_prefixed(eventstore::bytes_of(value));
        return true;
    });
    return {eventstore::hex(eventstore::Bytes(digest.finish())), rows->position_of(id)};
}

}  // namespace suoledger::projections
