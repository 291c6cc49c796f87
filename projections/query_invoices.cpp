// SPDX-License-Identifier: Apache-2.0
// Invoices: the filter chooses the narrowest index, the rest of it is asked of the small row, details come last.
#include <algorithm>
#include <limits>
#include <numeric>

#include "projections/queries.hpp"

namespace suoledger::projections {

namespace {

using domain::Date;
using domain::Uuid;

constexpr auto invoices = ProjectionId::invoices;
/// So many invoices due in a range are not gathered and sorted: among so many the newest are soon found one by one.
constexpr std::size_t max_gathered = 50'000;

template <class Value>
bool is_within(const Value& value, const std::optional<Value>& from, const std::optional<Value>& to) {
    return (!from || value >= *from) && (!to || value <= *to);
}

bool matches_due(const InvoiceFilter& filter, const InvoiceRow& row) {
    if (filter.overdue) {
        const auto amount_due = domain::amount_due_of(row.figures);
        if (domain::is_overdue(amount_due, row.due_on, filter.today) != *filter.overdue) return false;
    }
    if (!filter.due_from && !filter.due_to) return true;
    return row.due_on && is_within(*row.due_on, filter.due_from, filter.due_to);
}

bool matches(const InvoiceFilter& filter, const InvoiceRow& row) {
    return (filter.status ? domain::status_of(row.figures) == *filter.status : !row.figures.draft) &&
           (!filter.customer || row.customer == *filter.customer) &&
           (!filter.currency || row.currency == *filter.currency) && (!filter.number || row.number == *filter.number) &&
           is_within(row.issued_on, filter.issued_from, filter.issued_to) &&
           is_within(row.figures.total, filter.total_min, filter.total_max) && matches_due(filter, row);
}

void add_details(const PinnedRows& rows, const Uuid& tenant, InvoiceRow& row) {
    row.document = read_document(rows, tenant, row);
    const auto notes = Key::of(tenant, 'k', row.id);
    rows.scan(invoices, notes, end_of_prefix(notes), [&row](std::string_view, std::string_view value) {
        row.credit_notes.push_back(decode_row<CreditNoteRow>(value));
        return true;
    });
    const auto withholdings = Key::of(tenant, 'w', row.id);
    rows.scan(invoices, withholdings, end_of_prefix(withholdings), [&row](std::string_view, std::string_view value) {
        row.withholdings.push_back(decode_row<WithholdingRow>(value));
        return true;
    });
}

/// Days of the index of what is still owed, when the filter asks for nothing else.
std::optional<std::pair<Date, Date>> owed_days(const InvoiceFilter& filter) {
    const bool is_late = filter.overdue.value_or(false);
    const bool is_owed = is_late || filter.status == domain::InvoiceStatus::open ||
                         filter.status == domain::InvoiceStatus::partially_paid;
    if (!is_owed || (!is_late && !filter.due_from && !filter.due_to)) return std::nullopt;
    auto last = filter.due_to.value_or(Date{no_due_date.days - 1});
    if (is_late) last = std::min(last, Date{filter.today.days - 1});
    return std::pair{filter.due_from.value_or(Date{std::numeric_limits<std::int32_t>::min()}), last};
}

/// A page in the making: the rows of so many ids are asked for at once, and those that the filter leaves out are passed
/// over.
class FilteredPage {
public:
    FilteredPage(const PinnedRows& rows, const Uuid& tenant, const InvoiceFilter& filter, const Page& page)
        : rows_(rows),
          tenant_(tenant),
          filter_(filter),
          filler_(page),
          at_once_(std::min(page.limit + 1, most_at_once)) {}

