// SPDX-License-Identifier: Apache-2.0
// What a provider confirmed becomes commands: one way for webhooks, sweeps and returns from a checkout.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/providers/payment_provider.hpp"
#include "domain/uuid.hpp"
#include "eventstore/event_store.hpp"
#include "eventstore/key_vault.hpp"

namespace suoledger::adapters {

/// Who heard of it. The same source with the same fact gives the same command ids.
struct BookingSource {
    std::string principal_class;  // "consumer", "schedule"
    std::string name;             // "inbox"
    std::string instance;         // the inbox entry, the due time
    std::string channel;          // of the event's metadata: "webhook", "sweep"
};

struct Booked {
    enum class Result : std::uint8_t {
        booked,   // by this source, now or before
        known,    // by another one
        nothing,  // moves no money here
        later,    // could not be found out or written now
        refused   // never by itself: somebody must look at it
    } result{};
    std::string reason;                  // of the last two: a code, nothing personal
    std::optional<domain::Uuid> tenant;  // whose money it is, where that is known
};
std::string_view to_string(Booked::Result result);
/// What the log's answer to a command means for who heard of it.
Booked booked_of(const domain::Uuid& tenant, const eventstore::AppendOutcome& outcome);

/// Who books what one source posted. Thread-safe; may block on the source and on the log.
class InboxBooking {
public:
    virtual ~InboxBooking() = default;
    /// `body` is genuine.
    virtual Booked book(std::string_view body, const BookingSource& source) = 0;
    /// An attempt now would be in vain.
    [[nodiscard]] virtual bool is_left_alone() const { return false; }
};

/// Thread-safe; blocks until the log has answered.
class Booking {
public:
    struct Parts {
        eventstore::EventStore& store;
        eventstore::KeyVault& vault;
        std::function<domain::Timestamp()> now;
        std::string provider;
        /// Whose account it is: charges under references of others are this business's. None: they are refused.
        std::optional<domain::Uuid> account_business;
    };
    explicit Booking(Parts parts) : parts_(std::move(parts)) {}

    /// A charge that arrived (success or reversed).
    Booked charge(const Charge& charge, const BookingSource& source);
    /// An attempt that came to nothing. Of others nothing is booked.
    Booked failure(const Charge& charge, const BookingSource& source);
    /// Of a charge that was confirmed; it is booked first where it was not yet.
    Booked refund(const Charge& charge, const RefundNotice& notice, const BookingSource& source);
    Booked dispute(const Charge& charge, const DisputeNotice& notice, const BookingSource& source);

private:
    struct Whose {
        domain::Uuid tenant;
        std::optional<domain::Uuid> attempt;  // the payment that the reference names
    };
    [[nodiscard]] std::optional<Whose> whose(const Charge& charge) const;
    /// The payment that holds the charge, once it was booked.
    [[nodiscard]] domain::Uuid payment_of(const Charge& charge, const Whose& whose) const;
    Booked submit(const domain::Uuid& tenant, domain::Command command, const BookingSource& source,
                  const std::string& what);

    const Parts parts_;
};

}  // namespace suoledger::adapters
