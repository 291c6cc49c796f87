// SPDX-License-Identifier: Apache-2.0
// Whoever is erased is found nowhere: not by keys, look-ups or retries, on no node, and not after a restore.
#include <filesystem>

#include "eventstore/codec.hpp"
#include "eventstore/kek_rotation.hpp"
#include "eventstore/key_destroyer.hpp"
#include "eventstore/leaf.hpp"
#include "tests/eventstore/contract.hpp"
#include "tests/eventstore/scratch_directory.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

domain::Date today() { return domain::date_in(domain::Zone{}, system_now()); }

/// A process' list and destroyer beside one of the nodes.
struct Destroyer {
    Destroyer(LogUnderTest& log, LogUnderTest::Node& node, const std::filesystem::path& folder)
        : list(folder / "destroyed-keys", CheckpointKeys::load_or_create(folder / "checkpoint-keys.json", true)),
          destroyer({.store = node.store(),
                     .keys = log.keys(),
                     .table = log.key_table(),
                     .vault = node.vault(),
                     .list = list,
                     .policy = {}}) {}
    DestroyedKeys list;
    KeyDestroyer destroyer;
};

class Erasure : public Contract {
protected:
    void SetUp() override {
        Contract::SetUp();
        person_ = a_customer(20);
        appended(person_, "person");
    }
    domain::EraseCustomer erasure(std::optional<domain::Date> last_document_on) {
        return {.customer_id = person_.customer_id,
                .request_id = {},
                .basis = domain::ErasureBasis::request,
                .last_document_on = last_document_on,
                .complete_on = {today().days + 65}};
    }
    domain::IssueInvoice invoice_of_person() {
        auto invoice = an_invoice(500'000);
        invoice.customer = person_.customer_id;
        return invoice;
    }
    std::string person_as_seen_by(LogUnderTest::Node& node) {
        return opened(node, {tenant_, domain::StreamType::customer, person_.customer_id});
    }
    std::optional<domain::Uuid> holder_of_phone() {
        return store().owner_of({tenant_, domain::ReservationKind::customer_phone, *person_.indexes.phone});
    }
    std::vector<domain::SubjectKeyDestroyed> destructions() {
        std::vector<domain::SubjectKeyDestroyed> found;
        for (const auto& row : whole_log()) {
            if (row.event_type != domain::EventName<domain::SubjectKeyDestroyed>::value) continue;
            found.push_back(std::get<domain::SubjectKeyDestroyed>(
                decode(row.event_type, row.schema_version, row.payload, row.stream.tenant, row.event_id, nullptr)));
        }
        return found;
    }

    tests::ScratchDirectory folder_;
    domain::RegisterCustomer person_;
};

TEST_P(Erasure, TakesTheContactsAtOnceAndKeepsTheRecord) {
    appended(invoice_of_person(), "invoice");
    Destroyer ours(*log_, *node_, folder_.path());
    ours.destroyer.open(0);
    const auto asked = appended(erasure(today()), "erasure");
    EXPECT_EQ(holder_of_phone(), std::nullopt) << "who comes back is a new customer, even now";
    ours.destroyer.follow();
    EXPECT_EQ(ours.destroyer.destroy_due(), 1U);
    ours.destroyer.follow();
    EXPECT_EQ(ours.destroyer.destroy_due(), 0U) << "once";

    EXPECT_FALSE(log_->keys().find(tenant_, person_.contact_key));
    EXPECT_TRUE(log_->keys().find(tenant_, person_.record_key));
    const auto cold_node = log_->make_node();
    for (auto* node : {node_.get(), cold_node.get()}) {
        EXPECT_EQ(person_as_seen_by(*node).find("+23480"), std::string::npos) << person_as_seen_by(*node);
        EXPECT_NE(person_as_seen_by(*node).find("Bola Ade"), std::string::npos);
    }
    const auto gone = destructions();
    ASSERT_EQ(gone.size(), 1U);
    EXPECT_EQ(gone[0].key_id, person_.contact_key);
    EXPECT_EQ(gone[0].reason, domain::DestructionReason::erasure);
    EXPECT_EQ(gone[0].list_number, 1);
    EXPECT_EQ(gone[0].kek_epoch, 1);
    EXPECT_EQ(gone[0].complete_on, (domain::Date{today().days + 66})) << "30 days to the rotation, 35 of backups";
    const auto retried = appended(person_, "person");
    EXPECT_TRUE(retried.replayed);
    EXPECT_NE(retried.reply.body.find(R"("erased":true)"), std::string::npos) << retried.reply.body;
    EXPECT_EQ(appended(erasure(today()), "erasure").reply.body, asked.reply.body) << "its own answer names nobody";
    check_log();
}

TEST_P(Erasure, LetsAnErasedCustomersInvoiceBePaid) {
    const auto invoice = invoice_of_person();
    appended(invoice, "invoice");
    appended(erasure(today()), "erasure");
    Destroyer ours(*log_, *node_, folder_.path());
    ours.destroyer.open(0);
    EXPECT_EQ(ours.destroyer.destroy_due(), 1U);
    appended(a_payment(100'000, invoice.invoice_id), "payment");
    const auto again = submit(invoice_of_person(), "another");
    ASSERT_TRUE(std::holds_alternative<domain::Rejection>(again));
    EXPECT_EQ(std::get<domain::Rejection>(again).code, domain::RejectionCode::customer_erased);
    check_log();
}

TEST_P(Erasure, TakesTheRecordToOfWhoWasNeverOnADocument) {
    appended(erasure(std::nullopt), "erasure");
    Destroyer ours(*log_, *node_, folder_.path());
    ours.destroyer.open(0);
    EXPECT_EQ(ours.destroyer.destroy_due(), 2U);
    EXPECT_EQ(person_as_seen_by(*node_).find("Bola"), std::string::npos) << person_as_seen_by(*node_);
    EXPECT_FALSE(log_->keys().find(tenant_, person_.record_key));
    ASSERT_EQ(destructions().size(), 2U);
    EXPECT_EQ(destructions()[1].reason, domain::DestructionReason::retention_ended);
}

TEST_P(Erasure, KeepsTheRecordForADocumentThatTheEraserDidNotKnow) {
    appended(invoice_of_person(), "invoice");
    appended(erasure(domain::parse_date("2010-01-01")), "erasure");
    Destroyer ours(*log_, *node_, folder_.path());
    ours.destroyer.open(0);
    EXPECT_EQ(ours.destroyer.destroy_due(), 1U) << "the contact key only";
    EXPECT_TRUE(log_->keys().find(tenant_, person_.record_key));
    EXPECT_EQ(whole_log().back().event_type, "record_key_postponed");
    ours.destroyer.follow();
    EXPECT_EQ(ours.destroyer.destroy_due(), 0U);
}

TEST_P(Erasure, KeepsTheRecordUnderALegalHoldAndWritesNoEntryForIt) {
    const auto hold = new_uuid_v7(system_now());
    appended(domain::PlaceLegalHold{person_.customer_id, hold, domain::PersonalText("a dispute"), {}}, "hold");
    appended(erasure(std::nullopt), "erasure");
    {
        Destroyer ours(*log_, *node_, folder_.path());
        ours.destroyer.open(0);
        EXPECT_EQ(ours.destroyer.destroy_due(), 1U);
        EXPECT_FALSE(ours.list.contains(person_.record_key));
        EXPECT_TRUE(node_->vault().find(tenant_, person_.record_key));
    }
    appended(domain::ReleaseLegalHold{person_.customer_id, hold, {}}, "release");
    Destroyer later(*log_, *node_, folder_.path());
    later.destroyer.open(0);
    EXPECT_EQ(later.destroyer.destroy_due(), 1U);
    EXPECT_FALSE(log_->keys().find(tenant_, person_.record_key));
}

TEST_P(Erasure, IsTakenOverByOtherNodes) {
    tests::ScratchDirectory other_folder;
    const auto other_node = log_->make_node();
    Destroyer ours(*log_, *node_, folder_.path());
    Destroyer theirs(*log_, *other_node, other_folder.path());
    ours.destroyer.open(0);
    theirs.destroyer.open(0);
    EXPECT_NE(person_as_seen_by(*other_node).find("+23480"), std::string::npos) << "its vault holds the key";
    appended(erasure(today()), "erasure");
    ours.destroyer.follow();
    ours.destroyer.destroy_due();
    theirs.destroyer.follow();
    EXPECT_TRUE(theirs.list.contains(person_.contact_key));
    EXPECT_EQ(person_as_seen_by(*other_node).find("+23480"), std::string::npos);
    EXPECT_EQ(theirs.destroyer.destroy_due(), 0U);
    EXPECT_EQ(destructions().size(), 1U);
}

TEST_P(Erasure, RefusesAListThatIsMissingOrOlderThanTheLog) {
    appended(erasure(today()), "erasure");
    {
        Destroyer ours(*log_, *node_, folder_.path());
        ours.destroyer.open(0);
        ours.destroyer.destroy_due();
    }
    const auto followed = store().head().position;
    tests::ScratchDirectory empty;
    Destroyer missing(*log_, *node_, empty.path());
    EXPECT_THROW(missing.destroyer.open(0), DestroyedKeysFault);

    // An older list: of another key, signed as it must be.
    tests::ScratchDirectory older_folder;
    Destroyer older(*log_, *node_, older_folder.path());
    older.list.add(tenant_, new_uuid_v7(system_now()), system_now());
    EXPECT_THROW(older.destroyer.open(followed), DestroyedKeysFault);
    Destroyer behind(*log_, *node_, older_folder.path());
    behind.destroyer.open(followed - 1);
    EXPECT_TRUE(behind.list.contains(person_.contact_key)) << "destroyed by another node while this one was away";
}

TEST_P(Erasure, IsNotUndoneByARestore) {
    appended(erasure(today()), "erasure");
    Destroyer ours(*log_, *node_, folder_.path());
    ours.destroyer.open(0);
    ours.destroyer.destroy_due();
    ASSERT_TRUE(ours.list.contains(person_.contact_key));

    // The log as it was before: the same business, person and keys, and no erasure.
    const auto person = person_;
    const auto tenant = tenant_;
    log_ = GetParam()();
    node_ = log_->make_node();
    tenant_ = tenant;
    domain::RegisterBusiness registration;
    registration.name = "Ada Stores";
    registration.business_key = new_uuid_v7(system_now());
    registration.first_key = {
        .key_id = new_uuid_v7(system_now()), .public_part = "abcdefgh12345678", .scopes = {15}, .expires_at = {}};
    appended(registration, "business");
    person_.indexes.phone = node_->vault().blind_index(tenant_, "phone", person.details.phone.value);
    appended(person_, "person");
    ASSERT_TRUE(holder_of_phone());

    const auto restored = log_->make_node();
    Destroyer after(*log_, *restored, folder_.path());
    after.destroyer.open(store().head().position);
    EXPECT_EQ(person_as_seen_by(*restored).find("+23480"), std::string::npos);
    EXPECT_FALSE(log_->keys().find(tenant_, person_.contact_key));
    EXPECT_EQ(holder_of_phone(), std::nullopt);
    ASSERT_EQ(destructions().size(), 1U) << "and the restored log says so";
    EXPECT_EQ(destructions()[0].reason, domain::DestructionReason::already_listed);
    check_log();
}

#ifdef SUOLEDGER_WITH_FAILPOINTS

TEST_P(Erasure, GoesOnWhereverItWasInterrupted) {
    for (const std::string place : {"erasure.listed", "erasure.appended"}) {
        person_ = a_customer(place == "erasure.listed" ? 30 : 31);
        appended(person_, "person " + place);
        appended(erasure(today()), "erasure " + place);
        const auto before = destructions().size();
        {
            Destroyer killed(*log_, *node_, folder_.path());
            killed.destroyer.open(0);
            failpoints::set(place, FailpointAction::throw_fault, 1);
            EXPECT_THROW(killed.destroyer.destroy_due(), InjectedFault) << place;
            EXPECT_TRUE(killed.list.contains(person_.contact_key)) << place;
        }
        const auto next_node = log_->make_node();
        Destroyer next(*log_, *next_node, folder_.path());
        next.destroyer.open(0);
        EXPECT_EQ(person_as_seen_by(*next_node).find("+23480"), std::string::npos) << place;
        next.destroyer.follow();
        next.destroyer.destroy_due();
        EXPECT_FALSE(log_->keys().find(tenant_, person_.contact_key)) << place;
        EXPECT_EQ(destructions().size(), before + 1) << place;
        EXPECT_EQ(destructions().back().reason, domain::DestructionReason::erasure) << place;
    }
    check_log();
}

#endif

/// Rotation beside a node whose vault reads the ring's file.
class KekEpochs : public Contract {
protected:
    KekRotation rotation(std::int32_t destroy_after_days = 35) {
        return KekRotation({.store = store(),
                            .table = log_->key_table(),
                            .vault = node_->vault(),
                            .ring = log_->ring(),
                            .policy = {.rotate_after_days = 30, .destroy_after_days = destroy_after_days}});
    }
    std::string customer_as_seen_by(LogUnderTest::Node& node) {
        return opened(node, {tenant_, domain::StreamType::customer, customer_});
    }
    std::vector<std::string> platform_events() {
        std::vector<std::string> names;
        for (const auto& row : whole_log())
            if (row.stream.type == domain::StreamType::platform) names.push_back(row.event_type);
        return names;
    }
};

TEST_P(KekEpochs, WrapAllKeysAnewAndTouchNoEvent) {
    const auto before = whole_log();
    const auto work = rotation().rotate();
    EXPECT_EQ(work.rotated_to, 2);
    EXPECT_GE(work.rewrapped, 4U) << "three subject keys, and service keys";
    EXPECT_EQ(work.destroyed_up_to, 0) << "backups need the old one for 35 days";
    EXPECT_EQ(log_->key_table().count_up_to(1), 0);
    EXPECT_TRUE(log_->ring().current()->find(1));
    const auto cold_node = log_->make_node();
    EXPECT_NE(customer_as_seen_by(*cold_node).find("+23480"), std::string::npos);
    appended(a_customer(40), "wrapped by the new one");
    EXPECT_EQ(log_->key_table().count_up_to(1), 0);
    const auto after = whole_log();
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(after[i].leaf_hash, before[i].leaf_hash);
    EXPECT_EQ(platform_events(), std::vector<std::string>{"kek_rotated"});
    EXPECT_EQ(rotation().do_due().rotated_to, 0) << "it is young";
    check_log();
}

TEST_P(KekEpochs, EndWithTheBackupsThatTheyOpen) {
    const auto in_backup = log_->keys().find(tenant_, log_->keys_of(store(), tenant_, customer_).first);
    ASSERT_TRUE(in_backup);
    const auto work = rotation(0).rotate();
    EXPECT_EQ(work.destroyed_up_to, 1);
    EXPECT_EQ(log_->ring().current()->find(1), nullptr);
    EXPECT_EQ(platform_events(), (std::vector<std::string>{"kek_rotated", "kek_destroyed"}));
    EXPECT_THROW(static_cast<void>(node_->vault().rewrap(*in_backup)), KekFault) << "nothing opens the old wrapping";
    const auto cold_node = log_->make_node();
    EXPECT_NE(customer_as_seen_by(*cold_node).find("+23480"), std::string::npos);
    EXPECT_EQ(rotation(0).do_due().destroyed_up_to, 0) << "once";
}

#ifdef SUOLEDGER_WITH_FAILPOINTS

TEST_P(KekEpochs, GoOnWhereverTheyWereInterrupted) {
    std::int64_t epoch = 1;
    for (const std::string place : {"kek.added", "kek.announced", "kek.rewrapped", "kek.removed"}) {
        failpoints::set(place, FailpointAction::throw_fault, 1);
        EXPECT_THROW(rotation(0).rotate(), InjectedFault) << place;
        ++epoch;
        rotation(0).do_due();
        EXPECT_EQ(log_->ring().current()->newest_epoch(), epoch) << place;
        EXPECT_EQ(log_->ring().current()->keys().size(), 1U) << place;
        EXPECT_EQ(log_->key_table().count_up_to(epoch - 1), 0) << place;
        EXPECT_EQ(platform_events().size(), static_cast<std::size_t>(2 * (epoch - 1))) << place;
        const auto cold_node = log_->make_node();
        EXPECT_NE(customer_as_seen_by(*cold_node).find("+23480"), std::string::npos) << place;
    }
    check_log();
}

#endif

INSTANTIATE_TEST_SUITE_P(Memory, Erasure, testing::Values(make_memory_log));
INSTANTIATE_TEST_SUITE_P(Postgres, Erasure, testing::Values(make_postgres_log));
INSTANTIATE_TEST_SUITE_P(Memory, KekEpochs, testing::Values(make_memory_log));
INSTANTIATE_TEST_SUITE_P(Postgres, KekEpochs, testing::Values(make_postgres_log));

}  // namespace
