// SPDX-License-Identifier: Apache-2.0
// What only whoever holds the key-encryption keys can see: ciphertext that was moved, and keys that came back.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "eventstore/audit/destroyed_keys.hpp"
#include "eventstore/audit/sealed_checks.hpp"
#include "tests/eventstore/audit/sample_log.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

namespace json = boost::json;

AuditReport with_keys(const Log& log, WrappedKeySource& keys = sample_keys(), KekRing ring = sample_ring()) {
    SealedChecks sealed(std::move(ring), keys);
    AuditInput input;
    input.sealed = &sealed;
    return audit_of(log, std::move(input));
}

/// Changes what the sealed member says, and hashes everything anew.
template <class Change>
Log forged(std::size_t index, Change change) {
    Log log = sample_log();
    json::object payload = json::parse(log[index].payload).as_object();
    change(payload.at("sealed").as_object());
    log[index].payload = json::serialize(payload);
    rehash(log);
    return log;
}

json::object sealed_of(const RecordedEvent& event) {
    return json::parse(event.payload).as_object().at("sealed").as_object();
}

/// Keys of the sample, some of them changed.
class ChangedKeys final : public WrappedKeySource {
public:
    using Change = std::function<void(std::optional<WrappedKey>&)>;
    explicit ChangedKeys(Change change) : change_(std::move(change)) {}
    std::optional<WrappedKey> find(const domain::Uuid& tenant, const domain::Uuid& key_id) override {
        auto key = sample_keys().find(tenant, key_id);
        change_(key);
        return key;
    }
    std::string find_or_create_service_key(const std::string&, const std::string&, std::int64_t) override {
        throw std::logic_error("an audit makes no keys");
    }

private:
    const Change change_;
};

TEST(SealedBlobs, OfACleanLogAllOpen) {
    const auto report = with_keys(sample_log());
    EXPECT_EQ(verdict(report), "clean");
    EXPECT_GT(report.opened_blobs, 400);
    EXPECT_EQ(report.erased_blobs, 0);
}

/// The next customer of the same business, or of the other one.
std::size_t another_customer(std::size_t one, bool of_the_same_business) {
    std::size_t other = one;
    do other = index_of(sample_log(), "customer_registered", other + 1);
    while ((sample_log()[other].stream.tenant == sample_log()[one].stream.tenant) != of_the_same_business);
    return other;
}

TEST(SealedBlobs, MovedToAnotherPersonAreNamed) {
    const std::size_t one = index_of(sample_log(), "customer_registered", 50);
    const std::size_t other = another_customer(one, true);
    const auto whole = forged(one, [&](json::object& sealed) { sealed = sealed_of(sample_log()[other]); });
    ASSERT_EQ(verdict(audit_of(whole)), "clean") << "without keys nothing shows it";
    EXPECT_EQ(verdict(with_keys(whole)), "blob_does_not_open at " + std::to_string(one + 1));
    const auto relabelled = forged(
        one, [&](json::object& sealed) { sealed.begin()->value() = sealed_of(sample_log()[other]).begin()->value(); });
    EXPECT_EQ(verdict(with_keys(relabelled)), "blob_does_not_open at " + std::to_string(one + 1));
}

TEST(SealedBlobs, MovedToAnotherBusinessNameKeysThatItNeverHad) {
    const std::size_t one = index_of(sample_log(), "customer_registered", 50);
    const std::size_t other = another_customer(one, false);
    const auto log = forged(one, [&](json::object& sealed) { sealed = sealed_of(sample_log()[other]); });
    EXPECT_EQ(verdict(with_keys(log)), "subject_key_missing at " + std::to_string(one + 1));
}

TEST(SealedBlobs, OfOnePersonMovedToAnotherEventAreNamed) {
    const std::size_t customer = index_of(sample_log(), "customer_registered", 50);
    const std::size_t invoice = index_of(sample_log(), "invoice_issued", customer);
    const auto log = forged(invoice, [&](json::object& sealed) {
        for (const auto& [key, blob] : sealed_of(sample_log()[customer])) sealed[key] = blob;
    });
    EXPECT_EQ(verdict(with_keys(log)), "blob_does_not_open at " + std::to_string(invoice + 1));
}

TEST(SealedBlobs, WhoseKeyIsGoneAreErasedIfItWasDestroyed) {
    const std::size_t one = index_of(sample_log(), "customer_registered", 50);
    const auto gone = domain::parse_uuid(std::string(sealed_of(sample_log()[one]).begin()->key())).value();
    ChangedKeys without([&gone](std::optional<WrappedKey>& key) {
        if (key && key->key_id == gone) key.reset();
    });
    const auto verdict_with = [&](std::vector<domain::Uuid> destroyed, std::vector<domain::Uuid> meanwhile = {}) {
        SealedChecks sealed(sample_ring(), without);
        AuditInput input;
        input.sealed = &sealed;
        input.destroyed_list = std::move(destroyed);
        input.destroyed_meanwhile = [&meanwhile] { return meanwhile; };
        const auto report = audit_of(sample_log(), std::move(input));
        EXPECT_GT(report.erased_blobs, 0);
        EXPECT_GT(report.opened_blobs, 400);
        return verdict(report);
    };
    EXPECT_EQ(verdict_with({gone}), "clean");
    EXPECT_EQ(verdict_with({}, {gone}), "clean") << "destroyed while the log was read";
    EXPECT_EQ(verdict_with({}), "subject_key_missing at " + std::to_string(one + 1));
}

