// SPDX-License-Identifier: Apache-2.0
// SMTP and MIME by libcurl.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <new>
#include <string_view>
#include <utility>

#include "adapters/curl_handle.hpp"
#include "adapters/mail/mail_headers.hpp"
#include "adapters/mail/mail_transport.hpp"
#include "adapters/mail/smtp_replies.hpp"

namespace suoledger::adapters {
namespace {

constexpr std::chrono::milliseconds longest_connect{10'000};

struct MimeCleanUp {
    void operator()(curl_mime* mime) const { curl_mime_free(mime); }
};
using Mime = std::unique_ptr<curl_mime, MimeCleanUp>;

/// One exchange as its callbacks see it.
struct Exchange {
    SmtpConversation conversation;
    const std::atomic<bool>* stopping = nullptr;
    bool has_begun_message = false;
};

int follow(CURL*, curl_infotype kind, char* data, std::size_t size, void* target) {
    auto& exchange = *static_cast<Exchange*>(target);
    const std::string_view text{data, size};
    if (kind == CURLINFO_HEADER_OUT) exchange.conversation.sent_command(text);
    if (kind == CURLINFO_HEADER_IN) exchange.conversation.got_reply(text);
    if (kind == CURLINFO_DATA_OUT) {
        exchange.conversation.sent_message();
        exchange.has_begun_message = true;
    }
    return 0;
}

/// What has begun is ended: nobody would know whether the server has it.
int stop_if_told(void* target, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    const auto& exchange = *static_cast<Exchange*>(target);
    return *exchange.stopping && !exchange.has_begun_message ? 1 : 0;
}

std::size_t pass_over(char*, std::size_t size, std::size_t count, void*) { return size * count; }

SmtpEnd end_of(CURLcode result) {
    switch (result) {
        case CURLE_OK:
            return SmtpEnd::whole;
        case CURLE_OUT_OF_MEMORY:
            throw std::bad_alloc{};
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_CONNECT:
            return SmtpEnd::unreachable;
        case CURLE_USE_SSL_FAILED:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_ISSUER_ERROR:
            return SmtpEnd::untrusted;
        case CURLE_LOGIN_DENIED:
            return SmtpEnd::login_denied;
        case CURLE_OPERATION_TIMEDOUT:
            return SmtpEnd::timed_out;
        case CURLE_ABORTED_BY_CALLBACK:
            return SmtpEnd::stopped;
        default:
            return SmtpEnd::cut;
    }
}

/// RFC 5321 §2.3.8: lines end with CR LF.
std::string with_crlf(std::string_view text) {
    std::string lines;
    for (const char c : text) lines += c == '\n' ? std::string{"\r\n"} : std::string(c == '\r' ? 0 : 1, c);
    return lines;
}

void check(CURLcode result) {
    if (result != CURLE_OK) throw std::bad_alloc{};
}

void add_text(curl_mime* mime, const std::string& type, std::string_view text) {
    curl_mimepart* part = curl_mime_addpart(mime);
    const std::string lines = with_crlf(text);
    check(curl_mime_data(part, lines.data(), lines.size()));
    check(curl_mime_type(part, (type + "; charset=utf-8").c_str()));
    check(curl_mime_encoder(part, "quoted-printable"));
}

void add_alternatives(CURL* curl, curl_mime* mime, const MailMessage& message) {
    Mime alternatives{curl_mime_init(curl)};
    add_text(alternatives.get(), "text/plain", message.text);
    add_text(alternatives.get(), "text/html", message.html);
    curl_mimepart* part = curl_mime_addpart(mime);
    check(curl_mime_subparts(part, alternatives.get()));
    static_cast<void>(alternatives.release());  // the part's now
    check(curl_mime_type(part, "multipart/alternative"));
    CurlList headers;
    append(headers, "Content-Disposition: inline");
    check(curl_mime_headers(part, headers.release(), 1));
}

void add_attachment(curl_mime* mime, const MailMessage& message) {
    curl_mimepart* part = curl_mime_addpart(mime);
    check(curl_mime_data(part, message.attachment.data(), message.attachment.size()));
    check(curl_mime_type(part, "application/pdf"));
    check(curl_mime_filename(part, message.attachment_name.c_str()));
    check(curl_mime_encoder(part, "base64"));
}

Mime mime_of(CURL* curl, const MailMessage& message) {
    Mime mime{curl_mime_init(curl)};
    if (!mime) throw std::bad_alloc{};
    add_alternatives(curl, mime.get(), message);
    add_attachment(mime.get(), message);
    return mime;
}

CurlList headers_of(const MailMessage& message) {
    CurlList headers;
    append(headers, "Date: " + mail_date(message.date));
    append(headers, "From: " + mailbox(message.from_name, message.from));
    append(headers, "To: " + mailbox(message.to_name, message.to));
    append(headers, "Subject: " + header_text(message.subject));
    append(headers, "Message-ID: <" + message.message_id + ">");
    append(headers, "Auto-Submitted: auto-generated");  // RFC 3834: no holiday answers
    return headers;
}

class SmtpTransport final : public MailTransport {
public:
    SmtpTransport(SmtpSettings settings, std::chrono::milliseconds whole)
        : settings_(std::move(settings)),
          // What follows the last '/' is how we introduce ourselves.
          url_(settings_.url + "/" + settings_.from.substr(settings_.from.rfind('@') + 1)),
          from_("<" + settings_.from + ">"),
          whole_(whole) {}

    MailAnswer send(const MailMessage& message) override {
        Exchange exchange{.conversation = {}, .stopping = &stopping_};  // first: the handle tells it to the end
        const CurlHandle handle = make_curl_handle();
        CURL* curl = handle.get();
        const Mime mime = mime_of(curl, message);
        const CurlList headers = headers_of(message);
        CurlList recipients;
        append(recipients, "<" + message.to + ">");
        set_server(curl);
        set_callbacks(curl, exchange);
        curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from_.c_str());
        curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients.get());
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
        curl_easy_setopt(curl, CURLOPT_MIMEPOST, mime.get());
        return answer_of(end_of(curl_easy_perform(curl)), exchange.conversation);
    }
    void stop() override { stopping_ = true; }

private:
    void set_server(CURL* curl) const {
        const bool asks_for_tls = settings_.security == SmtpSecurity::starttls;
        curl_easy_setopt(curl, CURLOPT_URL, url_.c_str());
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        curl_easy_setopt(curl, CURLOPT_PROXY, "");
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(longest_connect, whole_).count()));
        curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(whole_.count()));
        // Of the goodbye too, which the other limit leaves out; and it is said before `send` returns.
        curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, std::max(1L, static_cast<long>(whole_.count() / 1000)));
        curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
        curl_easy_setopt(curl, CURLOPT_USE_SSL, static_cast<long>(asks_for_tls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
        if (!settings_.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, settings_.ca_file.c_str());
        if (settings_.user.empty()) return;
        curl_easy_setopt(curl, CURLOPT_USERNAME, settings_.user.c_str());
        curl_easy_setopt(curl, CURLOPT_PASSWORD, settings_.password.c_str());
    }

    static void set_callbacks(CURL* curl, Exchange& exchange) {
        curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);  // else nobody is told what is said; printed it is not
        curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, &follow);
        curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &exchange);
        curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &stop_if_told);
        curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &exchange);
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &pass_over);
    }

    const SmtpSettings settings_;
    const std::string url_, from_;
    const std::chrono::milliseconds whole_;
    std::atomic<bool> stopping_ = false;
};

}  // namespace

std::unique_ptr<MailTransport> make_smtp_transport(SmtpSettings settings, std::chrono::milliseconds whole) {
    return std::make_unique<SmtpTransport>(std::move(settings), whole);
}

}  // namespace suoledger::adapters
