# SPDX-License-Identifier: Apache-2.0
"""What a test or a person does to the provider, under /_simulator/: payers pay, banks take back, networks fail."""
import datetime
import re

import wire
from books import Refused, iso, parse_iso
from faults import KINDS


class Control:
    def __init__(self, books, deliveries, faults, calls):
        self.books, self.deliveries, self.faults, self.calls = books, deliveries, faults, calls
        self.down = False
        self.routes = [
            ("GET", r"/state", self.state),
            ("POST", r"/reset", self.reset),
            ("GET", r"/totals", self.totals),
            ("POST", r"/charges", self.charges),
            ("POST", r"/charges/([^/]+)/(pay|fail|change|remove)", self.to_charge),
            ("POST", r"/refunds", self.refund),
            ("POST", r"/refunds/(\d+)/(process|processed|fail|needs-attention|processing)", self.to_refund),
            ("POST", r"/disputes", self.dispute),
            ("POST", r"/disputes/(\d+)/(resolve|remind)", self.to_dispute),
            ("POST", r"/settlements", self.settle),
            ("POST", r"/faults", self.add_fault),
            ("DELETE", r"/faults", self.clear_faults),
            ("POST", r"/down", self.go_down),
            ("POST", r"/up", self.come_up),
            ("GET", r"/webhooks", self.webhooks),
            ("POST", r"/webhooks", self.set_webhooks),
            ("GET", r"/webhooks/made", self.webhooks_made),
            ("POST", r"/webhooks/redeliver", self.redeliver),
            ("POST", r"/webhooks/retry_now", self.retry_now),
            ("POST", r"/webhooks/wait", self.wait),
        ]

    def call(self, method, path, query, body):
        for verb, pattern, action in self.routes:
            match = re.fullmatch(pattern, path.removeprefix("/_simulator"))
            if match and verb == method:
                return 200, action(*match.groups(), query=query, body=body)
        raise Refused(404, "no such route under /_simulator: " + ", ".join(f"{verb} {p}" for verb, p, _ in self.routes))

    def state(self, query, body):
        return {"domain": self.books.domain, "now": iso(self.books.now()), "down": self.down, "charges": len(self.books.transactions),
                "refunds": len(self.books.refunds), "disputes": len(self.books.disputes),
                "settlements": len(self.books.settlements), "calls": dict(self.calls), "faults": self.faults.shown(),
                "fault_kinds": KINDS, "webhooks": self.deliveries.state()}

    def reset(self, query, body):
        self.down = False
        self.faults.clear()
        self.deliveries.forget()
        self.deliveries.set_rules()
        self.books.forget()
        self.calls.clear()
        return {}

    def totals(self, query, body):
        return self.books.totals(query.get("domain"), parse_iso(query.get("from")), parse_iso(query.get("to")))

    def charges(self, query, body):
        """One charge, or {"charges": [...]}: made and, unless status says otherwise, paid. announce: false sends no webhook."""
        made = []
        for one in body.get("charges", [body]):
            with self.books.lock:
                t = self.books.open(one.get("reference"), one["amount"], one.get("currency", "NGN"), one.get("domain"),
                                    one.get("created_at") or one.get("paid_at"), email=one.get("email"),
                                    channel=one.get("channel", "card"), metadata=one.get("metadata", ""))
                t.requested_amount = one.get("requested_amount", t.amount)
                status = one.get("status", "success")
                if status in ("success", "reversed"):
                    self.books.pay(t, one["amount"], paid_at=one.get("paid_at"), fees=one.get("fees"))
                elif status == "failed":
                    self.books.fail(t, one.get("gateway_response", "Declined"))
                else:
                    t.status = status
                made.append(self._told(t, "charge", one))
        return {"charges": made} if "charges" in body else made[0]

    def _told(self, t, kind, body):
        event = {"success": "charge.success", "failed": "charge.failed"}.get(t.status)
        sent = bool(event and body.get("announce", True)) and self.deliveries.announce(event, wire.transaction(t))
        return {"id": t.id, "reference": t.reference, "status": t.status, "amount": t.amount, "fees": t.fees,
                "access_code": t.access_code, "announced": sent}

    def to_charge(self, reference, action, query, body):
        """pay: {amount?, channel?, paid_at?, fees?}. fail: {gateway_response?}. change: fields that the provider now has
        otherwise (amount, fees, status, currency), told to nobody. remove: the provider knows it no more."""
        with self.books.lock:
            t = self.books.find(reference)
            if action == "pay":
                self.books.pay(t, body.get("amount"), body.get("channel"), body.get("paid_at"), body.get("fees"))
                return self._told(t, "charge", body)
            if action == "fail":
                self.books.fail(t, body.get("gateway_response", "Declined"))
                return self._told(t, "charge", body)
            if action == "remove":
                self.books.removed.add(t.id)
                return {"removed": t.id}
            for name in ("amount", "fees", "status", "currency"):
                setattr(t, name, body.get(name, getattr(t, name)))
            return wire.transaction(t)

    def refund(self, query, body):
        """{reference, amount?, process?, announce?}: begun at the provider's own desk."""
        with self.books.lock:
            refund = self.books.refund(self.books.find(body["reference"]), body.get("amount"), created_at=body.get("created_at"))
            self._tell_refund(refund, body)
            if body.get("process"):
                self.books.end_refund(refund, "processed")
                self._tell_refund(refund, body)
            return wire.refund_in_list(refund)

    def to_refund(self, number, action, query, body):
        status = {"process": "processed", "fail": "failed"}.get(action, action)
        with self.books.lock:
            refund = self.books.end_refund(self.books.find_refund(number), status)
            self._tell_refund(refund, body)
            return wire.refund_in_list(refund)

    def _tell_refund(self, refund, body):
        if body.get("announce", True):
            self.deliveries.announce(f"refund.{refund.status}", wire.refund_in_webhook(refund))

    def dispute(self, query, body):
        """{reference, amount?, announce?}"""
        with self.books.lock:
            dispute = self.books.dispute(self.books.find(body["reference"]), body.get("amount"), body.get("created_at"))
            self._tell_dispute("create", dispute, body)
            return wire.dispute(dispute)

    def to_dispute(self, number, action, query, body):
        """resolve: {resolution: auto-accepted | merchant-accepted (lost) | declined (won)}. remind: says so again."""
        with self.books.lock:
            dispute = self.books.find_dispute(number)
            if action == "resolve":
                self.books.resolve(dispute, body.get("resolution", "auto-accepted"))
            self._tell_dispute(action, dispute, body)
            return wire.dispute(dispute)

    def _tell_dispute(self, what, dispute, body):
        if body.get("announce", True):
            self.deliveries.announce(f"charge.dispute.{what}", wire.dispute(dispute))

    def settle(self, query, body):
        """{date?, paid_before?, currency?, domain?}: pays out what was paid before; without a moment, everything."""
        day = body.get("date") or self.books.now().date().isoformat()
        before = body.get("paid_before") or self.books.now() + datetime.timedelta(days=1)
        with self.books.lock:
            settlement = self.books.settle(day, before, body.get("currency", "NGN"), body.get("domain"))
            return wire.settlement(settlement) if settlement else {"id": None}

    def add_fault(self, query, body):
        for fault in body.get("faults", [body]):
            try:
                self.faults.add(**fault)
            except (TypeError, ValueError) as wrong:
                raise Refused(400, str(wrong)) from None
        return {"faults": self.faults.shown()}

    def clear_faults(self, query, body):
        self.faults.clear()
        return {}

    def go_down(self, query, body):
        self.down = True
        return {"down": True}

    def come_up(self, query, body):
        self.down = False
        return {"down": False}

    def webhooks(self, query, body):
        return self.deliveries.state()

    def webhooks_made(self, query, body):
        return {"webhooks": self.deliveries.shown()}

    def set_webhooks(self, query, body):
        """{url?, drop?, copies?, reorder?, paused?, retry?, lose_answer?}; what is not named stays."""
        if "url" in body:
            self.deliveries.set_url(body.pop("url"))
        try:
            self.deliveries.set_rules(**{**self.deliveries.rules(), **body})
        except (TypeError, ValueError) as wrong:
            raise Refused(400, str(wrong)) from None
        return self.deliveries.state()

    def redeliver(self, query, body):
        """{copies?, reference?, event?}: all that was ever sent, or what is named."""
        return {"queued": self.deliveries.redeliver(body.get("copies", 1), body.get("reference"), body.get("event"))}

    def retry_now(self, query, body):
        self.deliveries.retry_now()
        return self.deliveries.state()

    def wait(self, query, body):
        """{seconds?}: answers when no webhook waits or is under way any more, or when the time is over (idle: false)."""
        idle = self.deliveries.wait_until_idle(float(body.get("seconds", 60)))
        return {"idle": idle, **self.deliveries.state()}
