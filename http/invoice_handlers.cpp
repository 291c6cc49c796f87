// SPDX-License-Identifier: Apache-2.0
// Reads of invoices: one, lists with filters, credit notes, history, postings.
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "http/handlers.hpp"
#include "http/ledger_lists.hpp"
#include "http/moment.hpp"
#include "http/people_shown.hpp"
#include "http/shown_invoices.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

using domain::Uuid;
using projections::InvoiceRow;
namespace json = boost::json;

constexpr std::string_view statuses = "draft, cancelled, written_off, credited, paid, partially_paid, open";

// With a line or two.
constexpr std::size_t usual_invoice_bytes = 1024;

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
    InvoicePrinter(const Services& services, const Seen& seen, bool expand)
        : services_(services), seen_(seen), expand_(expand) {}

    [[nodiscard]] std::string text(const InvoiceRow& row) {
        // A customer inside may have been changed since, and what was in the past is rarely asked for twice.
        if (expand_ || seen_.is_past || services_.shown_invoices == nullptr)
            return rendered(row, Opener(services_.vault, seen_.tenant));
        const ShownInvoices::Showing showing{
            seen_.tenant, row.id, row.version, row.updated_at, row.pay_link_generation, is_overdue(row)};
        if (auto shown = services_.shown_invoices->find(services_.vault, showing)) {
            people_.add(row.customer);  // a text is kept only while all keys open it
            return *std::move(shown);
        }
        AskedKeys asked;
        std::string text = rendered(row, Opener(services_.vault, seen_.tenant, asked));
        if (asked.all_found) services_.shown_invoices->keep(services_.vault, showing, asked.found, text);
        return text;
    }
    /// Of the texts so far.
    [[nodiscard]] std::vector<Uuid> take_people() { return people_.take(); }
    /// Empty: a draft has none.
    [[nodiscard]] std::string printed_number(const InvoiceRow& row) {
        if (row.figures.draft) return {};
        const auto document = view(row, Opener(services_.vault, seen_.tenant)).document;
        return domain::format_number(document.number_format, row.number);
    }

private:
    [[nodiscard]] std::string rendered(const InvoiceRow& row, const Opener& opener) {
        const InvoiceView shown = view(row, opener);
        if (shows_person(shown.document)) people_.add(row.customer);
        return invoice_text(shown);
    }
    [[nodiscard]] InvoiceView view(const InvoiceRow& row, const Opener& opener) {
        const auto& rows = *seen_.snapshot;
        InvoiceView view =
            view_of(row, rows.invoice_document(seen_.tenant, row), opener, surroundings_on(services_, today()));
        if (!expand_) return view;
        if (const auto customer = rows.customer(seen_.tenant, row.customer)) {
            const CustomerView expanded = view_of(*customer, opener, false);
            if (shows_person(expanded.details)) people_.add(row.customer);
            view.expanded_customer = customer_json(expanded);
        }
        return view;
    }
    /// Without a date nobody has to look up what day it is.
    [[nodiscard]] bool is_overdue(const InvoiceRow& row) {
        return row.due_on && domain::is_overdue(domain::amount_due_of(row.figures), row.due_on, today());
    }
    [[nodiscard]] domain::Date today() {
        if (!today_) today_ = seen_.today();
        return *today_;
    }

    const Services& services_;
    const Seen& seen_;
    std::optional<domain::Date> today_;
    PeopleShown people_;
    bool expand_;
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
    const auto row = seen->snapshot->invoice(request.principal.tenant, *id, projections::InvoiceDetails::none);
    if (!row) return not_found("invoice");
    InvoicePrinter printer(services, *seen, expand);
    Response response = seen->answer(printer.text(*row));
    response.people = printer.take_people();
    return response;
}

Handled list_invoices(const Services& services, const Request& request) {
    const Uuid& tenant = request.principal.tenant;
    const Seen seen = see_now(services, tenant);
    QueryReader query(request);
    const bool expand = query.expands("customer");
    InvoiceQuery asked = read_filter(query);
    const auto listing = listing_of(services, request, query, *seen.snapshot);
    if (auto problem = query.problem()) return *problem;
    if (!listing) return listing.error();
    if (asked.filter.overdue) asked.filter.today = seen.today();
    InvoicePrinter printer(services, seen, expand);
    const auto slice = seen.snapshot->invoices(tenant, asked.filter, listing->page, projections::InvoiceDetails::none);
    ListText list;
    list.reserve(slice.rows.size() * usual_invoice_bytes);
    for (const InvoiceRow& row : slice.rows) {
        // At most one has the number, but it may be printed in another way.
        if (asked.printed_number && printer.printed_number(row) != *asked.printed_number) continue;
        list.add(printer.text(row));
    }
    std::optional<std::string> next;
    if (slice.next_before) next = listing->next_cursor(*slice.next_before);
    Response response = seen.answer(list.take(next));
    response.people = printer.take_people();
    return response;
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
    PeopleShown people;
    for (const auto& note : row->credit_notes) {
        auto document = opener.open<domain::CreditNoteIssued>(note.issued);
        if (document.reason.is_open()) people.add(row->customer);
        elements.push_back(
            json::serialize(credit_note_json({row->id, note.number, std::move(document), note.created_at})));
    }
    std::reverse(elements.begin(), elements.end());
    Response response = json_answer(snapshot->position().position, list_json(elements, std::nullopt));
    response.people = people.take();
    return response;
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
    if (!snapshot->invoice(request.principal.tenant, *id, projections::InvoiceDetails::none))
        return not_found("invoice");
    filter.stream = *id;
    return json_answer(snapshot->position().position, journal_page(*snapshot, request.principal.tenant, filter));
}

}  // namespace suoledger::http
