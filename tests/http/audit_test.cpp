// SPDX-License-Identifier: Apache-2.0
// Checkpoints, proofs, tenant heads and tiles as clients get them; and what a business is not told.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <map>

#include "eventstore/leaf.hpp"
#include "tests/http/audit_samples.hpp"

namespace suoledger::http::test {
namespace {

namespace json = boost::json;

eventstore::Hash hash_of(const json::value& text) {
    const auto bytes = eventstore::from_base64(std::string(text.as_string())).value();
    eventstore::Hash hash{};
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
}

std::vector<eventstore::Hash> hashes_of(const json::value& proof) {
    std::vector<eventstore::Hash> hashes;
    for (const auto& text : proof.at("hashes").as_array()) hashes.push_back(hash_of(text));
    return hashes;
}

class AuditTest : public ::testing::Test {
protected:
    std::string checkpoint() { return service_.get("/v1/audit/checkpoint").body; }
    Answer as(const Principal& principal, const std::string& target) {
        const Principal own = std::exchange(service_.principal, principal);
        const Answer answer = service_.get(target);
        service_.principal = own;
        return answer;
    }
    static std::string inclusion(std::int64_t position) {
        return "/v1/audit/proofs/inclusion?position=" + std::to_string(position);
    }
    void expect_included(const eventstore::RecordedEvent& event, const json::value& proof) {
        EXPECT_EQ(proof.at("position"), event.position);
        EXPECT_EQ(proof.at("leaf_hash").as_string(), eventstore::hex(eventstore::Bytes(event.leaf_hash)));
        const auto leaf_data = eventstore::from_base64(std::string(proof.at("leaf_data").as_string())).value();
        EXPECT_EQ(eventstore::leaf_hash(leaf_data), event.leaf_hash);
        const auto size = proof.at("size").as_int64();
        EXPECT_EQ(hash_of(proof.at("root")), service_.root_of(size));
        EXPECT_TRUE(eventstore::verify_inclusion(event.position - 1, size, event.leaf_hash, hashes_of(proof),
                                                 service_.root_of(size)));
    }

