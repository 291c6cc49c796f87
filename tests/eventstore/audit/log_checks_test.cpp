// SPDX-License-Identifier: Apache-2.0
// What one pass over events says by itself, without anything that was signed.
#include <gtest/gtest.h>

#include <algorithm>

#include "eventstore/audit/log_checks.hpp"
#include "eventstore/leaf.hpp"
#include "tests/eventstore/audit/sample_log.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

constexpr std::int64_t five_minutes_us = 300'000'000;

std::string checked(const Log& log, AuditDepth depth = AuditDepth::double_entry, LogScope scope = {}) {
    LogChecks checks(depth, scope);
    for (const RecordedEvent& event : log) checks.check(event);
    if (!checks.finding()) {
        EXPECT_EQ(checks.events(), static_cast<std::int64_t>(log.size()));
        return "clean";
    }
    return std::string(to_string(checks.finding()->code)) + " at " + std::to_string(checks.finding()->position);
}

/// One event is changed; `rehashed`: the forger recomputed its leaf.
template <class Change>
std::string after(std::size_t index, Change change, bool rehashed = true, AuditDepth depth = AuditDepth::hashes) {
    Log log = sample_log();
    change(log[index]);
    if (rehashed) rehash(log);
    return checked(log, depth);
}

void replace(std::string& text, std::string_view what, std::string_view with) {
    const auto at = text.find(what);
    ASSERT_NE(at, std::string::npos) << what;
    text.replace(at, what.size(), with);
}

std::string at(std::string_view code, std::size_t index) {
    return std::string(code) + " at " + std::to_string(index + 1);
}

Log of_one_business(const domain::Uuid& tenant) {
    Log log;
    std::ranges::copy_if(sample_log(), std::back_inserter(log),
                         [&](const RecordedEvent& event) { return event.stream.tenant == tenant; });
    return log;
}

TEST(LogChecks, PassesACleanLogAtEitherDepth) {
    ASSERT_GT(sample_log().size(), 600U);
    EXPECT_EQ(checked(sample_log(), AuditDepth::hashes), "clean");
    EXPECT_EQ(checked(sample_log(), AuditDepth::double_entry), "clean");
    EXPECT_EQ(checked({}), "clean");
}

TEST(LogChecks, GrowsTheTreeOfRfc9162) {
    LogChecks checks(AuditDepth::hashes);
    for (std::size_t size = 1; size <= sample_log().size(); ++size) {
        ASSERT_TRUE(checks.check(sample_log()[size - 1]));
        if (size < 20 || size % 97 == 0) {
            EXPECT_EQ(checks.tree().root(), naive_root(sample_log(), 0, size)) << size;
        }
    }
}

TEST(LogChecks, NamesAnEventWhoseLeafIsNotItsOwn) {
    const std::size_t index = 40;
    EXPECT_EQ(after(index, [](RecordedEvent& e) { e.payload += ' '; }, false), at("leaf_hash_differs", index));
    EXPECT_EQ(after(index, [](RecordedEvent& e) { e.metadata += ' '; }, false), at("leaf_hash_differs", index));
    EXPECT_EQ(
        after(index, [](RecordedEvent& e) { ++e.effective_at.microseconds; }, false), at("leaf_hash_differs", index));
    EXPECT_EQ(after(index, [](RecordedEvent& e) { e.salt[0] ^= 1; }, false), at("leaf_hash_differs", index));
    EXPECT_EQ(after(index, [](RecordedEvent& e) { e.leaf_hash[31] ^= 1; }, false), at("leaf_hash_differs", index));
}

TEST(LogChecks, NamesTheFirstPositionThatIsMissingOrTwice) {
    Log log = sample_log();
    log.erase(log.begin() + 40);
    EXPECT_EQ(checked(log), at("position_not_dense", 40));
    log = sample_log();
    log.insert(log.begin() + 41, log[40]);
    EXPECT_EQ(checked(log), at("position_not_dense", 41));
    log = sample_log();
    log.erase(log.begin());
    EXPECT_EQ(checked(log), at("position_not_dense", 0));
}

TEST(LogChecks, NamesGapsInEveryOtherNumber) {
    const std::size_t invoice = index_of(sample_log(), "invoice_issued", 40);
    EXPECT_EQ(after(invoice, [](RecordedEvent& e) { ++e.tenant_sequence; }), at("tenant_sequence_not_dense", invoice));
    EXPECT_EQ(after(invoice, [](RecordedEvent& e) { --e.tenant_sequence; }), at("tenant_sequence_not_dense", invoice));
    EXPECT_EQ(after(invoice, [](RecordedEvent& e) { ++e.stream_version; }), at("stream_version_not_dense", invoice));
    EXPECT_EQ(after(invoice, [](RecordedEvent& e) { ++e.series_number; }), at("series_number_not_dense", invoice));
    EXPECT_EQ(after(invoice, [](RecordedEvent& e) { e.series = domain::Series::credit_note; }),
              at("series_number_not_dense", invoice));
    EXPECT_EQ(after(invoice, [](RecordedEvent& e) { e.series = domain::Series::none; }), at("series_wrong", invoice));
    const std::size_t second_version = index_of(sample_log(), "payment_applied", 40);
    EXPECT_EQ(after(second_version, [](RecordedEvent& e) { e.stream_version = 1; }),
              at("stream_version_not_dense", second_version));
}

TEST(LogChecks, KnowsStreamsOfOneIdInTwoBusinessesAndOfTwoTypesApart) {
    const std::size_t invoice = index_of(sample_log(), "invoice_issued", 40);
    // Any other stream has no event yet: its first has version 1, not 2.
    const std::size_t applied = index_of(sample_log(), "payment_applied", invoice);
    EXPECT_EQ(after(applied, [](RecordedEvent& e) { e.stream.type = domain::StreamType::customer; }),
              at("stream_version_not_dense", applied));
}

