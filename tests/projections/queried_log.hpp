// SPDX-License-Identifier: Apache-2.0
// What tests of queries share: a random log, folded in memory and followed by read models, and their lists page by
// page.
#pragma once

#include <algorithm>
#include <functional>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/projections/folded_read_models.hpp"
#include "tests/projections/followed_log.hpp"

namespace suoledger::projections {

inline constexpr std::size_t all_of_them = 100'000;

/// All that a query fills in.
template <class Row>
std::string text_of(const Row& row) {
    return encode_row(row);
}
inline std::string text_of(const CustomerRow& row) { return encode_row(row) + encode_row(row.balances); }
inline std::string text_of(const InvoiceRow& row) {
    return encode_row(row) + encode_row(row.document) + encode_row(row.credit_notes) + encode_row(row.withholdings);
}

template <class Row>
std::vector<std::string> texts_of(const std::vector<Row>& rows) {
    std::vector<std::string> texts;
    for (const auto& row : rows) texts.push_back(text_of(row));
    return texts;
}
template <class Row>
std::vector<std::string> texts_of(const std::vector<Row>& rows, const std::function<bool(const Row&)>& is_chosen) {
    std::vector<Row> chosen;
    std::ranges::copy_if(rows, std::back_inserter(chosen), is_chosen);
    return texts_of(chosen);
}

class QueriedLog : public FollowedLog {
protected:
    explicit QueriedLog(int commands) : commands_(commands) {}
    void SetUp() override;
    void TearDown() override;
    /// Of what a random history need not hold; another one is made.
    [[nodiscard]] virtual bool holds_what_is_asked_for() const { return true; }

    std::size_t below(std::size_t limit) { return random_() % limit; }
    template <class Row>
    const Row& any(const std::vector<Row>& rows) {
        return rows.at(below(rows.size()));
    }
    /// Follows the pages to the end; every page but the last is full.
    template <class Row>
    std::vector<std::string> paged(const std::function<Slice<Row>(const Page&)>& read) {
        Page page;
        page.limit = 1 + below(9);
        std::vector<std::string> texts;
        for (;;) {
            const auto slice = read(page);
            std::ranges::move(texts_of(slice.rows), std::back_inserter(texts));
            if (!slice.next_before) return texts;
            EXPECT_EQ(slice.rows.size(), page.limit);
            page.before = slice.next_before;
        }
    }

    const int commands_;
    std::mt19937_64 random_;
    History history_;
    std::unique_ptr<ListedLog> log_;
    std::unique_ptr<FoldedSnapshot> folded_;
    std::unique_ptr<RocksReadModels> models_;
    std::unique_ptr<ReadSnapshot> snapshot_;
};

}  // namespace suoledger::projections
