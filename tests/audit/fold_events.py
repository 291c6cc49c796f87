#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Double entry from exported events, written from docs alone: shares no code with the service.

Reads NDJSON of events (`suoledger events export`) and prints JSON {currency: {account: balance}}, debit positive.
"""
import collections
import json
import sys

BANK, CASH, CLEARING, RECEIVABLE, VAT, CREDITS, SALES, RETURNS, FEES = (
    "1000", "1010", "1050", "1100", "2100", "2200", "4000", "4900", "6100")
METHOD_ACCOUNT = {"bank_transfer": BANK, "card": BANK, "pos": BANK, "cash": CASH, "provider": CLEARING}


def postings(event):
    """(account, signed amount) of one event; debit is positive."""
    kind, payload = event["type"], event["payload"]
    totals = payload.get("totals", {})
    if kind == "invoice_issued":
        return [(RECEIVABLE, totals["total"]), (SALES, -totals["subtotal"]), (VAT, -totals["vat"])]
    if kind == "invoice_cancelled":
        return [(RECEIVABLE, -totals["total"]), (SALES, totals["subtotal"]), (VAT, totals["vat"])]
    if kind == "credit_note_issued":
        return [(RETURNS, totals["subtotal"]), (VAT, totals["vat"]), (RECEIVABLE, -totals["total"])]
    if kind == "payment_received":
        return [(METHOD_ACCOUNT[payload["method"]], payload["amount"] - payload["fee"]), (FEES, payload["fee"]),
                (CREDITS, -payload["amount"])]
    if kind == "payment_allocated":
        return [(CREDITS, payload["amount"]), (RECEIVABLE, -payload["amount"])]
    if kind == "payment_deallocated":
        return [(RECEIVABLE, payload["amount"]), (CREDITS, -payload["amount"])]
    return []


def fold(events):
    books = collections.defaultdict(lambda: collections.Counter())
    for event in events:
        lines = postings(event)
        if sum(amount for _, amount in lines) != 0:
            raise SystemExit(f"position {event['position']} does not balance: {lines}")
        for account, amount in lines:
            books[event["payload"]["currency"]][account] += amount
    return {currency: {account: amount for account, amount in sorted(accounts.items()) if amount}
            for currency, accounts in books.items()}


def events_of(lines):
    for line in lines:
        event = json.loads(line)
        if event.get("object") == "event":
            yield event


if __name__ == "__main__":
    json.dump(fold(events_of(sys.stdin)), sys.stdout, indent=1)
    print()
