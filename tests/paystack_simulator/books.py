# SPDX-License-Identifier: Apache-2.0
"""What the simulated provider knows: transactions, refunds, disputes, settlements, and its own totals of them."""
import bisect
import collections
import datetime
import secrets
import threading

# Paystack's ids do not fit into 32 bits, and neither do these.
FIRST_TRANSACTION_ID = 4099260516
FIRST_REFUND_ID, FIRST_DISPUTE_ID, FIRST_SETTLEMENT_ID = 3018284, 358950, 3090024
CHANNELS_OF_CARDS_ABROAD = ("card_international",)


class Refused(Exception):
    """What the provider answers instead: HTTP status, message, and its machine-readable code."""

    def __init__(self, status, message, code="invalid_params"):
        super().__init__(message)
        self.status, self.message, self.code = status, message, code


def half_up(amount, thousandths):
    return (2 * amount * thousandths + 1000) // 2000


def fee_of(amount, channel, currency="NGN"):
    """Paystack's tariff for Nigeria, in kobo: 1.5 %, + ₦100 from ₦2 500 on, at most ₦2 000; virtual accounts 1 %, at most ₦300."""
    if channel == "dedicated_nuban":
        return min(half_up(amount, 10), 30_000)
    if currency != "NGN" or channel in CHANNELS_OF_CARDS_ABROAD:
        return half_up(amount, 39) + (10_000 if currency == "NGN" else 0)
    return min(half_up(amount, 15) + (10_000 if amount >= 250_000 else 0), 200_000)


def iso(moment):
    """As Paystack writes it: milliseconds and Z; None stays null."""
    if moment is None:
        return None
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def parse_iso(text):
    if text is None or isinstance(text, datetime.datetime):
        return text
    try:
        moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise Refused(400, f"{text!r} is no date") from None
    return moment.replace(tzinfo=datetime.timezone.utc) if moment.tzinfo is None else moment.astimezone(datetime.timezone.utc)


class Transaction:
    def __init__(self, number, reference, amount, currency, domain, created_at, **more):
        self.id, self.reference, self.domain = number, reference, domain
        self.amount = self.requested_amount = amount
        self.currency, self.created_at = currency, created_at
        self.status, self.paid_at, self.fees = "abandoned", None, None
        self.channel = more.get("channel", "card")
        self.email = more.get("email") or "payer@example.com"
        self.metadata = more.get("metadata", "")
        self.callback_url = more.get("callback_url")
        self.access_code = secrets.token_hex(8)[:15]
        self.gateway_response = "The transaction was not completed"
        self.settlement = None


class Refund:
    def __init__(self, number, transaction, amount, created_at, dispute=None, note=None):
        self.id, self.transaction, self.amount, self.created_at = number, transaction, amount, created_at
        self.updated_at, self.dispute, self.note = created_at, dispute, note
        self.status, self.settlement, self.refund_reference, self.refunded_at = "pending", None, None, None


class Dispute:
    def __init__(self, number, transaction, amount, created_at):
        self.id, self.transaction, self.amount, self.created_at = number, transaction, amount, created_at
        self.updated_at, self.status, self.resolution, self.resolved_at = created_at, "awaiting-merchant-feedback", None, None
        self.due_at = created_at + datetime.timedelta(hours=16)


class Settlement:
    def __init__(self, number, domain, currency, day, charges, deductions):
        self.id, self.domain, self.currency, self.day = number, domain, currency, day
        self.charges, self.refunds = charges, deductions
        self.processed = sum(charge.amount for charge in charges)
        self.fees = sum(charge.fees for charge in charges)
        self.deductions = sum(refund.amount for refund in deductions)


