#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Double entry from exported events, written from docs alone: shares no code with the service.

Reads NDJSON of events (`suoledger events export`) and prints JSON {currency: {account: balance}}, debit positive.
"""
import collections
import json
import sys

BANK, CASH, CLEARING, DISPUTED, DIFFERENCES, RECEIVABLE, DUE_FROM_PROVIDER, WHT, INPUT_VAT, VAT_WITHHELD = (
    "1000", "1010", "1050", "1060", "1090", "1100", "1150", "1200", "1210", "1220")
VAT, CREDITS, SALES, RETURNS, FEES, DISPUTE_FEES, BAD_DEBTS = "2100", "2200", "4000", "4900", "6100", "6110", "6200"
METHOD_ACCOUNT = {"bank_transfer": BANK, "card": BANK, "pos": BANK, "cash": CASH, "provider": CLEARING}
CATEGORY_ACCOUNT = {
    "goods_for_resale": "5000", "rent": "5100", "utilities": "5110", "fuel_and_power": "5120", "transport": "5200",
    "delivery": "5210", "salaries": "5300", "marketing": "5400", "airtime_and_data": "5500", "repairs": "5600",
    "professional_fees": "5700", "bank_charges": "5800", "taxes_and_levies": "5850", "equipment": "5870", "other": "5900"}


def invoiced(totals):
    return [(RECEIVABLE, totals["total"]), (SALES, -totals["subtotal"]), (VAT, -totals["vat"])]


def spent(facts):
    return [(CATEGORY_ACCOUNT[facts["category"]], facts["amount"] - facts["vat"]), (INPUT_VAT, facts["vat"]),
            (METHOD_ACCOUNT[facts["method"]], -facts["amount"])]


def reversed_(lines):
    return [(account, -amount) for account, amount in lines]


def taken(payload, first):
    """Money that went back to a payer: out of the customer's credit, what is beyond it due from the provider."""
    return [(CREDITS, payload["amount"] - payload["overdrawn"]), (DUE_FROM_PROVIDER, payload["overdrawn"]),
            (DISPUTE_FEES, payload["fee"]), (DISPUTED, -first),
            (METHOD_ACCOUNT[payload["method"]], first - payload["amount"] - payload["fee"])]


def paid_out(payload):
    arrived = payload["net"] + payload["payment_fees"] + payload["dispute_fees"]
    return [(BANK, payload["net"]), (FEES, payload["payment_fees"]), (DISPUTE_FEES, payload["dispute_fees"]),
            (DIFFERENCES, payload["cleared"] + payload["due_returned"] - arrived), (CLEARING, -payload["cleared"]),
            (DUE_FROM_PROVIDER, -payload["due_returned"])]


def received(payload):
    return [(METHOD_ACCOUNT[payload["method"]], payload["amount"] - payload["fee"]), (FEES, payload["fee"]),
            (CREDITS, -payload["amount"])]


def credited(payload):
    totals = payload["totals"]
    return [(RETURNS, totals["subtotal"]), (VAT, totals["vat"]), (RECEIVABLE, -totals["total"])]


def moved(debit, credit, member="amount"):
    return lambda payload: [(debit, payload[member]), (credit, -payload[member])]


def held_back(payload):
    account = METHOD_ACCOUNT[payload["method"]]
    return [(DISPUTED, payload["amount_taken"]), (account, -payload["amount_taken"])]


POSTINGS = {
    "invoice_issued": lambda payload: invoiced(payload["totals"]),
    "invoice_revised": lambda payload: reversed_(invoiced(payload["replaced"])) + invoiced(payload["totals"]),
    "invoice_cancelled": lambda payload: reversed_(invoiced(payload["totals"])),
    "credit_note_issued": credited,
    "payment_received": received,
    "payment_allocated": moved(CREDITS, RECEIVABLE),
    "payment_deallocated": moved(RECEIVABLE, CREDITS),
    "invoice_written_off": moved(BAD_DEBTS, RECEIVABLE),
    "invoice_write_off_reversed": moved(RECEIVABLE, BAD_DEBTS),
    "withholding_tax_recorded": moved(WHT, RECEIVABLE),
    "vat_withheld_recorded": moved(VAT_WITHHELD, RECEIVABLE),
    "withholding_reversed": lambda payload: moved(
        RECEIVABLE, WHT if payload["kind"] == "withholding_tax" else VAT_WITHHELD)(payload),
    "refund_settled": lambda payload: taken(payload, 0),
    "chargeback_opened": held_back,
    "chargeback_won": lambda payload: reversed_(held_back(payload)),
    "chargeback_lost": lambda payload: taken(payload, payload["amount_taken"]),
    "provider_payout_recorded": paid_out,
    "expense_recorded": spent,
    "expense_corrected": lambda payload: reversed_(spent(payload["replaced"])) + spent(payload),
    "expense_voided": lambda payload: reversed_(spent(payload["replaced"])),
}


def postings(event):
    """(account, signed amount) of one event; debit is positive."""
    post = POSTINGS.get(event["type"])
    return post(event["payload"]) if post else []


def currency_of(payload):
    return payload["currency"] if "currency" in payload else payload["replaced"]["currency"]


def fold(events):
    books = collections.defaultdict(lambda: collections.Counter())
    for event in events:
        lines = postings(event)
        if sum(amount for _, amount in lines) != 0:
            raise SystemExit(f"position {event['position']} does not balance: {lines}")
        for account, amount in lines:
            books[currency_of(event["payload"])][account] += amount
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
