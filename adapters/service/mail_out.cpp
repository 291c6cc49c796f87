// SPDX-License-Identifier: Apache-2.0
// Wiring of mail.
#include "adapters/service/mail_out.hpp"

#include <algorithm>

namespace suoledger::adapters {
namespace {

constexpr std::chrono::milliseconds longest_exchange{90'000};
/// An exchange and its goodbye, and before them the document, within one lease.
constexpr int shares_of_lease = 3;

}  // namespace

MailOut::MailOut(const SmtpSettings& settings, const http::Services& services, eventstore::ReadPool& pool,
                 std::chrono::milliseconds lease)
    : services_(services),
      suppressed_(pool),
      transport_(make_smtp_transport(settings, std::min(longest_exchange, lease / shares_of_lease))),
      effect_({.store = services_.store,
               .vault = services_.vault,
               .suppressed = suppressed_,
               .transport = *transport_,
               .write = [this](const LetterAsked& asked) { return write_letter(services_, asked); },
               .from = settings.from,
               .host = host_of(services_.public_url)}) {}

}  // namespace suoledger::adapters
