// SPDX-License-Identifier: Apache-2.0
// Figures of a window, added up from days.
#pragma once

#include <boost/json/object.hpp>
#include <deque>
#include <map>
#include <vector>

#include "http/report_query.hpp"

namespace suoledger::http {

struct Sum {
    std::int64_t amount = 0, count = 0;
};
boost::json::object sum_json(const Sum& sum);
/// What a report of a window begins with.
boost::json::object head_of(const Reported& report, std::string_view object);
/// null for what is not there.
boost::json::value nullable(const std::optional<std::int64_t>& number);

class ReportSums {
public:
    explicit ReportSums(const Reported& report) : report_(report) {}

    [[nodiscard]] Sum total(domain::Figure figure, const domain::Window& window) const;
    [[nodiscard]] std::map<std::uint8_t, Sum> by_dimension(domain::Figure figure, const domain::Window& window) const;
    [[nodiscard]] std::map<domain::Uuid, Sum> by_customer(domain::Figure figure, const domain::Window& window) const;
    /// DOMAIN §7: issued − cancelled − credited.
    [[nodiscard]] std::int64_t invoiced(const domain::Window& window) const;
    /// Invoiced on accrual basis, collected on cash basis.
    [[nodiscard]] std::int64_t revenue(const domain::Window& window) const;

private:
    struct Read {
        domain::Figure figure;
        domain::Window window;
        std::vector<projections::DaySum> days;
    };
    [[nodiscard]] const std::vector<projections::DaySum>& days(domain::Figure figure,
                                                               const domain::Window& window) const;

    const Reported& report_;
    mutable std::deque<Read> read_;  // a report asks for some of them several times
};

}  // namespace suoledger::http
