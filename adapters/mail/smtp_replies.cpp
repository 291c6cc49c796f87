// SPDX-License-Identifier: Apache-2.0
// RFC 5321 §4.2: 4yz may pass, 5yz will not. What is refused before a mail is named says nothing of the mail.
#include "adapters/mail/smtp_replies.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace suoledger::adapters {
namespace {

using Step = SmtpConversation::Step;

constexpr std::pair<std::string_view, Step> verbs[] = {
    {"EHLO", Step::hello},  {"HELO", Step::hello},   {"STARTTLS", Step::starttls}, {"AUTH", Step::login},
    {"MAIL", Step::sender}, {"RCPT", Step::address}, {"DATA", Step::data}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The "5.1.1" of "550 5.1.1 No such user", else empty.
std::string enhanced_code_of(std::string_view rest) {
    const std::string_view word = rest.substr(0, rest.find_first_of(" \r\n"));
    constexpr std::size_t longest = 9;
    const bool is_code = word.size() <= longest && std::ranges::count(word, '.') == 2 && is_digit(word.front()) &&
                         std::ranges::all_of(word, [](char c) { return is_digit(c) || c == '.'; });
    return is_code ? std::string{word} : std::string{};
}

MailAnswer again(std::string_view code) { return {MailResult::try_again, std::string{code}}; }
MailAnswer refused(std::string_view code) { return {MailResult::refused, std::string{code}}; }

MailAnswer refusal_at(const SmtpConversation& conversation) {
    switch (conversation.step()) {
        case Step::greeting:
        case Step::hello:
            return again("mail_server_refused");
        case Step::starttls:
            return again("mail_server_untrusted");
        case Step::login:
            return again("mail_login_refused");
        case Step::sender:
            return refused("sender_refused");
        case Step::address:
            // 5.7: a policy, such as that we may not send there at all; the address may be good.
            return refused(conversation.enhanced().starts_with("5.7.") ? "message_refused" : address_refused);
        case Step::data:
        case Step::message:
            break;
    }
    return refused("message_refused");
}

}  // namespace

void SmtpConversation::sent_command(std::string_view line) {
    const std::string_view word = line.substr(0, line.find_first_of(" \r\n"));
    for (const auto& [verb, step] : verbs) {
        if (word != verb) continue;
        step_ = step;
        reply_ = 0;
        enhanced_.clear();
        return;
    }
    // Else a further line of a login. After QUIT what was said before still stands.
    is_over_ = is_over_ || word == "QUIT";
}

void SmtpConversation::got_reply(std::string_view line) {
    if (is_over_) return;
    constexpr std::size_t digits = 3;
    int code = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + std::min(line.size(), digits), code);
    if (error != std::errc{} || end != line.data() + digits) return;
    reply_ = code;
    if (line.size() > digits + 1)
        if (auto found = enhanced_code_of(line.substr(digits + 1)); !found.empty()) enhanced_ = std::move(found);
}

MailAnswer answer_of(SmtpEnd end, const SmtpConversation& conversation) {
    constexpr int transient = 400, permanent = 500;
    if (end == SmtpEnd::whole) return {MailResult::taken, ""};
    if (end == SmtpEnd::stopped) return again("stopping");
    if (conversation.reply() >= permanent) return refusal_at(conversation);
    if (conversation.reply() >= transient) return again("mail_deferred");
    switch (end) {
        case SmtpEnd::unreachable:
            return again("mail_server_unreachable");
        case SmtpEnd::untrusted:
            return again("mail_server_untrusted");
        case SmtpEnd::login_denied:
            return again("mail_login_refused");
        case SmtpEnd::timed_out:
            return again("mail_server_timed_out");
        default:
            return again("mail_connection_lost");
    }
}

}  // namespace suoledger::adapters