TEST(SealedBlobs, OfADestroyedKekEpochAreErasedAndNoFault) {
    ChangedKeys of_another_epoch([](std::optional<WrappedKey>& key) { key->kek_epoch = 7; });
    const auto report = with_keys(sample_log(), of_another_epoch);
    EXPECT_EQ(verdict(report), "clean");
    EXPECT_EQ(report.opened_blobs, 0);
}

TEST(SealedBlobs, ShowAWrappedKeyThatWasPutInAnothersPlace) {
    std::optional<WrappedKey> first;
    ChangedKeys swapped([&first](std::optional<WrappedKey>& key) {
        if (!first) first = key;
        key->wrapped = first->wrapped;
    });
    EXPECT_TRUE(verdict(with_keys(sample_log(), swapped)).starts_with("subject_key_does_not_open at "));
}

// --- destroyed keys ---

domain::Uuid key(std::uint8_t number) {
    domain::Uuid id;
    id.bytes[15] = number;
    return id;
}

const NoteSigner list_signer{"shop", SecretKey{1}};
const std::vector<NoteVerifier> trusted{NoteSigner{"shop/log/1", SecretKey{1}}.verifier()};

std::string list_of(int count, const NoteSigner& signer = list_signer, int of_keys_behind = 0) {
    std::string list;
    Hash previous{};
    for (int number = 1; number <= count; ++number) {
        const std::string text = "suoledger/destroyed-key/v1\n" + std::to_string(number) + "\n" +
                                 domain::to_string(domain::Uuid{}) + "\n" +
                                 domain::to_string(key(static_cast<std::uint8_t>(number + of_keys_behind))) +
                                 "\n1795420800000000\n" + hex(previous) + "\n";
        const std::string note = sign_note(text, std::vector{signer});
        previous = sha256({bytes_of(note)});
        list += note;
    }
    return list;
}

TEST(DestroyedList, IsReadAsAChainOfSignedNotes) {
    EXPECT_EQ(read_destroyed_list("list", list_of(3), trusted).value(), (std::vector{key(1), key(2), key(3)}));
    EXPECT_TRUE(read_destroyed_list("list", "", trusted).value().empty());
}

TEST(DestroyedList, ThatWasChangedIsNone) {
    const auto code = [](const std::string& text) {
        const auto read = read_destroyed_list("list", text, trusted);
        return read ? std::string("read") : std::string(to_string(read.error().code));
    };
    const std::string whole = list_of(3);
    EXPECT_EQ(code(list_of(3, {"shop", SecretKey{2}})), "destroyed_list_invalid");
    EXPECT_EQ(code(whole.substr(list_of(1).size())), "destroyed_list_invalid") << "its first entry is missing";
    EXPECT_EQ(code(list_of(1) + whole.substr(list_of(2).size())), "destroyed_list_invalid") << "one in the middle is";
    EXPECT_EQ(code(whole + list_of(1)), "destroyed_list_invalid");
    const std::string other = list_of(2, list_signer, 7);
    EXPECT_EQ(code(list_of(1) + other.substr(list_of(1, list_signer, 7).size())), "destroyed_list_invalid")
        << "signed, in turn, and behind another entry";
    std::string changed = whole;
    changed.replace(changed.find(domain::to_string(key(2))), 36, domain::to_string(key(9)));
    EXPECT_EQ(code(changed), "destroyed_list_invalid");
    EXPECT_EQ(code(whole.substr(0, whole.size() - 1)), "destroyed_list_invalid");
}

AuditReport with_destroyed(const std::vector<domain::Uuid>& list, const std::vector<domain::Uuid>& stored) {
    AuditInput input;
    input.destroyed_list = list;
    input.find_stored_keys = [&stored](const std::vector<domain::Uuid>& ids) {
        std::vector<domain::Uuid> found;
        for (const domain::Uuid& id : ids)
            if (std::ranges::find(stored, id) != stored.end()) found.push_back(id);
        return found;
    };
    return audit_of(sample_log(), std::move(input));
}

TEST(DestroyedKey, ThatIsStoredAgainIsNamed) {
    EXPECT_EQ(verdict(with_destroyed({key(1), key(2)}, {key(3)})), "clean");
    EXPECT_EQ(verdict(with_destroyed({key(1), key(2)}, {key(2), key(3)})), "destroyed_key_returned");
}

TEST(DestroyedKey, ThatTheLogNamesMustBeInTheListAndNotBeStored) {
    RecordedEvent event;
    event.position = 7;
    event.event_type = "subject_key_destroyed";
    event.payload = R"({"key_id":")" + domain::to_string(key(5)) + R"(","key_class":"contact"})";
    DestroyedKeysCheck with_list(std::vector{key(1)});
    with_list.note(event);
    ASSERT_TRUE(with_list.missing_from_list());
    EXPECT_EQ(with_list.missing_from_list()->position, 7);
    EXPECT_EQ(with_list.returned(key(5)).position, 7);
    EXPECT_EQ(with_list.all(), (std::vector{key(1), key(5)}));
    DestroyedKeysCheck complete(std::vector{key(1), key(5)});
    complete.note(event);
    EXPECT_FALSE(complete.missing_from_list());
    DestroyedKeysCheck without_list(std::nullopt);
    without_list.note(event);
    EXPECT_FALSE(without_list.missing_from_list());
    EXPECT_EQ(without_list.all(), std::vector{key(5)});
}

}  // namespace