    /// Newest first. False: the page is full.
    bool add(std::int64_t position) { return add(position, Key::of(tenant_, 'p', position)); }
    bool add_draft(std::int64_t position, const Uuid& id) { return add(position, Key::of(tenant_, 'r', id)); }
    [[nodiscard]] Slice<InvoiceRow> take() {
        look_up();
        return filler_.take();
    }

private:
    bool add(std::int64_t position, std::string key) {
        positions_.push_back(position);
        keys_.push_back(std::move(key));
        return keys_.size() < at_once_ || look_up();
    }
    bool look_up() {
        if (keys_.empty()) return true;
        const auto found = rows_.get_many(invoices, keys_);
        bool fits = true;
        for (std::size_t i = 0; i < found.size() && fits; ++i) {
            if (!found[i]) throw RowFault("an index names a row that is not there");
            auto row = decode_row<InvoiceRow>(*found[i]);
            if (matches(filter_, row)) fits = filler_.add(positions_[i], std::move(row));
        }
        positions_.clear();
        keys_.clear();
        at_once_ = std::min(2 * at_once_, most_at_once);
        return fits;
    }

    static constexpr std::size_t most_at_once = 256;

    const PinnedRows& rows_;
    const Uuid& tenant_;
    const InvoiceFilter& filter_;
    PageFiller<InvoiceRow> filler_;
    std::size_t at_once_;
    std::vector<std::int64_t> positions_;
    std::vector<std::string> keys_;
};

/// Positions; nullopt: too many. Newest first.
std::optional<std::vector<std::int64_t>> gather_owed(const PinnedRows& rows, const Uuid& tenant,
                                                     std::pair<Date, Date> days, const Page& page) {
    std::vector<std::int64_t> candidates;
    if (days.first > days.second) return candidates;
    const auto from = Key::of(tenant, 'd', days.first);
    const auto until = Key::of(tenant, 'd', Date{days.second.days + 1});
    bool fits = true;
    rows.scan(invoices, from, until, [&](std::string_view key, std::string_view) {
        const auto position = position_in_key(key, from.size());
        if (page.before && position >= *page.before) return true;
        fits = candidates.size() < max_gathered;
        candidates.push_back(position);
        return fits;
    });
    if (!fits) return std::nullopt;
    std::ranges::sort(candidates, std::ranges::greater{});
    return candidates;
}

/// Numbers rise with the positions of their invoices, so that looking for one halves what is left each time.
std::optional<InvoiceRow> find_number(const PinnedRows& rows, const Uuid& tenant, std::int64_t number) {
    const auto cursor = rows.cursor(invoices);
    const auto until = end_of_prefix(Key(tenant, 'p'));
    std::int64_t low = 0, high = rows.position_of(invoices).position;
    while (low <= high) {
        const auto middle = std::midpoint(low, high);
        std::optional<InvoiceRow> row;  // the first at or behind the middle
        cursor->scan(Key::of(tenant, 'p', middle), until, [&row](std::string_view, std::string_view value) {
            row = decode_row<InvoiceRow>(value);
            return false;
        });
        if (!row || row->number > number) {
            high = middle - 1;
        } else if (row->number < number) {
            low = row->issued_position + 1;
        } else {
            return row;
        }
    }
    return std::nullopt;
}

class InvoiceList {
public:
    InvoiceList(const PinnedRows& rows, const Uuid& tenant, const InvoiceFilter& filter, const Page& page)
        : rows_(rows), tenant_(tenant), filter_(filter), page_(page) {}

