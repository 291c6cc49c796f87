// SPDX-License-Identifier: Apache-2.0
// Going through a tenant's events for those that concern one customer's money.
#include "eventstore/last_document.hpp"

#include <algorithm>
#include <unordered_set>

#include "eventstore/codec.hpp"

namespace suoledger::eventstore {
namespace {

/// Streams of the customer, and the latest day on which anything but a draft happened in one of them.
class Search {
public:
    explicit Search(const domain::Uuid& customer) : customer_(customer) {}

    void take(const RecordedEvent& row) {
        using domain::StreamType;
        const StreamType type = row.stream.type;
        if (type != StreamType::business && type != StreamType::invoice && type != StreamType::payment) return;
        const auto event =
            decode(row.event_type, row.schema_version, row.payload, row.stream.tenant, row.event_id, nullptr);
        if (const auto* registered = std::get_if<domain::BusinessRegistered>(&event))
            zone_ = domain::find_zone(registered->time_zone).value_or(zone_);
        if (type == StreamType::business || is_of_a_draft(event)) return;
        learn_owner(row, event);
        if (!own_.contains(row.stream)) return;
        const auto day = domain::date_in(zone_, row.effective_at);
        last_ = last_ ? std::max(*last_, day) : day;
    }
    [[nodiscard]] std::optional<domain::Date> last() const { return last_; }

private:
    static bool is_of_a_draft(const domain::Event& event) {
        return std::holds_alternative<domain::InvoiceDrafted>(event) ||
               std::holds_alternative<domain::DraftChanged>(event) ||
               std::holds_alternative<domain::DraftDiscarded>(event);
    }
    void learn_owner(const RecordedEvent& row, const domain::Event& event) {
        if (const auto* issued = std::get_if<domain::InvoiceIssued>(&event); issued && issued->customer == customer_)
            own_.insert(row.stream);
        if (const auto* paid = std::get_if<domain::PaymentReceived>(&event); paid && paid->customer == customer_)
            own_.insert(row.stream);
    }

    const domain::Uuid customer_;
    domain::Zone zone_;
    std::unordered_set<domain::StreamId> own_;
    std::optional<domain::Date> last_;
};

}  // namespace

std::optional<domain::Date> last_document_on(EventStore& store, const domain::Uuid& tenant,
                                             const domain::Uuid& customer) {
    Search search(customer);
    LogQuery query{.with_metadata = false, .tenant = tenant};
    for (;;) {
        const auto rows = store.read_log(query);
        if (rows.empty()) return search.last();
        for (const auto& row : rows) search.take(row);
        query.after_position = rows.back().position;
    }
}

}  // namespace suoledger::eventstore
