// SPDX-License-Identifier: Apache-2.0
// Which mails go out, what becomes of those that do not, and what is told of them later.
#include "adapters/outbox/mail_effect.hpp"

#include <gmock/gmock.h>

#include <deque>

#include "adapters/inbox/mail_notices.hpp"
#include "adapters/mail/mail_headers.hpp"
#include "adapters/outbox/intents.hpp"
#include "tests/adapters/outbox_shop.hpp"

namespace suoledger::tests {
namespace {

using namespace adapters;
using domain::MessageStatus;
using eventstore::WorkState;
using testing::ElementsAre;
using testing::IsEmpty;

class ScriptedServer final : public MailTransport {
public:
    MailAnswer send(const MailMessage& message) override {
        taken.push_back(message);
        if (answers.empty()) return {MailResult::taken, ""};
        const MailAnswer answer = answers.front();
        answers.pop_front();
        return answer;
    }
    std::vector<MailMessage> taken;
    std::deque<MailAnswer> answers;
};

class Mailing : public OutboxShop {
protected:
    Mailing() { payment_ = pay_in_cash(10'000); }

    /// The entry that is to send it.
    domain::Uuid ask(const std::string& to = "bola@example.com") {
        domain::RequestSend command;
        command.subject_id = payment_;
        command.message_id = eventstore::new_uuid_v7(now_);
        command.message_template = domain::MessageTemplate::receipt;
        command.to = domain::PersonalText(to);
        submit(command);
        read_all();
        const auto all = entries(mail_channel);
        EXPECT_FALSE(all.empty());
        return all.empty() ? domain::Uuid{} : all.back().id;
    }
    void work() {
        while (worker_.work_once()) {
        }
    }
    std::vector<std::string> failures() {
        std::vector<std::string> codes;
        for (const auto& failed : events<domain::SendingFailed>()) codes.push_back(failed.code);
        return codes;
    }
    Booked tell(const std::string& body) {
        return notices_.book(body, {"consumer", "inbox", domain::to_string(eventstore::new_uuid_v7(now_)), "webhook"});
    }
    static std::string notice(const domain::Uuid& entry, const std::string& rest) {
        return R"({"message_id":"<)" + message_id_of(entry, "ledger.example") + R"(>",)" + rest + "}";
    }

    domain::Uuid payment_;
    ScriptedServer server_;
    eventstore::MemorySuppressionList suppressed_;
    std::optional<http::Problem> unwritten_;
    MailEffect effect_{{.store = store_,
                        .vault = vault_,
                        .suppressed = suppressed_,
                        .transport = server_,
                        .write = [this](const LetterAsked&) -> std::expected<Letter, http::Problem> {
                            if (unwritten_) return std::unexpected(*unwritten_);
                            return Letter{.seller = "Ada Stores", .buyer = "Bola", .subject = "Receipt"};
                        },
                        .from = "bills@ledger.example",
                        .host = "ledger.example"}};
    adapters::OutboxWorker worker_{worker_parts(effect_)};
    MailNoticeBooking notices_{
        {.store = store_, .vault = vault_, .outbox = outbox_, .suppressed = suppressed_, .now = [this] {
             return now_;
         }}};
};

TEST_F(Mailing, SendsOnceAndTellsTheLog) {
    const auto entry = ask();
    work();
    ASSERT_EQ(server_.taken.size(), 1U);
    EXPECT_EQ(server_.taken.front().message_id, message_id_of(entry, "ledger.example"));
    EXPECT_EQ(server_.taken.front().to, "bola@example.com");
    ASSERT_EQ(events<domain::InvoiceSent>().size(), 1U);
    EXPECT_EQ(events<domain::InvoiceSent>().front().provider_message_id, server_.taken.front().message_id);
    effect_.perform(this->entry(entry));
    EXPECT_EQ(server_.taken.size(), 1U) << "the log knows that it was sent";
}

TEST_F(Mailing, TriesAgainUnderTheSameIdAndDate) {
    server_.answers = {{MailResult::try_again, "mail_deferred"}, {MailResult::try_again, "mail_connection_lost"}};
    const auto entry = ask();
    for (int i = 0; i < 3; ++i) {
        work();
        wait(std::chrono::hours{1});
    }
    ASSERT_EQ(server_.taken.size(), 3U);
    for (const auto& mail : server_.taken) {
        EXPECT_EQ(mail.message_id, server_.taken.front().message_id);
        EXPECT_EQ(mail.date, server_.taken.front().date);
    }
    EXPECT_EQ(this->entry(entry).state, WorkState::processed);
}

TEST_F(Mailing, GivesUpWhatIsRefusedAndMaySendItWhenAPersonAsks) {
    server_.answers = {{MailResult::refused, "message_refused"}};
    const auto entry = ask();
    work();
    EXPECT_EQ(this->entry(entry).state, WorkState::dead);
    EXPECT_EQ(this->entry(entry).reason, "message_refused");
    EXPECT_THAT(failures(), ElementsAre("message_refused"));
    ASSERT_TRUE(outbox_.requeue(entry, now_));
    work();
    EXPECT_EQ(events<domain::InvoiceSent>().size(), 1U);
    EXPECT_EQ(server_.taken.size(), 2U);
}

TEST_F(Mailing, DoesNotSendAgainToAnAddressThatWasRefused) {
    server_.answers = {{MailResult::refused, std::string(address_refused)}};
    ask("Bola@example.com");
    work();
    const auto second = ask("bola@EXAMPLE.com");
    work();
    EXPECT_EQ(server_.taken.size(), 1U);
    EXPECT_THAT(failures(), ElementsAre("address_refused", "address_suppressed"));
    EXPECT_EQ(entry(second).state, WorkState::processed) << "nobody has to look at it";
    ask("other@example.com");
    work();
    EXPECT_EQ(server_.taken.size(), 2U);
}

TEST_F(Mailing, SendsToNoAddressThatCouldSayMore) {
    const auto entry = ask("a>b@example.com");
    work();
    EXPECT_THAT(server_.taken, IsEmpty());
    EXPECT_EQ(this->entry(entry).reason, "address_unusable");
}

TEST_F(Mailing, WaitsForADocumentThatMayYetComeAndGivesUpOneThatWillNot) {
    unwritten_ = http::Problem{.status = 503, .code = "overloaded", .detail = ""};
    const auto entry = ask();
    work();
    EXPECT_EQ(this->entry(entry).state, WorkState::waiting);
    unwritten_ = http::Problem{.status = 404, .code = "revision_not_found", .detail = ""};
    wait(std::chrono::hours{1});
    work();
    EXPECT_EQ(this->entry(entry).state, WorkState::dead);
    EXPECT_THAT(failures(), ElementsAre("revision_not_found"));
    unwritten_ = http::Problem{.status = 409, .code = "nothing_to_pay", .detail = ""};
    const auto overtaken = ask();
    work();
    EXPECT_EQ(this->entry(overtaken).state, WorkState::processed);
    EXPECT_THAT(failures(), ElementsAre("revision_not_found", "nothing_to_pay"));
}

TEST_F(Mailing, RecordsWhatIsToldOfAMail) {
    const auto entry = ask();
    work();
    EXPECT_EQ(tell(notice(entry, R"("kind":"delivered")")).result, Booked::Result::booked);
    EXPECT_EQ(tell(notice(entry, R"("kind":"delivered")")).result, Booked::Result::known);
    EXPECT_EQ(tell(notice(entry, R"("kind":"bounced","reason":"full")")).result, Booked::Result::booked);
    ask();
    work();
    EXPECT_EQ(server_.taken.size(), 2U) << "a bounce that passes suppresses nobody";
    EXPECT_EQ(tell(notice(entry, R"("kind":"complained")")).result, Booked::Result::booked);
    ASSERT_EQ(events<domain::InvoiceBounced>().size(), 2U);
    EXPECT_TRUE(events<domain::InvoiceBounced>().back().permanent);
    ask();
    work();
    EXPECT_EQ(server_.taken.size(), 2U);
    EXPECT_THAT(failures(), ElementsAre("address_suppressed"));
}

TEST_F(Mailing, RefusesWhatItCannotPlace) {
    const auto unknown = tell(notice(eventstore::new_uuid_v7(now_), R"("kind":"bounced")"));
    EXPECT_EQ(unknown.result, Booked::Result::refused);
    EXPECT_EQ(unknown.reason, "message_unknown");
    EXPECT_EQ(tell(R"({"message_id":"<x@y>","kind":"bounced"})").result, Booked::Result::nothing);
    for (const char* body : {"", "[]", "{}", R"({"kind":"bounced"})", R"({"message_id":"x","kind":"opened"})",
                             R"({"message_id":"x","kind":"bounced","permanent":"yes"})"})
        EXPECT_EQ(tell(body).reason, "malformed") << body;
    const auto arrived = adapters::read_mail_notice(R"({"message_id":"x","kind":"delivered","permanent":true})");
    ASSERT_TRUE(arrived);
    EXPECT_FALSE(arrived->permanent) << "an address that mail arrives at is not given up";
}

TEST(MailWebhooks, AreSignedByOneOfTheSecrets) {
    const auto webhooks = make_mail_webhooks({"new_secret", "old_secret"});
    const std::string body = R"({"message_id":"x@y","kind":"delivered"})";
    const auto takes = [&](std::vector<std::string> values) {
        return webhooks->is_genuine(
            [&values](std::string_view name) {
                return name == "suoledger-signature" ? values : std::vector<std::string>{};
            },
            body);
    };
    const auto signed_by = [&](std::string_view secret) {
        return eventstore::hex(eventstore::hmac_sha256(eventstore::bytes_of(secret), {eventstore::bytes_of(body)}));
    };
    EXPECT_TRUE(takes({signed_by("new_secret")}));
    EXPECT_TRUE(takes({signed_by("old_secret")}));
    EXPECT_FALSE(takes({signed_by("other")}));
    EXPECT_FALSE(takes({}));
    EXPECT_FALSE(takes({signed_by("new_secret"), signed_by("new_secret")}));
    EXPECT_FALSE(takes({signed_by("new_secret").substr(1)}));
    const auto key = [&](const char* text) { return webhooks->event_key(text); };
    EXPECT_EQ(key(R"({"message_id":"x","kind":"bounced","reason":"a"})"),
              key(R"({"kind":"bounced","message_id":"x"})"));
    EXPECT_NE(key(R"({"message_id":"x","kind":"bounced"})"),
              key(R"({"message_id":"x","kind":"bounced","permanent":true})"));
    EXPECT_NE(key("a"), key("b"));
}

TEST(MailNotices, KeepAReasonWithinBounds) {
    std::string reason;
    for (int i = 0; i < 300; ++i) reason += "₦";
    const auto read = read_mail_notice(R"({"message_id":"x","kind":"bounced","reason":")" + reason + "\"}");
    EXPECT_EQ(read.value().reason.size(), 498U);
}

}  // namespace
}  // namespace suoledger::tests
