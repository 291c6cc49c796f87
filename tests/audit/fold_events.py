#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Double entry from exported events, written from docs alone: shares no code with the service.

Reads NDJSON of events (`suoledger events export`) and prints JSON {currency: {account: balance}}, debit positive.
"""
import collections
import json
import sys

BANK, CASH, CLEARING, DISPUTED, DIFFERENCES = "1000", "1010", "1050", "1060", "1090"
RECEIVABLE, DUE, TAX, INPUT_VAT, VAT_KEPT = "1100", "1150", "1200", "1210", "1220"
VAT, CREDITS, SALES, RETURNS = "2100", "2200", "4000", "4900"
FEES, DISPUTE_FEES, BAD_DEBTS = "6100", "6110", "6200"
METHOD_ACCOUNT = {"bank_transfer": BANK, "card": BANK, "pos": BANK, "cash": CASH, "provider": CLEARING}
CATEGORY_ACCOUNT = {"goods_for_resale": "5000", "rent": "5100", "utilities": "5110", "fuel_and_power": "5120",
                    "transport": "5200", "delivery": "5210", "salaries": "5300", "marketing": "5400",
                    "airtime_and_data": "5500", "repairs": "5600", "professional_fees": "5700", "bank_charges": "5800",
                    "taxes_and_levies": "5850", "equipment": "5870", "other": "5900"}


def issue(totals, sign=1):
    return [(RECEIVABLE, sign * totals["total"]), (SALES, -sign * totals["subtotal"]), (VAT, -sign * totals["vat"])]


def spend(figures, sign=1):
    return [(CATEGORY_ACCOUNT[figures["category"]], sign * (figures["amount"] - figures["vat"])),
            (INPUT_VAT, sign * figures["vat"]), (METHOD_ACCOUNT[figures["method"]], -sign * figures["amount"])]


def money_back(payload, taken=0):
    """A refund, or a lost dispute of which the provider had taken a part before."""
    return [(CREDITS, payload["amount"] - payload["overdrawn"]), (DUE, payload["overdrawn"]),
            (DISPUTE_FEES, payload["fee"]), (DISPUTED, -taken),
            (METHOD_ACCOUNT[payload["method"]], -(payload["amount"] - taken + payload["fee"]))]


def pay_out(payload):
    posted = [(BANK, payload["net"]), (FEES, payload["payment_fees"]), (DISPUTE_FEES, payload["dispute_fees"]),
              (CLEARING, -payload["cleared"]), (DUE, -payload["due_returned"])]
    return posted + [(DIFFERENCES, -sum(amount for _, amount in posted))]


def dispute(payload, sign):
    taken = payload["amount_taken"]
    return [(DISPUTED, sign * taken), (METHOD_ACCOUNT[payload["method"]], -sign * taken)]


def settle(account, payload, sign=1):
    return [(account, sign * payload["amount"]), (RECEIVABLE, -sign * payload["amount"])]


RULES = {
    "invoice_issued": lambda event: issue(event["totals"]),
    "invoice_revised": lambda event: issue(event["replaced"], -1) + issue(event["totals"]),
    "invoice_cancelled": lambda event: issue(event["totals"], -1),
    "credit_note_issued": lambda event: [(RETURNS, event["totals"]["subtotal"]), (VAT, event["totals"]["vat"]),
                                         (RECEIVABLE, -event["totals"]["total"])],
    "payment_received": lambda event: [(METHOD_ACCOUNT[event["method"]], event["amount"] - event["fee"]),
                                       (FEES, event["fee"]), (CREDITS, -event["amount"])],
    "payment_allocated": lambda event: settle(CREDITS, event),
    "payment_deallocated": lambda event: settle(CREDITS, event, -1),
    "invoice_written_off": lambda event: settle(BAD_DEBTS, event),
    "invoice_write_off_reversed": lambda event: settle(BAD_DEBTS, event, -1),
    "withholding_tax_recorded": lambda event: settle(TAX, event),
    "vat_withheld_recorded": lambda event: settle(VAT_KEPT, event),
    "withholding_reversed": lambda event: settle(VAT_KEPT if event["kind"] == "vat" else TAX, event, -1),
    "refund_settled": money_back,
    "chargeback_opened": lambda event: dispute(event, 1),
    "chargeback_won": lambda event: dispute(event, -1),
    "chargeback_lost": lambda event: money_back(event, event["amount_taken"]),
    "provider_payout_recorded": pay_out,
    "expense_recorded": spend,
    "expense_corrected": lambda event: spend(event["replaced"], -1) + spend(event),
    "expense_voided": lambda event: spend(event["replaced"], -1),
}


def postings(event):
    """(account, signed amount) of one event; debit is positive."""
    rule = RULES.get(event["type"])
    return rule(event["payload"]) if rule else []


def currency_of(event):
    """A void expense says it in what it takes back."""
    payload = event["payload"]
    return payload["currency"] if "currency" in payload else payload["replaced"]["currency"]


def fold(events):
    books = collections.defaultdict(lambda: collections.Counter())
    for event in events:
        lines = postings(event)
        if sum(amount for _, amount in lines) != 0:
            raise SystemExit(f"position {event['position']} does not balance: {lines}")
        for account, amount in lines:
            books[currency_of(event)][account] += amount
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
