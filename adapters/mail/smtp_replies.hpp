// SPDX-License-Identifier: Apache-2.0
// What a mail server answered, to which command, and what that means for the mail.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/mail/mail_transport.hpp"

namespace suoledger::adapters {

/// Follows a conversation by what libcurl sends and gets; remembers nothing of what is secret in it.
class SmtpConversation {
public:
    enum class Step : std::uint8_t { greeting, hello, starttls, login, sender, address, data, message };

    void sent_command(std::string_view line);
    void sent_message() {
        step_ = Step::message;
        reply_ = 0;
    }
    void got_reply(std::string_view line);

    [[nodiscard]] Step step() const { return step_; }
    [[nodiscard]] int reply() const { return reply_; }                       // to the last command; 0: none came
    [[nodiscard]] const std::string& enhanced() const { return enhanced_; }  // "5.1.1" (RFC 3463), or empty

private:
    Step step_ = Step::greeting;
    int reply_ = 0;
    std::string enhanced_;
    bool is_over_ = false;  // what follows is goodbye
};

/// How the exchange ended beside what the server said.
enum class SmtpEnd : std::uint8_t { whole, unreachable, untrusted, login_denied, timed_out, stopped, cut };

MailAnswer answer_of(SmtpEnd end, const SmtpConversation& conversation);

}  // namespace suoledger::adapters