class Books:
    """Thread-safe by one lock that callers may hold over several steps."""

    def __init__(self, domain, now):
        self.domain, self.now, self.lock = domain, now, threading.RLock()
        self.forget()

    def forget(self):
        with self.lock:
            self.transactions, self.by_reference, self.by_access_code = [], {}, {}
            self.refunds, self.disputes, self.settlements = [], [], []
            self.next_transaction = FIRST_TRANSACTION_ID
            self.removed = set()

    def open(self, reference, amount, currency="NGN", domain=None, created_at=None, **more):
        with self.lock:
            reference = reference or secrets.token_hex(8)
            if reference in self.by_reference:
                raise Refused(400, "Duplicate Transaction Reference", "duplicate_reference")
            if currency not in ("NGN", "USD", "GHS"):
                raise Refused(400, "Currency not supported by merchant", "unsupported_currency")
            transaction = Transaction(self.next_transaction, reference, whole(amount, "amount"), currency, domain or self.domain,
                                      parse_iso(created_at) or self.now(), **more)
            self.next_transaction += 1
            self.transactions.append(transaction)
            self.by_reference[reference] = transaction
            self.by_access_code[transaction.access_code] = transaction
            return transaction

    def find(self, key):
        """By reference or by id; what was removed is as if it never was."""
        with self.lock:
            found = self.by_reference.get(str(key))
            if found is None and str(key).isdigit():
                found = self.by_id(int(key))
            if found is None or found.id in self.removed:
                raise Refused(404, "Transaction reference not found.", "transaction_not_found")
            return found

    def by_id(self, number):
        place = bisect.bisect_left(self.transactions, number, key=lambda transaction: transaction.id)
        if place < len(self.transactions) and self.transactions[place].id == number:
            return self.transactions[place]
        return None

    def pay(self, transaction, amount=None, channel=None, paid_at=None, fees=None):
        with self.lock:
            if transaction.paid_at is not None:
                raise Refused(400, "Transaction was paid already")
            transaction.status, transaction.gateway_response = "success", "Approved"
            transaction.amount = transaction.requested_amount if amount is None else whole(amount, "amount")
            transaction.channel = channel or transaction.channel
            transaction.paid_at = parse_iso(paid_at) or self.now()
            transaction.fees = (fee_of(transaction.amount, transaction.channel, transaction.currency) if fees is None
                                else whole(fees, "fees"))
            return transaction

    def fail(self, transaction, gateway_response="Declined"):
        with self.lock:
            if transaction.paid_at is not None:
                raise Refused(400, "Transaction was paid already")
            transaction.status, transaction.gateway_response = "failed", gateway_response
            return transaction

    def left_of(self, transaction):
        return transaction.amount - sum(r.amount for r in self.refunds_of(transaction) if r.status != "failed")

    def refunds_of(self, transaction):
        return [refund for refund in self.refunds if refund.transaction is transaction]

    def refund(self, transaction, amount=None, note=None, dispute=None, created_at=None):
        with self.lock:
            if transaction.paid_at is None:
                raise Refused(400, "Transaction has not been paid")
            amount = self.left_of(transaction) if amount is None else whole(amount, "amount")
            # A lost dispute takes its money whether or not a refund gave it back already.
            if dispute is None and not 0 < amount <= self.left_of(transaction):
                raise Refused(400, "Refund amount cannot be more than transaction amount")
            refund = Refund(FIRST_REFUND_ID + len(self.refunds), transaction, amount, parse_iso(created_at) or self.now(), dispute,
                            note)
            self.refunds.append(refund)
            return refund

    def find_refund(self, number):
        return self._of(self.refunds, number, FIRST_REFUND_ID, "Refund")

    def find_dispute(self, number):
        return self._of(self.disputes, number, FIRST_DISPUTE_ID, "Dispute")

    def find_settlement(self, number):
        return self._of(self.settlements, number, FIRST_SETTLEMENT_ID, "Settlement")

    def _of(self, items, number, first, what):
        with self.lock:
            if not str(number).isdigit() or not 0 <= int(number) - first < len(items):
                raise Refused(404, f"{what} not found", "not_found")
            return items[int(number) - first]

    def end_refund(self, refund, status):
        with self.lock:
            if refund.status in ("processed", "failed"):
                raise Refused(400, f"Refund is {refund.status} already")
            refund.status, refund.updated_at = status, self.now()
            if status == "processed":
                refund.refunded_at, refund.refund_reference = refund.updated_at, f"TRF_{refund.id}"
                self._reverse_if_all_went_back(refund.transaction)
            return refund

    def _reverse_if_all_went_back(self, transaction):
        gone = sum(r.amount for r in self.refunds_of(transaction) if r.status == "processed")
        if gone >= transaction.amount:
            transaction.status = "reversed"

    def dispute(self, transaction, amount=None, created_at=None):
        with self.lock:
            amount = transaction.amount if amount is None else whole(amount, "amount")
            if transaction.paid_at is None or not 0 < amount <= transaction.amount:
                raise Refused(400, "Only what was paid can be disputed")
            dispute = Dispute(FIRST_DISPUTE_ID + len(self.disputes), transaction, amount, parse_iso(created_at) or self.now())
            self.disputes.append(dispute)
            return dispute

    def resolve(self, dispute, resolution):
        """Lost (merchant-accepted, auto-accepted): a refund row with the dispute's id takes the money. Won: declined."""
        with self.lock:
            if dispute.status == "resolved":
                raise Refused(400, "Dispute is resolved already")
            if resolution not in ("merchant-accepted", "auto-accepted", "declined"):
                raise Refused(400, "Resolution is not known")
            dispute.status, dispute.resolution = "resolved", resolution
            dispute.resolved_at = dispute.updated_at = self.now()
            if resolution != "declined":
                self.end_refund(self.refund(dispute.transaction, dispute.amount, dispute=dispute), "processed")
            return dispute

    def settle(self, day, paid_before, currency="NGN", domain=None):
        """One payout of all that was paid before the moment and not paid out yet; None when there is nothing to pay out.
        Deductions that exceed it wait for the next one."""
        with self.lock:
            domain, paid_before = domain or self.domain, parse_iso(paid_before)
            charges = [t for t in self.transactions
                       if t.paid_at is not None and t.paid_at < paid_before and t.settlement is None and t.id not in self.removed
                       and (t.currency, t.domain) == (currency, domain)]
            left, deductions = sum(t.amount - t.fees for t in charges), []
            for refund in self.refunds:
                owner = refund.transaction
                if (refund.status == "processed" and refund.settlement is None and owner.currency == currency
                        and owner.domain == domain and refund.refunded_at < paid_before and refund.amount <= left):
                    deductions.append(refund)
                    left -= refund.amount
            if not charges and not deductions:
                return None
            settlement = Settlement(FIRST_SETTLEMENT_ID + len(self.settlements), domain, currency, day, charges, deductions)
            for item in charges + deductions:
                item.settlement = settlement
            self.settlements.append(settlement)
            return settlement

    def totals(self, domain=None, since=None, until=None):
        """By currency: what came in, what went back, what was paid out, and what must be left in provider clearing.
        With a period: of the charges paid in it, and what became of them since."""
        with self.lock:
            sums = collections.defaultdict(collections.Counter)
            for t in self.transactions:
                if (t.paid_at is None or t.id in self.removed or (domain or self.domain) != t.domain
                        or (since and t.paid_at < since) or (until and t.paid_at >= until)):
                    continue
                sums[t.currency].update(charges=1, amount=t.amount, fees=t.fees)
                if t.settlement:
                    sums[t.currency].update(paid_out=t.amount - t.fees)
            for r in self.refunds:
                t = r.transaction
                if (r.status != "processed" or t.id in self.removed or (domain or self.domain) != t.domain
                        or (since and t.paid_at < since) or (until and t.paid_at >= until)):
                    continue
                kind = "refund" if r.dispute is None else "dispute"
                sums[t.currency].update({f"{kind}s": 1, f"{kind}ed": r.amount} if kind == "refund"
                                        else {"disputes_lost": 1, "charged_back": r.amount})
                if r.settlement:
                    sums[t.currency].update(paid_out=-r.amount)
            names = ("charges", "amount", "fees", "refunds", "refunded", "disputes_lost", "charged_back", "paid_out")
            out = {}
            for currency, sum_of in sorted(sums.items()):
                out[currency] = {name: sum_of[name] for name in names}
                out[currency]["clearing"] = (sum_of["amount"] - sum_of["fees"] - sum_of["refunded"] - sum_of["charged_back"]
                                             - sum_of["paid_out"])
            return out


def whole(value, name):
    """Minor units: a number, or the digits of one, as Paystack takes both."""
    if isinstance(value, bool) or not str(value).isdigit():
        raise Refused(400, f"{name} must be a whole number of minor units")
    return int(value)
