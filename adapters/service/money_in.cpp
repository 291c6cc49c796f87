// SPDX-License-Identifier: Apache-2.0
// Wiring of the inbox and of the providers that are configured.
#include "adapters/service/money_in.hpp"

#include <utility>

#include "adapters/providers/http_transport.hpp"
#include "eventstore/clock.hpp"

namespace suoledger::adapters {
namespace {

std::unique_ptr<PaymentProvider> connect(const PaymentSettings& settings, const ProviderSecrets& secrets,
                                         eventstore::Metrics& metrics) {
    PaystackSettings paystack;
    paystack.base_url = settings.paystack_base_url;
    return make_paystack(std::move(paystack), secrets, metrics, make_curl_transport({}));
}

bool is_live(const SecretList& secrets) { return secrets.front().starts_with("sk_live_"); }

}  // namespace

/// Whoever comes back from a checkout may be the first to tell that it was paid.
http::Confirmation MoneyIn::confirm(const Charge& charge) {
    const BookingSource source{"consumer", "checkout_return", charge.reference, "checkout"};
    const bool failed = charge.status == ChargeStatus::failed;
    const Booked result = failed ? booking_.failure(charge, source) : booking_.charge(charge, source);
    if (result.result != Booked::Result::booked && result.result != Booked::Result::known) {
        return http::Confirmation::pending;
    }
    return failed ? http::Confirmation::failed : http::Confirmation::received;
}

InboxConsumer::Parts MoneyIn::consumer_parts(const MoneyInParts& parts) {
    InboxConsumer::Parts consumer{.table = table_,
                                  .sealing = sealing_,
                                  .providers = {},
                                  .metrics = parts.metrics,
                                  .now = eventstore::system_now,
                                  .claim_lease = parts.settings.inbox_claim,
                                  .log = tell_in(parts.log)};
    if (parts.mail != nullptr) {
        consumer.providers.emplace(parts.mail->webhooks().name(), &parts.mail->booking());
    }
    if (notices_) {
        consumer.providers.emplace(paystack_->name(), notices_.get());
    }
    return consumer;
}

MoneyIn::MoneyIn(const MoneyInParts& parts)
    : secrets_(parts.settings.paystack_secrets.empty() ? std::nullopt
                                                       : std::optional<SecretList>(parts.settings.paystack_secrets)),
      paystack_(secrets_ ? connect(parts.settings, *secrets_, parts.metrics) : nullptr),
      booking_({.store = parts.store,
                .vault = parts.vault,
                .now = eventstore::system_now,
                .provider = "paystack",
                .account_business = parts.settings.paystack_business}),
      notices_(paystack_ ? std::make_unique<NoticeBooking>(*paystack_, booking_) : nullptr),
      checkout_(paystack_ ? std::make_unique<ProviderCheckout>(*paystack_, is_live(parts.settings.paystack_secrets),
                                                               [this](const Charge& charge) { return confirm(charge); })
                          : nullptr),
      table_(parts.database_url, parts.pool),
      sealing_(parts.vault),
      consumer_(consumer_parts(parts)),
      timed_({.pool = parts.pool,
              .store = parts.store,
              .vault = parts.vault,
              .provider = paystack_.get(),
              .account_business = parts.settings.paystack_business,
              .log = parts.log}),
      services_{.verifier = verifier_,
                .sealing = sealing_,
                .writer = &writer_,
                .dead_letters = table_,
                .metrics = parts.metrics,
                .on_requeued = [this] { consumer_.notify(); },
                .provider_lists = timed_.lists()},
      writer_(
          table_, parts.metrics, [this] { consumer_.notify(); },
          [&log = parts.log](std::string_view text) { log.warning(text); }) {
    if (paystack_) {
        verifier_.add(*paystack_);
    }
    if (parts.mail != nullptr) {
        verifier_.add(parts.mail->webhooks());
    }
}

}  // namespace suoledger::adapters
