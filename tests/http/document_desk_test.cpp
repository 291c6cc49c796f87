// SPDX-License-Identifier: Apache-2.0
// How documents are made: once, recorded before they leave, a few at a time; and what happens when something fails.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <latch>

#include "tests/http/live_server.hpp"
#include "tests/http/small_service.hpp"

namespace suoledger::http::test {
namespace {

using Made = std::expected<MadeDocument, Problem>;

/// Fails when it is told to.
class FaultyStore final : public DocumentStore {
public:
    [[nodiscard]] std::string_view kind() const override { return "faulty"; }
    std::optional<std::string> get(const std::string& name) override {
        check();
        return inner.get(name);
    }
    void put(const std::string& name, std::string_view bytes) override {
        check();
        ++puts;
        inner.put(name, bytes);
    }
    MemoryDocumentStore inner;
    bool is_away = false;
    std::atomic<int> puts{0};

private:
    void check() const {
        if (is_away) throw DocumentStoreFault("away");
    }
};

class Desk : public ::testing::Test {
protected:
    Desk() {
        const Answer issued = service_.post(
            "/v1/invoices", R"({"customer":{"name":"Chinedu"},"lines":[{"description":"Rice","unit_price":10000}]})");
        invoice_ = domain::parse_type_id(domain::invoice_prefix, issued.text("id")).value();
        target_ = "/v1/invoices/" + issued.text("id") + "/invoice.pdf";
    }
    DocumentDesk::Parts parts(eventstore::EventStore& store, DocumentStore& kept) {
        return {.store = store,
                .vault = service_.services.vault,
                .renderer = service_.renderer,
                .logos = service_.logos,
                .kept = kept,
                .metrics = metrics_,
                .now = service_.services.now,
                .log = [this](std::string_view level, std::string_view message, const auto&) {
                    if (level == "error") errors_.emplace_back(message);
                }};
    }
    WantedDocument wanted() { return invoice_document(service_.services, service_.principal.tenant, invoice_).value(); }
    std::vector<domain::DocumentRendered> recorded() {
        std::vector<domain::DocumentRendered> all;
        const Opener opener(service_.services.vault, service_.principal.tenant);
        for (const auto& event : service_.services.store.read_log({}))
            if (event.event_type == "document_rendered") all.push_back(opener.open<domain::DocumentRendered>(event));
        return all;
    }
    SmallService service_;
    eventstore::MemoryMetrics metrics_;
    std::vector<std::string> errors_;
    domain::Uuid invoice_;
    std::string target_;
};

TEST_F(Desk, RecordsTheHashOfWhatItHandsOut) {
    const std::string body = service_.get(target_).body;
    ASSERT_EQ(recorded().size(), 1U);
    const auto event = recorded().front();
    EXPECT_EQ(event.sha256, eventstore::sha256({eventstore::bytes_of(body)}));
    EXPECT_EQ(event.bytes, std::ssize(body));
    EXPECT_EQ(event.kind, domain::DocumentKind::invoice);
    EXPECT_EQ(event.document_version, 1);
    EXPECT_TRUE(event.template_version.starts_with("text.1-")) << event.template_version;
}

TEST_F(Desk, DrawsOnceAndHandsOutWhatWasKept) {
    const std::string body = service_.get(target_).body;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(service_.get(target_).body, body);
    EXPECT_EQ(service_.renderer.count, 1);
    EXPECT_EQ(recorded().size(), 1U);
    // Another process draws it again from the same store's bytes.
    DocumentDesk other(parts(service_.services.store, service_.kept_documents));
    EXPECT_EQ(other.make_and_wait(wanted(), {})->bytes, body);
    EXPECT_EQ(service_.renderer.count, 1);
    EXPECT_EQ(metrics_.value(R"(documents_made_total{kind="invoice",source="kept"})"), 1);
}

TEST_F(Desk, DrawsAnotherVersionForAnotherTemplateAndForOtherLinks) {
    service_.get(target_);
    service_.renderer.version = "text.2";
    service_.get(target_);
    service_.services.public_url = "https://other.example";
    EXPECT_THAT(service_.get(target_).body, ::testing::HasSubstr("https://other.example/verify/"));
    EXPECT_EQ(recorded().size(), 3U);
}

TEST_F(Desk, HandsOutNothingThatIsNotRecorded) {
    HeldStore store(service_.services.store);
    store.hold();
    FaultyStore kept;
    DocumentDesk desk(parts(store, kept));
    std::promise<Made> promise;
    auto made = promise.get_future();
    desk.make(wanted(), {}, [&promise](Made answer) { promise.set_value(std::move(answer)); });
    store.wait_for_held(1);
    EXPECT_EQ(service_.renderer.count, 1);
    EXPECT_EQ(made.wait_for(std::chrono::seconds(0)), std::future_status::timeout) << "the log has not answered";
    EXPECT_EQ(kept.puts, 0) << "nor is it kept";
    store.release();
    EXPECT_TRUE(made.get());
    EXPECT_EQ(kept.puts, 1);
}

TEST_F(Desk, HandsOutNothingThatDiffersFromWhatWasRecorded) {
    service_.get(target_);
    service_.renderer.ending = "another font";
    MemoryDocumentStore empty;
    DocumentDesk desk(parts(service_.services.store, empty));
    const Made made = desk.make_and_wait(wanted(), {});
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().status, 500);
    EXPECT_EQ(metrics_.value("documents_differing_total"), 1);
    EXPECT_EQ(errors_.size(), 1U);
    EXPECT_EQ(recorded().size(), 1U);
}

TEST_F(Desk, GoesOnWithoutItsStore) {
    FaultyStore store;
    store.is_away = true;
    DocumentDesk desk(parts(service_.services.store, store));
    const Made first = desk.make_and_wait(wanted(), {});
    ASSERT_TRUE(first);
    EXPECT_EQ(desk.make_and_wait(wanted(), {})->bytes, first->bytes) << "drawn again";
    EXPECT_EQ(service_.renderer.count, 2);
    EXPECT_EQ(metrics_.value(R"(document_store_faults_total{store="faulty"})"), 4);
    store.is_away = false;
    EXPECT_EQ(desk.make_and_wait(wanted(), {})->bytes, first->bytes);
    EXPECT_EQ(desk.make_and_wait(wanted(), {})->bytes, first->bytes);
    EXPECT_EQ(service_.renderer.count, 3) << "kept by now";
}

TEST_F(Desk, TellsOfAFaultAndGoesOn) {
    service_.renderer.on_render = [] { throw std::runtime_error("no font"); };
    DocumentDesk desk(parts(service_.services.store, service_.kept_documents));
    EXPECT_EQ(desk.make_and_wait(wanted(), {}).error().status, 500);
    EXPECT_EQ(errors_.size(), 1U);
    service_.renderer.on_render = nullptr;
    EXPECT_TRUE(desk.make_and_wait(wanted(), {}));
}

/// Any number of requests wait for a bounded number of documents, and what is too much is told at once.
TEST_F(Desk, RefusesWhatIsTooMuchAtOnce) {
    std::latch drawing(1), go_on(1);
    service_.renderer.on_render = [&, first = true]() mutable {
        if (std::exchange(first, false)) drawing.count_down();
        go_on.wait();
    };
    DocumentDesk desk(parts(service_.services.store, service_.kept_documents), {.threads = 1, .max_queued = 2});
    std::vector<std::promise<Made>> promises(4);
    const auto make = [&](std::size_t i) {
        desk.make(wanted(), {}, [&promise = promises[i]](Made made) { promise.set_value(std::move(made)); });
    };
    make(0);
    drawing.wait();
    make(1);
    make(2);
    make(3);
    const Made refused = promises[3].get_future().get();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "overloaded");
    EXPECT_EQ(metrics_.value("documents_refused_total"), 1);
    EXPECT_EQ(metrics_.value("documents_waiting"), 2);
    go_on.count_down();
    for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(promises[i].get_future().get()) << i;
    EXPECT_EQ(metrics_.value("documents_waiting"), 0);
}

