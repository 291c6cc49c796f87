// SPDX-License-Identifier: Apache-2.0
// Our mails at a mail server that is a process of its own: what it takes, what it refuses, and what is not said to it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <thread>

#include "adapters/mail/mail_transport.hpp"
#include "adapters/mail/smtp_replies.hpp"
#include "tests/adapters/mail_server.hpp"

namespace suoledger::tests {
namespace {

using namespace adapters;
using testing::HasSubstr;
using testing::Not;

MailMessage some_mail() {
    return {.message_id = "obx_01@ledger.example",
            .date = {1'790'000'000'000'000},
            .from_name = "Ada\r\nBcc: c@d.example",
            .to_name = "Bọla",
            .from = "bills@ledger.example",
            .to = "bola@example.com",
            .subject = "Invoice\r\nX-Evil: 1",
            .text = "Good day,\n.\n..\nFrom here on ₦1,075.00\n",
            .html = "<p>Good day</p>\n",
            .attachment_name = "INV-1.pdf",
            .attachment = "%PDF-1.4 \r\n.\r\nQUIT\r\n"};
}

class Smtp : public testing::Test {
protected:
    static std::unique_ptr<MailTransport> transport(const std::string& url, const std::string& ca_file = "",
                                                    std::chrono::milliseconds whole = std::chrono::seconds{60}) {
        auto settings = parse_smtp_url(url).value();
        settings.from = "bills@ledger.example";
        settings.ca_file = ca_file;
        return make_smtp_transport(settings, whole);
    }
    /// "" for one that was taken.
    static std::string code_of(MailTransport& transport) {
        const MailAnswer answer = transport.send(some_mail());
        if (answer.result == MailResult::taken) return "";
        return (answer.result == MailResult::refused ? "refused: " : "again: ") + answer.code;
    }
};

TEST_F(Smtp, HandsOverAWholeMessageWithItsDocument) {
    MailServer server;
    EXPECT_EQ(code_of(*transport("smtp://" + server.address())), "");
    const auto mails = server.mails();
    ASSERT_EQ(mails.size(), 1U);
    const auto& mail = mails.front();
    EXPECT_EQ(mail.from, "bills@ledger.example");
    EXPECT_EQ(mail.to, "bola@example.com");
    EXPECT_EQ(mail.id, "obx_01@ledger.example");
    const std::string head = mail.data.substr(0, mail.data.find("\r\n\r\n"));
    EXPECT_THAT(head, HasSubstr("\r\nDate: Mon, 21 Sep 2026 14:13:20 +0000\r\n"));
    EXPECT_THAT(head, HasSubstr("\r\nSubject: Invoice  X-Evil: 1\r\n"));
    EXPECT_THAT(head, HasSubstr("\r\nAuto-Submitted: auto-generated"));
    EXPECT_THAT(head, Not(HasSubstr("\nX-Evil")));
    EXPECT_THAT(head, Not(HasSubstr("\nBcc")));
    EXPECT_THAT(mail.data, HasSubstr("\r\n.\r\n..\r\n")) << "dots are stuffed on the way and taken out again";
    EXPECT_THAT(mail.data, HasSubstr("=E2=82=A61,075.00"));
    EXPECT_THAT(mail.data, HasSubstr("filename=\"INV-1.pdf\""));
    EXPECT_THAT(mail.data, HasSubstr("JVBERi0xLjQgDQouDQpRVUlUDQo="));
}

TEST_F(Smtp, TellsWhatMayPassFromWhatWillNot) {
    MailServer server;
    const auto smtp = transport("smtp://" + server.address());
    const auto hasty = transport("smtp://" + server.address(), "", std::chrono::seconds{3});
    const std::pair<const char*, const char*> faults[] = {{"greeting_4xx", "again: mail_deferred"},
                                                          {"sender_5xx", "refused: sender_refused"},
                                                          {"recipient_4xx", "again: mail_deferred"},
                                                          {"recipient_5xx", "refused: address_refused"},
                                                          {"relay_5xx", "refused: message_refused"},
                                                          {"data_4xx", "again: mail_deferred"},
                                                          {"message_4xx", "again: mail_deferred"},
                                                          {"message_5xx", "refused: message_refused"},
                                                          {"drop_at_greeting", "again: mail_connection_lost"},
                                                          {"drop_at_data", "again: mail_connection_lost"},
                                                          {"drop_after_message", "again: mail_connection_lost"},
                                                          {"slow", "again: mail_server_timed_out"}};
    for (const auto& [fault, code] : faults) {
        server.fault(fault);
        EXPECT_EQ(code_of(std::string_view(fault) == "slow" ? *hasty : *smtp), code) << fault;
    }
    EXPECT_EQ(code_of(*smtp), "") << "after all that it goes on";
    EXPECT_EQ(server.mails().size(), 2U) << "the one whose answer was lost, and the last";
}

TEST_F(Smtp, SpeaksToOthersUnderTlsOnly) {
    const DataDirectory scratch;
    const Certificate certificate(scratch.path(), "127.0.0.2");
    {
        MailServer server({"--host", "127.0.0.2", "--certificate", certificate.file, "--key", certificate.key,
                           "--needs-tls", "--login", "ada:s@cret"});
        EXPECT_EQ(code_of(*transport("smtp://ada:s%40cret@" + server.address(), certificate.file)), "");
        EXPECT_EQ(code_of(*transport("smtp://ada:wrong@" + server.address(), certificate.file)),
                  "again: mail_login_refused");
        EXPECT_EQ(code_of(*transport("smtp://ada:s%40cret@" + server.address())), "again: mail_server_untrusted")
            << "nobody vouches for the certificate";
        const auto mails = server.mails();
        ASSERT_EQ(mails.size(), 1U);
        EXPECT_TRUE(mails.front().is_tls);
        EXPECT_EQ(mails.front().login, "ada");
    }
    MailServer plain({"--host", "127.0.0.2", "--login", "ada:s@cret"});
    EXPECT_EQ(code_of(*transport("smtp://ada:s%40cret@" + plain.address(), certificate.file)),
              "again: mail_server_untrusted");
    EXPECT_EQ(plain.mails().size(), 0U) << "a server without STARTTLS hears neither password nor mail";
    MailServer implicit(
        {"--host", "127.0.0.2", "--certificate", certificate.file, "--key", certificate.key, "--implicit-tls"});
    EXPECT_EQ(code_of(*transport("smtps://" + implicit.address(), certificate.file)), "");
}

TEST_F(Smtp, StopsWhatHasNotBegun) {
    MailServer server;
    server.fault("wait");
    const auto smtp = transport("smtp://" + server.address());
    std::string code;
    std::thread sending([&] { code = code_of(*smtp); });
    server.wait_for_connections(1);
    smtp->stop();
    sending.join();
    EXPECT_EQ(code, "again: stopping");
    EXPECT_EQ(server.mails().size(), 0U);
}

TEST_F(Smtp, IsUnreachableWhereNobodyListens) {
    EXPECT_EQ(code_of(*transport("smtp://127.0.0.1:9")), "again: mail_server_unreachable");
}

TEST(SmtpUrl, HidesWhatItHoldsAndAsksForTls) {
    const auto read = parse_smtp_url("smtp://a%40b:p%2Fw@smtp.example.com:587").value();
    EXPECT_EQ(read.url, "smtp://smtp.example.com:587");
    EXPECT_EQ(read.user, "a@b");
    EXPECT_EQ(read.password, "p/w");
    EXPECT_EQ(read.security, SmtpSecurity::starttls);
    EXPECT_EQ(parse_smtp_url("smtps://smtp.example.com").value().security, SmtpSecurity::tls);
    EXPECT_EQ(parse_smtp_url("smtps://smtp.example.com").value().url, "smtps://smtp.example.com:465");
    EXPECT_EQ(parse_smtp_url("smtp://localhost").value().security, SmtpSecurity::none);
    for (const char* other : {"smtp://127.0.0.1.example", "smtp://localhost.example", "smtp://127.0.0.2"})
        EXPECT_EQ(parse_smtp_url(other).value().security, SmtpSecurity::starttls) << other;
    for (const char* bad :
         {"", "secret", "http://secret@x", "smtp://secret@x", "smtp://u:secret@x/path", "smtp://u:secret@x?a",
          "smtp://u:secret@", "smtp://u;AUTH=PLAIN:secret@x", "smtp://u%0d%0a:secret@x"}) {
        const auto refused = parse_smtp_url(bad);
        ASSERT_FALSE(refused) << bad;
        EXPECT_THAT(refused.error(), Not(HasSubstr("secret")));
    }
}

TEST(SmtpUrl, FindsTheHostOfMessageIds) {
    EXPECT_EQ(host_of("https://ledger.example.com/books"), "ledger.example.com");
    EXPECT_EQ(host_of("http://127.0.0.1:8080"), "127.0.0.1");
    EXPECT_EQ(host_of(""), "localhost");
}

TEST(SmtpReplies, AreThoseToTheLastCommand) {
    SmtpConversation conversation;
    conversation.got_reply("220 mail.example\r\n");
    conversation.sent_command("RCPT TO:<a@b>\r\n");
    EXPECT_EQ(conversation.reply(), 0);
    conversation.got_reply("550-5.2.1 More to come\r\n");
    conversation.got_reply("550 5.2.1 Disabled\r\n");
    conversation.sent_command("QUIT\r\n");
    conversation.got_reply("221 Bye\r\n");
    EXPECT_EQ(conversation.reply(), 550);
    EXPECT_EQ(conversation.enhanced(), "5.2.1");
    EXPECT_EQ(answer_of(SmtpEnd::cut, conversation).code, address_refused);
    conversation = {};
    conversation.sent_command("AUTH PLAIN abc\r\n");
    conversation.got_reply("535 No\r\n");
    EXPECT_EQ(answer_of(SmtpEnd::cut, conversation).result, MailResult::try_again) << "our own trouble, not the mail's";
    conversation.got_reply("nonsense");
    conversation.got_reply("");
    EXPECT_EQ(conversation.reply(), 535);
}

}  // namespace
}  // namespace suoledger::tests
