# SPDX-License-Identifier: Apache-2.0
"""The routes of Paystack's API that the ledger uses. Each answers (status, JSON object) or raises Refused."""
import base64
import re

import wire
from books import Refused, parse_iso

REFERENCE = re.compile(r"[A-Za-z0-9.=_-]+")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def ok(message, data, **more):
    return 200, {"status": True, "message": message, "data": data, **more}


class Api:
    def __init__(self, books, deliveries, own_url):
        self.books, self.deliveries, self.own_url = books, deliveries, own_url
        self.routes = [
            ("POST", re.compile(r"/transaction/initialize"), self.initialise),
            ("GET", re.compile(r"/transaction/verify/(.+)"), self.verify),
            ("GET", re.compile(r"/transaction"), self.list_transactions),
            ("GET", re.compile(r"/transaction/(\d+)"), self.fetch),
            ("POST", re.compile(r"/refund"), self.refund),
            ("GET", re.compile(r"/refund"), self.list_refunds),
            ("GET", re.compile(r"/refund/(\d+)"), self.fetch_refund),
            ("GET", re.compile(r"/dispute"), self.list_disputes),
            ("GET", re.compile(r"/dispute/(\d+)"), self.fetch_dispute),
            ("GET", re.compile(r"/settlement"), self.list_settlements),
            ("GET", re.compile(r"/settlement/(\d+)/transactions"), self.settlement_transactions),
        ]

    def call(self, method, path, query, body):
        for verb, pattern, action in self.routes:
            match = pattern.fullmatch(path)
            if match and verb == method:
                with self.books.lock:
                    return action(*match.groups(), query=query, body=body)
        raise Refused(404, "Route not found", "not_found")

    def initialise(self, query, body):
        if not EMAIL.fullmatch(str(body.get("email", ""))):
            raise Refused(400, "Invalid Email Address Passed", "invalid_email_address")
        reference = body.get("reference")
        if reference is not None and not REFERENCE.fullmatch(reference):
            raise Refused(400, "Invalid transaction reference", "invalid_reference")
        if str(body.get("amount")) in ("0", "None"):
            raise Refused(400, "Invalid Amount Sent", "invalid_amount")
        t = self.books.open(reference, body["amount"], body.get("currency") or "NGN", email=body["email"],
                            callback_url=body.get("callback_url"), metadata=body.get("metadata", ""))
        return ok("Authorization URL created", {"authorization_url": f"{self.own_url}/checkout/{t.access_code}",
                                                "access_code": t.access_code, "reference": t.reference})

    def verify(self, reference, query, body):
        t = self.books.find(reference)
        if t.reference != reference:
            raise Refused(404, "Transaction reference not found.", "transaction_not_found")
        return ok("Verification successful", wire.transaction(t))

    def fetch(self, number, query, body):
        return ok("Transaction retrieved", wire.transaction(self.books.find(number)))

    def _in_period(self, items, query, moment=lambda item: item.created_at):
        """Newest first, made within [from, to]."""
        since, until = parse_iso(query.get("from")), parse_iso(query.get("to"))
        return [item for item in reversed(items) if (since is None or moment(item) >= since)
                and (until is None or moment(item) <= until)]

    def _page(self, items, query):
        per_page = min(int(query.get("perPage") or 50), 100)
        page = max(int(query.get("page") or 1), 1)
        meta = {"total": len(items), "skipped": (page - 1) * per_page, "perPage": per_page, "page": page,
                "pageCount": max(-(-len(items) // per_page), 1)}
        return items[(page - 1) * per_page : page * per_page], meta

    def list_transactions(self, query, body):
        chosen = [t for t in self._in_period(self.books.transactions, query)
                  if t.id not in self.books.removed and query.get("status") in (None, t.status)]
        if query.get("use_cursor") != "true":
            page, meta = self._page(chosen, query)
            meta["total_volume"] = sum(t.amount for t in chosen)
            return ok("Transactions retrieved", [wire.transaction(t) for t in page], meta=meta)
        per_page = min(int(query.get("perPage") or 50), 100)
        if query.get("next"):
            try:
                before = int(base64.b64decode(query["next"]).decode().removeprefix("undefined:"))
            except ValueError:
                raise Refused(400, "Invalid cursor") from None
            chosen = [t for t in chosen if t.id < before]
        page = chosen[:per_page]
        follows = base64.b64encode(f"undefined:{page[-1].id}".encode()).decode() if len(chosen) > per_page else None
        return ok("Transactions retrieved", [wire.transaction(t) for t in page],
                  meta={"next": follows, "previous": None, "perPage": per_page})

    def refund(self, query, body):
        if "transaction" not in body:
            raise Refused(400, "Transaction is required")
        t = self.books.find(body["transaction"])
        if body.get("currency") not in (None, t.currency):
            raise Refused(400, "Currency does not match the transaction")
        refund = self.books.refund(t, body.get("amount"), body.get("merchant_note"))
        self.deliveries.announce("refund.pending", wire.refund_in_webhook(refund))
        return ok("Refund has been queued for processing", wire.refund_made(refund))

    def list_refunds(self, query, body):
        asked = query.get("transaction")
        chosen = [r for r in self._in_period(self.books.refunds, query)
                  if r.transaction.id not in self.books.removed and asked in (None, str(r.transaction.id))]
        page, _ = self._page(chosen, query)
        # Paystack's own sample of this list has no meta.
        return ok("Refunds retrieved", [wire.refund_in_list(r) for r in page])

    def fetch_refund(self, number, query, body):
        return ok("Refund retrieved", wire.refund_in_list(self.books.find_refund(number)))

    def list_disputes(self, query, body):
        chosen = [d for d in self._in_period(self.books.disputes, query)
                  if d.transaction.id not in self.books.removed and query.get("status") in (None, d.status)]
        page, meta = self._page(chosen, query)
        return ok("Disputes retrieved", [wire.dispute(d, in_list=True) for d in page], meta=meta)

    def fetch_dispute(self, number, query, body):
        return ok("Dispute retrieved", wire.dispute(self.books.find_dispute(number), in_list=True))

    def list_settlements(self, query, body):
        chosen = self._in_period(self.books.settlements, query, lambda s: parse_iso(s.day))
        page, meta = self._page([s for s in chosen if query.get("status") in (None, "success")], query)
        return ok("Settlements retrieved", [wire.settlement(s) for s in page], meta=meta)

    def settlement_transactions(self, number, query, body):
        charges = self.books.find_settlement(number).charges
        page, meta = self._page(charges, query)
        meta["total_volume"] = sum(t.amount for t in charges)
        return ok("Transactions retrieved", [wire.transaction(t) for t in page], meta=meta)
