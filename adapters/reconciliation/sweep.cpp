// SPDX-License-Identifier: Apache-2.0
// Page by page: kept first, then booked, so that a report never lacks what booking refused.
#include "adapters/reconciliation/sweep.hpp"

#include <optional>
#include <string>
#include <vector>

namespace suoledger::adapters {
namespace {

domain::ListedStatus status_of(ChargeStatus status) {
    switch (status) {
        case ChargeStatus::success:
            return domain::ListedStatus::success;
        case ChargeStatus::failed:
            return domain::ListedStatus::failed;
        case ChargeStatus::abandoned:
            return domain::ListedStatus::abandoned;
        case ChargeStatus::pending:
            return domain::ListedStatus::pending;
        case ChargeStatus::reversed:
            return domain::ListedStatus::reversed;
    }
    return domain::ListedStatus::pending;
}

}  // namespace

struct Sweep::Running {
    const domain::Period period;
    const SweepUse use;
    HeldLease& lease;
    const domain::Timestamp began_at;
    SweepCounts counts;

    void note(const std::string& id, const FactOutcome& outcome) {
        if (outcome.kind == FactOutcome::Kind::booked) {
            ++counts.booked;
        } else if (outcome.kind == FactOutcome::Kind::refused) {
            counts.refused.emplace_back(id, outcome.reason);
        }
    }
};

eventstore::ProviderChargeRow Sweep::row_of(const Charge& charge, domain::Timestamp listed_at) const {
    return {.provider = std::string{parts_.provider.name()},
            .charge = {.provider_payment_id = charge.provider_payment_id,
                       .reference = charge.reference,
                       .status = status_of(charge.status),
                       .amount = charge.amount,
                       .fee = charge.fee,
                       .refunded = 0,
                       .charged_back = 0,
                       .at = charge.paid_at.value_or(listed_at),
                       .listed_at = listed_at},
            .tenant = parts_.booking.business_of(charge.reference),
            .channel = charge.channel,
            .livemode = charge.livemode};
}

SweepCounts Sweep::run(const domain::Period& period, SweepUse use, HeldLease& lease) {
    Running running{period, use, lease, parts_.now(), {}};
    sweep_charges(running);
    sweep_refunds(running);
    sweep_disputes(running);
    look_for_unlisted(running);
    return std::move(running.counts);
}

void Sweep::sweep_charges(Running& running) {
    each_page<Charge>(
        "charges", running.lease, running.counts.refused,
        [&](const auto& cursor) {
            return parts_.provider.list_charges(running.period.from, running.period.until, cursor);
        },
        [&](const std::vector<Charge>& charges) {
            std::vector<eventstore::ProviderChargeRow> rows;
            for (const Charge& charge : charges) {
                rows.push_back(row_of(charge, running.began_at));
            }
            running.lease.require(parts_.charges.put(running.lease.lease(), rows));
            running.counts.charges += charges.size();
            for (const Charge& charge : charges) {
                if (running.use == SweepUse::book) {
                    running.lease.keep();
                    running.note(charge.provider_payment_id, parts_.booking.book_charge(charge));
                }
            }
        });
}

void Sweep::sweep_refunds(Running& running) {
    each_page<RefundNotice>(
        "refunds", running.lease, running.counts.refused,
        [&](const auto& cursor) {
            return parts_.provider.list_refunds(running.period.from, running.period.until, cursor);
        },
        [&](const std::vector<RefundNotice>& refunds) {
            std::vector<eventstore::ProviderReturnRow> rows;
            for (const RefundNotice& refund : refunds) {
                rows.push_back({.provider = std::string{parts_.provider.name()},
                                .kind = eventstore::ReturnKind::refund,
                                .provider_return_id = refund.provider_refund_id,
                                .reference = refund.charge_reference,
                                .took = refund.stage == RefundStage::processed,
                                .amount = refund.amount.minor_units,
                                .listed_at = running.began_at});
            }
            running.lease.require(parts_.charges.put_returns(running.lease.lease(), rows));
            running.counts.refunds += refunds.size();
            for (const RefundNotice& refund : refunds) {
                if (running.use == SweepUse::book) {
                    running.lease.keep();
                    running.note(refund.charge_reference,
                                 answer_or_throw("refunds", parts_.booking.book_refund(refund)));
                }
            }
        });
}

void Sweep::sweep_disputes(Running& running) {
    each_page<DisputeNotice>(
        "disputes", running.lease, running.counts.refused,
        [&](const auto& cursor) {
            return parts_.provider.list_disputes(running.period.from, running.period.until, cursor);
        },
        [&](const std::vector<DisputeNotice>& disputes) {
            std::vector<eventstore::ProviderReturnRow> rows;
            for (const DisputeNotice& dispute : disputes) {
                rows.push_back({.provider = std::string{parts_.provider.name()},
                                .kind = eventstore::ReturnKind::dispute,
                                .provider_return_id = dispute.provider_dispute_id,
                                .reference = dispute.charge_reference,
                                .took = dispute.stage == DisputeStage::lost,
                                .amount = dispute.amount.minor_units,
                                .listed_at = running.began_at});
            }
            running.lease.require(parts_.charges.put_returns(running.lease.lease(), rows));
            running.counts.disputes += disputes.size();
            for (const DisputeNotice& dispute : disputes) {
                if (running.use == SweepUse::book) {
                    running.lease.keep();
                    running.note(dispute.charge_reference,
                                 answer_or_throw("disputes", parts_.booking.book_dispute(dispute)));
                }
            }
        });
}

void Sweep::look_for_unlisted(Running& running) {
    const std::string provider{parts_.provider.name()};
    const auto unlisted = parts_.charges.list({.provider = provider,
                                               .from = running.period.from,
                                               .until = running.period.until,
                                               .listed_before = running.began_at});
    std::vector<std::string> gone;
    std::vector<eventstore::ProviderChargeRow> there;
    for (const eventstore::ProviderChargeRow& row : unlisted) {
        running.lease.keep();
        const auto charge = parts_.provider.verify(row.charge.reference);
        if (!charge && charge.error().fault != ProviderFault::not_found) {
            answer_or_throw("verify", charge);
        }
        if (charge && charge->provider_payment_id == row.charge.provider_payment_id) {
            there.push_back(row_of(*charge, running.began_at));
        } else {
            gone.push_back(row.charge.provider_payment_id);
        }
    }
    running.lease.require(parts_.charges.put(running.lease.lease(), there));
    running.lease.require(parts_.charges.forget(running.lease.lease(), provider, gone));
    running.counts.gone += gone.size();
}

}  // namespace suoledger::adapters