TEST(LogChecks, NamesRecordedTimeThatFalls) {
    const std::size_t index = 40;
    EXPECT_EQ(after(index, [](RecordedEvent& e) { e.recorded_at = {sample_log()[39].recorded_at.microseconds - 1}; }),
              at("recorded_at_falls", index));
    EXPECT_EQ(after(index, [](RecordedEvent& e) { e.recorded_at = sample_log()[39].recorded_at; }), "clean");
}

TEST(LogChecks, AllowsBusinessTimeFiveMinutesAheadAndNoMore) {
    const std::size_t index = 40;
    const auto ahead = [](std::int64_t by) {
        return [by](RecordedEvent& e) { e.effective_at = {e.recorded_at.microseconds + by}; };
    };
    EXPECT_EQ(after(index, ahead(five_minutes_us)), "clean");
    EXPECT_EQ(after(index, ahead(five_minutes_us + 1)), at("effective_at_ahead", index));
}

TEST(LogChecks, NamesAnEventThatIsNotOfTheCommandItNames) {
    const std::size_t index = 40;
    EXPECT_EQ(after(index, [](RecordedEvent& e) { e.event_id.bytes[0] ^= 1; }), at("event_id_wrong", index));
    EXPECT_EQ(after(index, [](RecordedEvent& e) { rename(e, 7); }), at("event_id_wrong", index));
    EXPECT_EQ(after(index, [](RecordedEvent& e) { e.metadata = "{}"; }), at("metadata_unreadable", index));
    EXPECT_EQ(after(index, [](RecordedEvent& e) { e.metadata = "no JSON"; }), at("metadata_unreadable", index));
    const std::size_t second = index_of(sample_log(), "payment_applied", 40);
    ASSERT_EQ(sample_log()[second].metadata, sample_log()[second - 1].metadata) << "not two events of one command";
    EXPECT_EQ(after(second, [](RecordedEvent& e) { rename(e, 0); }), at("event_id_wrong", second));
}

TEST(LogChecks, ReadsPayloadsOnlyWhenBooksAreChecked) {
    const std::size_t index = index_of(sample_log(), "invoice_issued", 40);
    const auto unknown = [](RecordedEvent& e) { e.event_type = "invoice_issue"; };
    EXPECT_EQ(after(index, unknown, true, AuditDepth::hashes), "clean");
    EXPECT_EQ(after(index, unknown, true, AuditDepth::double_entry), at("payload_unreadable", index));
    const auto cut = [](RecordedEvent& e) { e.payload.pop_back(); };
    EXPECT_EQ(after(index, cut, true, AuditDepth::double_entry), at("payload_unreadable", index));
}

TEST(LogChecks, NamesDebitsThatDoNotEqualCredits) {
    const std::size_t index = index_of(sample_log(), "invoice_issued", 40);
    const auto dearer = [](RecordedEvent& e) { replace(e.payload, "\"total\":1", "\"total\":2"); };
    EXPECT_EQ(after(index, dearer, true, AuditDepth::double_entry), at("postings_unbalanced", index));
}

TEST(LogChecks, NamesALegalNumberOfAnEventThatTakesNone) {
    // The last one of its business: nothing behind it is numbered wrongly.
    Log log = sample_log();
    RecordedEvent& last = log.back();
    ASSERT_EQ(last.series, domain::Series::none);
    last.series = domain::Series::credit_note;
    last.series_number = 1;
    rehash(log);
    EXPECT_EQ(checked(log, AuditDepth::hashes), "clean");
    EXPECT_EQ(checked(log, AuditDepth::double_entry), at("series_wrong", log.size() - 1));
}

TEST(LogChecks, LooksAtNothingBehindTheFirstFault) {
    Log log = sample_log();
    log[50].payload += ' ';
    log[60].payload += ' ';
    LogChecks checks(AuditDepth::hashes);
    for (const RecordedEvent& event : log) checks.check(event);
    EXPECT_EQ(checks.finding()->position, 51);
    EXPECT_EQ(checks.events(), 50);
    EXPECT_EQ(checks.tree().size(), 50);
}

TEST(LogChecks, ChecksOneBusinessForWhatItShows) {
    const LogScope scope{.all_positions = false, .first_position = 1};
    Log log = of_one_business(sample_log().back().stream.tenant);
    EXPECT_EQ(checked(log, AuditDepth::double_entry, scope), "clean");
    const std::int64_t missing = log[30].tenant_sequence, next = log[31].position;
    ASSERT_EQ(missing, 31);
    log.erase(log.begin() + 30);
    EXPECT_EQ(checked(log, AuditDepth::hashes, scope), "tenant_sequence_not_dense at " + std::to_string(next));
    log = of_one_business(sample_log().back().stream.tenant);
    std::swap(log[30], log[31]);
    EXPECT_NE(checked(log, AuditDepth::hashes, scope), "clean");
}

TEST(LogChecks, ChecksARangeThatBeginsInTheMiddleOfACommand) {
    const std::size_t second = index_of(sample_log(), "payment_applied", 40);
    const LogScope scope{.all_positions = true, .first_position = static_cast<std::int64_t>(second) + 1};
    Log range(sample_log().begin() + static_cast<std::ptrdiff_t>(second), sample_log().end());
    EXPECT_EQ(checked(range, AuditDepth::double_entry, scope), "clean");
    Log later(range.begin() + 1, range.end());
    EXPECT_EQ(checked(later, AuditDepth::hashes, scope), at("position_not_dense", second));
    range.erase(range.begin() + 5);
    EXPECT_EQ(checked(range, AuditDepth::hashes, scope), at("position_not_dense", second + 5));
}

}  // namespace