    [[nodiscard]] Slice<InvoiceRow> read() const {
        if (filter_.status == domain::InvoiceStatus::draft) return drafts();
        if (filter_.number) return by_number();
        if (filter_.customer) return of_customer();
        if (const auto days = owed_days(filter_)) {
            if (const auto candidates = gather_owed(rows_, tenant_, *days, page_)) return among(*candidates);
        }
        return along_all();
    }

private:
    /// The index in the order of issue holds the rows themselves.
    [[nodiscard]] Slice<InvoiceRow> along_all() const {
        PageFiller<InvoiceRow> filler(page_);
        each_newest_first(rows_, invoices, Key(tenant_, 'p'), page_, [&](std::int64_t position, std::string_view row) {
            auto invoice = decode_row<InvoiceRow>(row);
            return !matches(filter_, invoice) || filler.add(position, std::move(invoice));
        });
        return filler.take();
    }
    [[nodiscard]] Slice<InvoiceRow> by_number() const {
        PageFiller<InvoiceRow> filler(page_);
        auto row = find_number(rows_, tenant_, *filter_.number);
        if (!row || !matches(filter_, *row)) return filler.take();
        const auto position = row->issued_position;
        if (!page_.before || position < *page_.before) filler.add(position, *std::move(row));
        return filler.take();
    }
    [[nodiscard]] Slice<InvoiceRow> of_customer() const {
        FilteredPage found(rows_, tenant_, filter_, page_);
        Key prefix(tenant_, 'c');
        each_newest_first(rows_, invoices, prefix.with(*filter_.customer), page_,
                          [&found](std::int64_t position, std::string_view) { return found.add(position); });
        return found.take();
    }
    [[nodiscard]] Slice<InvoiceRow> drafts() const {
        FilteredPage found(rows_, tenant_, filter_, page_);
        each_newest_first(rows_, invoices, Key(tenant_, 'f'), page_,
                          [&found](std::int64_t position, std::string_view id) {
                              return found.add_draft(position, decode_row<Uuid>(id));
                          });
        return found.take();
    }
    [[nodiscard]] Slice<InvoiceRow> among(const std::vector<std::int64_t>& candidates) const {
        FilteredPage found(rows_, tenant_, filter_, page_);
        for (const auto position : candidates)
            if (!found.add(position)) break;
        return found.take();
    }

    const PinnedRows& rows_;
    const Uuid& tenant_;
    const InvoiceFilter& filter_;
    const Page& page_;
};

}  // namespace

StoredPayload read_document(const PinnedRows& rows, const Uuid& tenant, const InvoiceRow& invoice) {
    constexpr auto documents = ProjectionId::invoice_documents;
    const auto key = Key::of(Uuid{}, 'x', invoice.document_position, tenant);
    if (auto document = find_row<StoredPayload>(rows, documents, key)) return *std::move(document);
    if (rows.position_of(documents).position < invoice.document_position)
        throw DatabaseUnavailable("the documents of invoices are folded anew and have not come that far");
    throw RowFault("an invoice names a document that is not there");
}

std::vector<OpenInvoice> list_open_invoices(const PinnedRows& rows, const Uuid& tenant, domain::Currency currency) {
    std::vector<OpenInvoice> open;
    const Key prefix(tenant, 'd');
    rows.scan(invoices, prefix, end_of_prefix(prefix), [&](std::string_view, std::string_view value) {
        const auto invoice = decode_row<OpenInvoice>(value);
        if (invoice.currency == currency) open.push_back(invoice);
        return true;
    });
    return open;
}

std::optional<Uuid> find_tenant_of_invoice(const PinnedRows& rows, const Uuid& invoice) {
    return find_row<Uuid>(rows, invoices, Key::of(Uuid{}, 't', invoice));
}

std::optional<InvoiceRow> find_invoice(const PinnedRows& rows, const Uuid& tenant, const Uuid& id,
                                       InvoiceDetails details) {
    auto row = find_row<InvoiceRow>(rows, invoices, Key::of(tenant, 'r', id));
    if (row && details == InvoiceDetails::all) add_details(rows, tenant, *row);
    return row;
}

Slice<InvoiceRow> list_invoices(const PinnedRows& rows, const Uuid& tenant, const InvoiceFilter& filter,
                                const Page& page, InvoiceDetails details) {
    auto slice = InvoiceList(rows, tenant, filter, page).read();
    if (details == InvoiceDetails::none) return slice;
    for (auto& row : slice.rows) add_details(rows, tenant, row);
    return slice;
}

}  // namespace suoledger::projections
