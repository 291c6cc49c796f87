// SPDX-License-Identifier: Apache-2.0
// Adding up a payout's lines.
#include "adapters/reconciliation/payout_split.hpp"

#include <algorithm>
#include <cstddef>

#include "domain/provider_reference.hpp"

namespace suoledger::adapters {
namespace {

/// Signed, until it is known that a payout can say it.
struct Share {
    std::int64_t net = 0, cleared = 0;
    std::int64_t charge_fees = 0, return_fees = 0;  // beyond those booked
};

void add(Share& share, const PayoutLine& line, const BookedLine& booked) {
    if (line.kind == PayoutLine::Kind::charge) {
        share.net += line.amount - line.fee;
        share.cleared += booked.amount.minor_units - booked.fee;
        share.charge_fees += line.fee - booked.fee;
    } else {  // what it took was booked without a fee, for the provider tells of none but here
        share.net -= line.amount + line.fee;
        share.cleared -= line.amount;
        share.return_fees += line.fee;
    }
}

domain::RecordPayout command_of(const Payout& payout, const Share& share) {
    domain::RecordPayout command;
    command.currency = payout.net.currency;
    command.net = share.net;
    command.cleared = share.cleared;
    command.payment_fees = std::max<std::int64_t>(share.charge_fees, 0);  // a lower fee than booked is a difference
    command.dispute_fees = share.return_fees;
    command.paid_on = payout.paid_on;
    return command;
}

}  // namespace

PayoutShares split_payout(const Payout& payout, std::span<const PayoutLine> lines,
                          std::span<const std::optional<BookedLine>> booked,
                          const std::optional<domain::Uuid>& default_business) {
    PayoutShares result;
    std::map<domain::Uuid, Share> shares;
    std::int64_t explained = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const PayoutLine& line = lines[i];
        const bool is_charge = line.kind == PayoutLine::Kind::charge;
        explained += is_charge ? line.amount - line.fee : -line.amount - line.fee;
        if (booked[i] && booked[i]->amount.currency == payout.net.currency) {
            add(shares[booked[i]->tenant], line, *booked[i]);
        } else {
            result.unknown_references.push_back(line.reference);
            const auto owner = domain::owner_of_reference(line.reference, default_business);
            if (owner && !booked[i]) {
                result.waiting.insert(*owner);
            }
        }
    }
    result.unexplained = payout.net.minor_units - explained;
    std::optional<domain::Uuid> heir;
    if (shares.size() == 1 && result.unknown_references.empty()) {
        heir = shares.begin()->first;
    } else if (default_business && shares.contains(*default_business)) {
        heir = default_business;
    }
    if (heir) {
        shares[*heir].net += result.unexplained;
        result.unexplained = 0;
    }
    for (const auto& [tenant, share] : shares) {
        if (result.waiting.contains(tenant)) {
            continue;
        }
        if (share.net < 0 || share.cleared < 0) {
            result.below_zero.push_back(tenant);
        } else if (share.net > 0 || share.cleared > 0) {
            result.by_business.emplace(tenant, command_of(payout, share));
        }
    }
    return result;
}

}  // namespace suoledger::adapters