    AuditedService service_;
};

TEST_F(AuditTest, ShowsACheckpointThatItsPublicKeysVerify) {
    const auto head = service_.services.store.head().position;
    ASSERT_EQ(service_.get(inclusion(service_.own_events().back().position)).status, 200) << "so that all is signed";
    const auto shown = service_.opened(checkpoint());
    EXPECT_EQ(shown.size, head);
    EXPECT_EQ(shown.root, service_.root_of(head));
    const std::string keys = service_.get("/v1/audit/public_key").body;
    EXPECT_EQ(keys, service_.services.merkle->verifiers().front().text() + "\n");
    EXPECT_EQ(service_.get("/checkpoint").body, checkpoint());
    EXPECT_EQ(as(service_.operators, "/v1/audit/checkpoint").body, checkpoint());
}

TEST_F(AuditTest, ProvesThatEveryOwnEventIsIncluded) {
    const auto events = service_.own_events();
    ASSERT_GE(events.size(), 8U);
    for (const auto& event : events) {
        const Answer answer = service_.get(inclusion(event.position));
        ASSERT_EQ(answer.status, 200) << answer.code;
        expect_included(event, answer.json());
        EXPECT_EQ(service_.opened(answer.text("checkpoint")).size, answer.number("size"));
    }
    // In every tree since.
    const auto& first = events.front();
    for (std::int64_t size = first.position; size < service_.opened(checkpoint()).size; ++size) {
        const Answer answer = service_.get(inclusion(first.position) + "&size=" + std::to_string(size));
        ASSERT_EQ(answer.number("size"), size);
        expect_included(first, answer.json());
        EXPECT_TRUE(answer.json().at("checkpoint").is_null()) << "only the newest is signed";
    }
}

TEST_F(AuditTest, TellsNothingOfOthersEvents) {
    int foreign = 0;
    for (const auto& event : service_.all_events()) {
        if (event.stream.tenant == service_.principal.tenant) continue;
        ++foreign;
        for (const char* format : {"", "&format=tlog-proof"}) {
            const Answer answer = service_.get(inclusion(event.position) + format);
            EXPECT_EQ(answer.status, 404);
            EXPECT_EQ(answer.code, "event_not_found");
            EXPECT_EQ(as(service_.operators, inclusion(event.position) + format).status, 200) << "operators see all";
        }
    }
    EXPECT_GE(foreign, 8);
    const auto beyond = service_.services.store.head().position + 1;
    EXPECT_EQ(service_.get(inclusion(beyond)).code, "event_not_found") << "the same as for others' events";
    EXPECT_EQ(service_.get("/v1/invoices/" + service_.other_invoice + "/proof").code, "invoice_not_found");
    EXPECT_EQ(service_.get("/v1/invoices/inv_x/proof").code, "invoice_not_found");
}

TEST_F(AuditTest, GivesReceiptsThatVerifyAlone) {
    const auto events = service_.own_events();
    for (const auto& event : {events.front(), events.back()}) {
        const Answer answer = service_.get(inclusion(event.position) + "&format=tlog-proof");
        const auto proof = eventstore::parse_tlog_proof(answer.body);
        ASSERT_TRUE(proof) << answer.body;
        EXPECT_EQ(proof->index, event.position - 1);
        const auto signed_by_us = service_.opened(proof->checkpoint);
        EXPECT_TRUE(eventstore::verify_inclusion(proof->index, signed_by_us.size, eventstore::leaf_hash(proof->extra),
                                                 proof->hashes, signed_by_us.root));
        const auto verdict = verify(service_, "receipt.tlog-proof", answer.body);
        EXPECT_EQ(verdict.code, 0) << verdict.output;
        EXPECT_NE(verdict.output.find(event.event_type + " at position " + std::to_string(event.position)),
                  std::string::npos)
            << verdict.output;
    }
}

TEST_F(AuditTest, ProvesEveryEventOfAnInvoice) {
    ASSERT_EQ(service_.post("/v1/invoices/" + service_.own_invoice + "/cancel", "{}").status, 200);
    const std::string target = "/v1/invoices/" + service_.own_invoice + "/proof";
    const Answer answer = service_.get(target);
    ASSERT_EQ(answer.status, 200) << answer.code;
    std::vector<eventstore::RecordedEvent> of_invoice;
    for (const auto& event : service_.own_events())
        if (domain::to_type_id(event.stream) == service_.own_invoice) of_invoice.push_back(event);
    const json::value shown = answer.json();
    const json::array& proofs = shown.at("proofs").as_array();
    ASSERT_EQ(proofs.size(), 2U);
    for (std::size_t i = 0; i < proofs.size(); ++i) {
        expect_included(of_invoice[i], proofs[i]);
        EXPECT_EQ(proofs[i].at("size"), service_.opened(answer.text("checkpoint")).size);
    }
    const auto receipt = eventstore::parse_tlog_proof(service_.get(target + "?format=tlog-proof").body);
    ASSERT_TRUE(receipt);
    EXPECT_EQ(receipt->index, of_invoice.back().position - 1);
}

TEST_F(AuditTest, ProvesThatTheLogOnlyGrew) {
    service_.get("/v1/audit/tenant_head");
    const auto size = service_.opened(checkpoint()).size;
    for (std::int64_t from = 1; from <= size; ++from)
        for (std::int64_t to = from; to <= size; to += 3) {
            const Answer answer =
                service_.get("/v1/audit/proofs/consistency?from=" + std::to_string(from) + "&to=" + std::to_string(to));
            ASSERT_EQ(answer.status, 200) << answer.code;
            EXPECT_EQ(hash_of(answer.json().at("from_root")), service_.root_of(from));
            EXPECT_TRUE(eventstore::verify_consistency(from, to, hashes_of(answer.json()), service_.root_of(from),
                                                       service_.root_of(to)))
                << from << " to " << to;
            EXPECT_EQ(answer.json().at("checkpoint").is_null(), to != size);
        }
    EXPECT_EQ(service_.get("/v1/audit/proofs/consistency?from=1").number("to"), size);
}

TEST_F(AuditTest, SaysWhereABusinessStandsInTheTree) {
    for (const Principal& who : {service_.principal, service_.other}) {
        const auto verifiers = service_.services.merkle->verifiers();
        const Answer answer = as(who, "/v1/audit/tenant_head");
        const auto opened = eventstore::open_note(answer.body, verifiers);
        ASSERT_TRUE(opened) << answer.body;
        const auto head = eventstore::parse_tenant_head(opened->text);
        ASSERT_TRUE(head);
        const auto last = service_.services.store.read_log({.tenant = who.tenant}).back();
        EXPECT_EQ(head->tenant, who.tenant);
        EXPECT_EQ(head->tenant_sequence, last.tenant_sequence);
        EXPECT_EQ(head->position, last.position);
        EXPECT_EQ(head->checkpoint, service_.opened(checkpoint()));
    }
}

TEST_F(AuditTest, RefusesSizesThatAreNotSigned) {
    service_.get("/v1/audit/tenant_head");
    const auto size = service_.opened(checkpoint()).size;
    const auto position = service_.own_events().back().position;
    const std::string too_large = std::to_string(size + 1);
    for (const std::string& target :
         {std::string("/v1/audit/proofs/inclusion"), std::string("/v1/audit/proofs/inclusion?position=0"),
          inclusion(position) + "&size=" + too_large, inclusion(position) + "&size=" + std::to_string(position - 1),
          inclusion(position) + "&format=xml", inclusion(position) + "&format=tlog-proof&size=" + std::to_string(size),
          std::string("/v1/audit/proofs/consistency"), std::string("/v1/audit/proofs/consistency?from=0"),
          "/v1/audit/proofs/consistency?from=" + too_large, "/v1/audit/proofs/consistency?from=1&to=" + too_large,
          std::string("/v1/audit/proofs/consistency?from=3&to=2"), std::string("/v1/audit/bundle?from=3&to=2"),
          std::string("/v1/audit/bundle?from=0")})
        EXPECT_EQ(service_.get(target).code, "invalid_parameter") << target;
    EXPECT_EQ(service_.get("/v1/audit/checkpoint?x=1").code, "unknown_parameter");
}

TEST_F(AuditTest, ServesTilesToAllAndEntriesToOperators) {
    service_.get("/v1/audit/tenant_head");
    const auto events = service_.all_events();
    std::string hashes, entries;
    for (const auto& event : events) {
        hashes.append(reinterpret_cast<const char*>(event.leaf_hash.data()), event.leaf_hash.size());
        const std::string data =
            eventstore::leaf_data(event, eventstore::metadata_commitment(event.salt, event.metadata),
                                  eventstore::payload_commitment(event.salt, event.payload));
        entries += static_cast<char>(data.size() / 256);
        entries += static_cast<char>(data.size() % 256);
        entries += data;
    }
    const std::string width = std::to_string(events.size());
    EXPECT_EQ(service_.get("/tile/0/000.p/" + width).body, hashes);
    EXPECT_EQ(service_.get("/tile/0/000.p/3").body, hashes.substr(0, 96));
    EXPECT_EQ(as(service_.operators, "/tile/entries/000.p/" + width).body, entries);
    EXPECT_EQ(as(service_.operators, "/tile/0/000.p/" + width).body, hashes);
    for (const std::string& target :
         {std::string("/tile/0/000"), "/tile/0/000.p/" + std::to_string(events.size() + 1), std::string("/tile/0/001"),
          std::string("/tile/9/000"), std::string("/tile/0/0"), std::string("/tile/../checkpoint-keys.json"),
          std::string("/tile/x"), "/tile/entries/000.p/" + width})
        EXPECT_EQ(service_.get(target).code, "not_found") << target;
    for (const std::string& path : {std::string("000"), "000.p/" + std::to_string(events.size() + 1), std::string("x")})
        EXPECT_EQ(as(service_.operators, "/tile/entries/" + path).code, "not_found") << path;
}

TEST_F(AuditTest, SaysSoWhenNothingIsSigned) {
    const std::string proof = inclusion(service_.own_events().back().position);
    service_.services.merkle = nullptr;
    for (const std::string& target :
         {std::string("/v1/audit/checkpoint"), std::string("/v1/audit/public_key"), proof,
          std::string("/v1/audit/proofs/consistency?from=1"), std::string("/v1/audit/tenant_head"),
          std::string("/v1/audit/bundle"), "/v1/invoices/" + service_.own_invoice + "/proof"}) {
        const Answer answer = service_.get(target);
        EXPECT_EQ(answer.status, 503) << target;
        EXPECT_EQ(answer.code, "not_signed_yet") << target;
    }
    EXPECT_EQ(service_.get("/tile/0/000.p/1").status, 404);
}

}  // namespace
}  // namespace suoledger::http::test
