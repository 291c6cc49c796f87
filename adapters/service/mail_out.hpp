// SPDX-License-Identifier: Apache-2.0
// How mails leave this service: what writes them, and the mail server that takes them.
#pragma once

#include <chrono>
#include <memory>

#include "adapters/mail/mail_transport.hpp"
#include "adapters/outbox/mail_effect.hpp"
#include "eventstore/postgres/postgres_suppression_list.hpp"
#include "http/route.hpp"

namespace suoledger::adapters {

/// More at once, and some servers take it for an attack.
inline constexpr int mail_threads = 4;

class MailOut {
public:
    /// The pool, and what the services refer to, outlive it; read models answer by now. `lease` is that of a claim.
    MailOut(const SmtpSettings& settings, const http::Services& services, eventstore::ReadPool& pool,
            std::chrono::milliseconds lease);
    MailOut(const MailOut&) = delete;
    MailOut& operator=(const MailOut&) = delete;

    [[nodiscard]] Effect& effect() { return effect_; }
    /// What has not begun to hand over its message is left for the next process. Any thread.
    void stop() { transport_->stop(); }

private:
    const http::Services services_;
    eventstore::PostgresSuppressionList suppressed_;
    const std::unique_ptr<MailTransport> transport_;
    MailEffect effect_;
};

}  // namespace suoledger::adapters
