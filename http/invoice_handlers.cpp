// SPDX-License-Identifier: Apache-2.0
// Reads of invoices: one, lists with filters, credit notes, history, postings.
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "http/handlers.hpp"
#include "http/ledger_lists.hpp"
#include "http/moment.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

using domain::Uuid;
using projections::InvoiceRow;
namespace json = boost::json;

constexpr std::string_view statuses = "draft, cancelled, written_off, credited, paid, partially_paid, open";

/// "123" or the printed "INV-000123": the number is what the text ends with.
std::optional<std::int64_t> trailing_number(std::string_view text) {
    const auto first = text.find_last_not_of("0123456789");
    const auto digits = first == std::string_view::npos ? text : text.substr(first + 1);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return number;
}

struct InvoiceQuery {
    projections::InvoiceFilter filter;
    std::optional<std::string> printed_number;
};

InvoiceQuery read_filter(QueryReader& query) {
    InvoiceQuery result;
    projections::InvoiceFilter& filter = result.filter;
    filter.status = query.one_of<domain::InvoiceStatus>("status", &domain::parse_invoice_status, statuses);
    filter.overdue = query.boolean("overdue");
    filter.customer = query.id("customer", domain::customer_prefix);
    filter.currency = query.currency();
    filter.issued_from = query.date("issued_from");
    filter.issued_to = query.date("issued_to");
    filter.due_from = query.date("due_from");
    filter.due_to = query.date("due_to");
    constexpr std::int64_t most = domain::max_command_total_minor_units;
    filter.total_min = query.integer("min_total", 0, most);
    filter.total_max = query.integer("max_total", 0, most);
    if (const auto number = query.text("number")) {
        filter.number = trailing_number(*number);
        if (!filter.number) query.wrong("number", "must be an invoice's number, as INV-000123 or 123");
        if (!number->empty() && (number->front() < '0' || number->front() > '9')) result.printed_number = number;
    }
    return result;
}

/// Shows rows of one tenant, names of customers on demand.
class InvoicePrinter {
public:
    InvoicePrinter(const Services& services, const projections::ReadSnapshot& snapshot, const Uuid& tenant, bool expand)
        : snapshot_(snapshot),
          tenant_(tenant),
          expand_(expand),
          opener_(services.vault, tenant),
          surroundings_(surroundings_of(services, snapshot, tenant)) {}

    [[nodiscard]] json::object print(const InvoiceRow& row) const {
        InvoiceView view = view_of(row, opener_, surroundings_);
        if (expand_)
            if (const auto customer = snapshot_.customer(tenant_, row.customer))
                view.expanded_customer = customer_json(view_of(*customer, opener_, false));
        return invoice_json(view);
    }
    [[nodiscard]] const Opener& opener() const { return opener_; }
    [[nodiscard]] domain::Date today() const { return surroundings_.today; }
    /// What is overdue follows the day that the answer speaks of.
    void pretend(domain::Date today) { surroundings_.today = today; }

private:
    const projections::ReadSnapshot& snapshot_;
    Uuid tenant_;
    bool expand_;
    Opener opener_;
    InvoiceSurroundings surroundings_;
};

}  // namespace

Handled get_invoice(const Services& services, const Request& request) {
    QueryReader query(request);
    const bool expand = query.expands("customer");
    const Moment moment = read_moment(query);
    if (auto problem = query.problem()) return *problem;
    const auto id = id_in_path(request, domain::invoice_prefix);
    if (!id) return not_found("invoice");
    const auto seen = see(services, request.principal.tenant, moment);
    if (!seen) return seen.error();
    const auto row = seen->snapshot->invoice(request.principal.tenant, *id);
    if (!row) return not_found("invoice");
    InvoicePrinter printer(services, *seen->snapshot, request.principal.tenant, expand);
    printer.pretend(seen->today);
    return seen->answer(printer.print(*row));
}

Handled list_invoices(const Services& services, const Request& request) {
    const auto snapshot = services.read_models.snapshot();
    QueryReader query(request);
    const bool expand = query.expands("customer");
    InvoiceQuery asked = read_filter(query);
    const auto listing = listing_of(services, request, query, *snapshot);
    if (auto problem = query.problem()) return *problem;
    if (!listing) return listing.error();
    const InvoicePrinter printer(services, *snapshot, request.principal.tenant, expand);
    asked.filter.today = printer.today();
    const auto slice = snapshot->invoices(request.principal.tenant, asked.filter, listing->page);
    std::vector<std::string> elements;
    for (const InvoiceRow& row : slice.rows) {
        const json::object invoice = printer.print(row);
        if (asked.printed_number && invoice.at("number").get_string() != *asked.printed_number) continue;
        elements.push_back(json::serialize(invoice));
    }
    std::optional<std::string> next;
    if (slice.next_before) next = listing->next_cursor(*slice.next_before);
    return json_answer(snapshot->position().position, list_json(elements, next));
}

Handled list_credit_notes(const Services& services, const Request& request) {
    if (auto problem = QueryReader(request).problem()) return *problem;
    const auto id = id_in_path(request, domain::invoice_prefix);
    if (!id) return not_found("invoice");
    const auto snapshot = services.read_models.snapshot();
    const auto row = snapshot->invoice(request.principal.tenant, *id);
    if (!row) return not_found("invoice");
    const Opener opener(services.vault, request.principal.tenant);
    std::vector<std::string> elements;
    for (const auto& note : row->credit_notes)
        elements.push_back(json::serialize(credit_note_json(
            {row->id, note.number, opener.open<domain::CreditNoteIssued>(note.issued), note.created_at})));
    std::reverse(elements.begin(), elements.end());
    return json_answer(snapshot->position().position, list_json(elements, std::nullopt));
}

Handled list_invoice_events(const Services& services, const Request& request) {
    QueryReader query(request);
    const auto after = query.integer("after", 0, std::numeric_limits<std::int64_t>::max()).value_or(0);
    const auto limit = static_cast<std::int64_t>(query.limit());
    if (auto problem = query.problem()) return *problem;
    const auto id = id_in_path(request, domain::invoice_prefix);
    if (!id) return not_found("invoice");
    const domain::StreamId stream{request.principal.tenant, domain::StreamType::invoice, *id};
    const std::int64_t position = services.store.head().position;
    auto events = services.store.read_stream({stream, after, limit + 1});
    if (events.empty() && services.store.read_stream({stream, 0, 1}).empty()) return not_found("invoice");
    const bool more = events.size() > static_cast<std::size_t>(limit);
    if (more) events.pop_back();
    std::vector<std::string> elements;
    for (const auto& event : events) elements.push_back(event_json(event, event.payload));
    return json_answer(position,
                       ascending_json(elements, more ? std::optional(events.back().stream_version) : std::nullopt));
}

Handled list_invoice_journal(const Services& services, const Request& request) {
    QueryReader query(request);
    projections::JournalFilter filter;
    filter.after_position = query.integer("after", 0, std::numeric_limits<std::int64_t>::max()).value_or(0);
    filter.limit = query.limit();
    if (auto problem = query.problem()) return *problem;
    const auto id = id_in_path(request, domain::invoice_prefix);
    if (!id) return not_found("invoice");
    const auto snapshot = services.read_models.snapshot();
    if (!snapshot->invoice(request.principal.tenant, *id)) return not_found("invoice");
    filter.stream = *id;
    return json_answer(snapshot->position().position, journal_page(*snapshot, request.principal.tenant, filter));
}

}  // namespace suoledger::http