TEST_F(Desk, AnswersWhoeverStillWaitsAtItsEnd) {
    HeldStore store(service_.services.store);
    store.hold();
    std::vector<std::promise<Made>> promises(2);
    auto desk = std::make_unique<DocumentDesk>(parts(store, service_.kept_documents));
    for (auto& promise : promises)
        desk->make(wanted(), {}, [&promise](Made made) { promise.set_value(std::move(made)); });
    store.wait_for_held(2);
    desk.reset();
    store.release();
    for (auto& promise : promises) EXPECT_EQ(promise.get_future().get().error().code, "draining");
}

TEST_F(Desk, ConcurrentRequestsGetTheSameBytesAndOneRecord) {
    DocumentDesk desk(parts(service_.services.store, service_.kept_documents), {.threads = 4});
    std::vector<std::promise<Made>> promises(24);
    for (auto& promise : promises)
        desk.make(wanted(), {}, [&promise](Made made) { promise.set_value(std::move(made)); });
    const std::string first = promises.front().get_future().get()->bytes;
    for (std::size_t i = 1; i < promises.size(); ++i) EXPECT_EQ(promises[i].get_future().get()->bytes, first);
    EXPECT_EQ(recorded().size(), 1U);
}

}  // namespace
}  // namespace suoledger::http::test
