#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every report from exported events, written from the documentation alone: shares no code with the service.

    suoledger events export … | recompute_figures.py summary --currency NGN --from 2026-11-01 --to 2026-11-30 \
        --today 2026-11-23 [--basis cash]

prints what GET /v1/reports/summary should answer. Days are those of Africa/Lagos.
"""
import argparse
import collections
import datetime
import fractions
import json
import sys

import fold_events

LAGOS = datetime.timedelta(hours=1)
ONE_DAY = datetime.timedelta(days=1)
TREATMENTS = ("standard", "zero_rated", "exempt", "out_of_scope")
BUCKETS = ("not_due", "days_1_30", "days_31_60", "days_61_90", "days_over_90")


def day_of(event):
    moment = datetime.datetime.fromisoformat(event["effective_at"].replace("Z", "+00:00"))
    return (moment + LAGOS).date()


def date(text):
    return datetime.date.fromisoformat(text) if text else None


class Invoice:
    def __init__(self, document):
        self.customer, self.currency = document["customer"], document["currency"]
        self.issued_on = date(document["issued_on"])
        self.cancelled = False
        self.allocated = self.credited = self.withheld = self.written_off = 0
        self.settled_on = None
        self.replace(document)

    def replace(self, document):
        self.lines, self.includes_vat = document["lines"], document["prices_include_vat"]
        self.total, self.due_on = document["totals"]["total"], date(document["due_on"])

    @property
    def due(self):
        if self.cancelled:
            return 0
        return self.total - self.credited - self.allocated - self.withheld - self.written_off

    def settle(self, day):
        if self.due == 0 and self.allocated > 0:
            self.settled_on = self.settled_on or day
        else:
            self.settled_on = None


class Books:
    """`moves` lists (figure, currency, day, key, amount, count); a report adds up those of its window."""

    def __init__(self, events):
        self.invoices, self.payments, self.moves = {}, {}, []
        self.postings = []  # (day, position, event, currency, [(account, amount)])
        for event in events:
            self.take(event)

    def move(self, figure, currency, day, amount, count=0, key=None):
        self.moves.append((figure, currency, day, key, amount, count))

    def sales(self, invoice, currency, day, lines, sign):
        for treatment, amount, vat in lines:
            net = amount - vat if invoice.includes_vat else amount
            self.move("net", currency, day, sign * net, key=treatment)
            self.move("vat", currency, day, sign * vat, key=treatment)

    @staticmethod
    def own_lines(invoice):
        return [(line["vat_treatment"], line["amount"], line["vat"]) for line in invoice.lines]

    def take(self, event):
        payload, kind, stream, day = event["payload"], event["type"], event["stream"], day_of(event)
        lines = [line for line in fold_events.postings(event) if line[1]]
        if lines:
            self.postings.append((day, event["position"], event, fold_events.currency_of(event), lines))
        handler = getattr(self, "on_" + kind, None)
        if handler:
            handler(payload, stream, day)
        if stream in self.invoices:
            self.invoices[stream].settle(day)

    # --- invoices ---

    def on_invoice_issued(self, payload, stream, day):
        invoice = self.invoices[stream] = Invoice(payload)
        self.move("issued", invoice.currency, day, invoice.total, 1)
        self.move("of_customer", invoice.currency, day, invoice.total, key=invoice.customer)
        self.sales(invoice, invoice.currency, day, self.own_lines(invoice), 1)

    def on_invoice_revised(self, payload, stream, day):
        invoice = self.invoices[stream]
        before = invoice.total
        self.sales(invoice, invoice.currency, day, self.own_lines(invoice), -1)
        invoice.replace(payload)
        self.sales(invoice, invoice.currency, day, self.own_lines(invoice), 1)
        self.move("issued", invoice.currency, day, invoice.total - before)
        self.move("of_customer", invoice.currency, day, invoice.total - before, key=invoice.customer)

    def on_invoice_cancelled(self, _, stream, day):
        invoice = self.invoices[stream]
        invoice.cancelled = True
        self.move("cancelled", invoice.currency, day, invoice.total, 1)
        self.move("of_customer", invoice.currency, day, -invoice.total, key=invoice.customer)
        self.sales(invoice, invoice.currency, day, self.own_lines(invoice), -1)

    def on_credit_note_issued(self, payload, stream, day):
        invoice, total = self.invoices[stream], payload["totals"]["total"]
        invoice.credited += total
        self.move("credited", invoice.currency, day, total, 1)
        self.move("of_customer", invoice.currency, day, -total, key=invoice.customer)
        lines = [(invoice.lines[line["line"]]["vat_treatment"], line["amount"], line["vat"])
                 for line in payload["lines"]]
        self.sales(invoice, invoice.currency, day, lines, -1)

    def on_payment_applied(self, payload, stream, _):
        self.invoices[stream].allocated += payload["amount"]

    def on_payment_unapplied(self, payload, stream, _):
        self.invoices[stream].allocated -= payload["amount"]

    def on_invoice_written_off(self, payload, stream, day):
        self.invoices[stream].written_off += payload["amount"]
        self.move("written_off", payload["currency"], day, payload["amount"], 1)

    def on_invoice_write_off_reversed(self, payload, stream, day):
        self.invoices[stream].written_off -= payload["amount"]
        self.move("written_off", payload["currency"], day, -payload["amount"], -1)

    def withhold(self, payload, stream, day, kind, sign):
        self.invoices[stream].withheld += sign * payload["amount"]
        self.move("withheld", payload["currency"], day, sign * payload["amount"], sign, kind)

    def on_withholding_tax_recorded(self, payload, stream, day):
        self.withhold(payload, stream, day, "withholding_tax", 1)

    def on_vat_withheld_recorded(self, payload, stream, day):
        self.withhold(payload, stream, day, "vat", 1)

    def on_withholding_reversed(self, payload, stream, day):
        self.withhold(payload, stream, day, payload["kind"], -1)

    # --- money ---

    def on_payment_received(self, payload, stream, day):
        self.payments[stream] = day
        self.move("received", payload["currency"], day, payload["amount"], 1)
        self.move("fees", payload["currency"], day, payload["fee"])

    def collect(self, payload, day, sign):
        customer = self.invoices[payload["invoice"]].customer
        self.move("collected", payload["currency"], day, sign * payload["amount"])
        self.move("paid_by_customer", payload["currency"], day, sign * payload["amount"], key=customer)

    def on_payment_allocated(self, payload, stream, _):
        self.collect(payload, self.payments[stream], 1)

    def on_payment_deallocated(self, payload, _, day):
        self.collect(payload, day, -1)

    def on_refund_settled(self, payload, _, day):
        self.move("refunded", payload["currency"], day, payload["amount"], 1)
        self.move("fees", payload["currency"], day, payload["fee"])

    def on_chargeback_lost(self, payload, _, day):
        self.move("charged_back", payload["currency"], day, payload["amount"], 1)
        self.move("fees", payload["currency"], day, payload["fee"])

    def on_provider_payout_recorded(self, payload, _, day):
        self.move("fees", payload["currency"], day, payload["payment_fees"] + payload["dispute_fees"])

    def spend(self, figures, day, sign):
        self.move("expenses", figures["currency"], day, sign * (figures["amount"] - figures["vat"]), sign,
                  figures["category"])
        self.move("input_vat", figures["currency"], day, sign * figures["vat"])

    def on_expense_recorded(self, payload, _, day):
        self.spend(payload, day, 1)

    def on_expense_corrected(self, payload, _, day):
        self.spend(payload["replaced"], day, -1)
        self.spend(payload, day, 1)

    def on_expense_voided(self, payload, _, day):
        self.spend(payload["replaced"], day, -1)


def half_away(value):
    value = fractions.Fraction(value)
    whole = int(abs(value) + fractions.Fraction(1, 2))
    return whole if value >= 0 else -whole


def rate(part, whole):
    return half_away(fractions.Fraction(part * 10_000, whole)) if whole > 0 else None


def growth(now, before):
    return half_away(fractions.Fraction((now - before) * 10_000, abs(before))) if before else None


class Reports:
    """The answers as the HTTP interface shapes them."""

    def __init__(self, events, currency, first, last, today, basis="accrual"):
        self.books = Books(events)
        self.currency, self.first, self.last, self.today, self.basis = currency, first, last, today, basis

    def amount(self, figure, first=None, last=None):
        return self.sums(figure, first, last)[0]

    def sums(self, figure, first=None, last=None):
        first, last = first or self.first, last or self.last
        found = [move for move in self.books.moves
                 if move[0] == figure and move[1] == self.currency and first <= move[2] <= last]
        return sum(move[4] for move in found), sum(move[5] for move in found)

    def by_key(self, figure):
        sums = collections.defaultdict(lambda: [0, 0])
        for name, currency, day, key, amount, count in self.books.moves:
            if name == figure and currency == self.currency and self.first <= day <= self.last:
                sums[key][0] += amount
                sums[key][1] += count
        return sums

    def invoiced(self, first=None, last=None):
        return self.amount("issued", first, last) - self.amount("cancelled", first, last) \
            - self.amount("credited", first, last)

    def revenue(self, first=None, last=None):
        return self.invoiced(first, last) if self.basis == "accrual" else self.amount("collected", first, last)

    def head(self, kind, with_basis=True):
        head = {"object": kind, "currency": self.currency, "from": str(self.first), "to": str(self.last)}
        return head | ({"basis": self.basis} if with_basis else {})

    def open_invoices(self):
        return [invoice for invoice in self.books.invoices.values()
                if invoice.currency == self.currency and invoice.due]

    @staticmethod
    def owed(invoices):
        return {"amount": sum(invoice.due for invoice in invoices), "count": len(invoices)}

    def cohort(self):
        cohort = [invoice for invoice in self.books.invoices.values() if invoice.currency == self.currency
                  and self.first <= invoice.issued_on <= self.last and not invoice.cancelled]
        invoiced = sum(invoice.total - invoice.credited for invoice in cohort)
        collected = sum(invoice.allocated for invoice in cohort)
        settled = [invoice for invoice in cohort if invoice.settled_on]
        days = sorted(max((invoice.settled_on - invoice.issued_on).days, 0) for invoice in settled)
        customers = collections.Counter(invoice.customer for invoice in cohort)
        repeat = sum(1 for count in customers.values() if count > 1)
        middle = days[(len(days) - 1) // 2:len(days) // 2 + 1]
        return {"invoices": len(cohort), "settled": len(settled), "invoiced": invoiced, "collected": collected,
                "collection_rate_bps": rate(collected, invoiced), "settled_rate_bps": rate(len(settled), len(cohort)),
                "mean_days_to_pay_hundredths":
                    half_away(fractions.Fraction(sum(days) * 100, len(days))) if days else None,
                "median_days_to_pay_hundredths": sum(middle) * 100 // len(middle) if days else None,
                "customers": len(customers), "repeat_customers": repeat,
                "repeat_rate_bps": rate(repeat, len(customers))}

    def summary(self):
        length = (self.last - self.first).days + 1
        before = (self.first - length * ONE_DAY, self.first - ONE_DAY)

        def growing(now, then):
            return {"amount": now, "previous": then, "growth_bps": growth(now, then)}

        answer = self.head("summary")
        answer["revenue"] = growing(self.revenue(), self.revenue(*before))
        answer["expenses"] = growing(self.amount("expenses"), self.amount("expenses", *before))
        answer["invoiced"] = self.invoiced()
        for figure in ("issued", "cancelled", "credited", "received", "refunded", "charged_back", "written_off",
                       "withheld"):
            answer[figure] = dict(zip(("amount", "count"), self.sums(figure)))
        answer["collected"], answer["fees"] = self.amount("collected"), self.amount("fees")
        categories = {key: {"category": key, "amount": amount, "count": count}
                      for key, (amount, count) in self.by_key("expenses").items()}
        answer["expenses_by_category"] = [categories[key] for key in sorted(categories)]
        overdue = [invoice for invoice in self.open_invoices() if invoice.due_on and invoice.due_on < self.today]
        answer |= {"today": str(self.today), "outstanding": self.owed(self.open_invoices()),
                   "overdue": self.owed(overdue), "cohort": self.cohort()}
        return answer

    def ageing(self):
        buckets = {name: [] for name in BUCKETS}
        for invoice in self.open_invoices():
            past = (self.today - (invoice.due_on or invoice.issued_on)).days
            place = 0 if past <= 0 else min((past - 1) // 30 + 1, 4)
            buckets[BUCKETS[place]].append(invoice)
        return {"object": "ageing", "currency": self.currency, "today": str(self.today),
                "buckets": [{"bucket": name} | self.owed(found) for name, found in buckets.items()],
                "total": self.owed(self.open_invoices())}

    def revenue_by_month(self):
        months, first = [], self.first
        while first <= self.last:
            following = (first.replace(day=1) + 32 * ONE_DAY).replace(day=1)
            last = min(following - ONE_DAY, self.last)
            months.append({"month": str(first)[:7], "revenue": self.revenue(first, last),
                           "expenses": self.amount("expenses", first, last)})
            first = following
        return self.head("revenue_by_month") | {"months": months}

    def top_customers(self):
        sums = self.by_key("of_customer" if self.basis == "accrual" else "paid_by_customer")
        ranked = sorted(((amount, key) for key, (amount, _) in sums.items() if amount > 0),
                        key=lambda entry: (-entry[0], entry[1]))
        data = [{"customer": key, "amount": amount} for amount, key in ranked[:10]]
        return self.head("top_customers") | {"data": data}

    def vat(self):
        net, vat = self.by_key("net"), self.by_key("vat")
        sales = [{"treatment": key, "net": net[key][0], "vat": vat[key][0]} for key in TREATMENTS]
        output, entered = sum(entry["vat"] for entry in sales), self.amount("input_vat")
        withheld = self.by_key("withheld")["vat"][0]
        return self.head("vat", False) | {"sales": sales, "output_vat": output, "input_vat": entered,
                                          "withheld_vat": withheld, "vat_due": output - entered - withheld}

    def account(self, code):
        """[(position, debit, credit, balance)] of the window and the balance before it."""
        balance, rows = 0, []
        for day, position, _, currency, lines in sorted(self.books.postings, key=lambda entry: entry[:2]):
            amounts = [amount for account, amount in lines if account == code]
            if currency != self.currency or not amounts or day > self.last:
                continue
            balance += sum(amounts)
            if day >= self.first:
                rows.append((position, sum(a for a in amounts if a > 0), -sum(a for a in amounts if a < 0), balance))
        opening = rows[0][3] - rows[0][1] + rows[0][2] if rows else balance
        return opening, rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("report", choices=["summary", "ageing", "revenue_by_month", "top_customers", "vat"])
    parser.add_argument("--currency", default="NGN")
    for name in ("--from", "--to", "--today"):
        parser.add_argument(name, type=date, required=True)
    parser.add_argument("--basis", choices=["accrual", "cash"], default="accrual")
    given = vars(parser.parse_args())
    reports = Reports(fold_events.events_of(sys.stdin), given["currency"], given["from"], given["to"], given["today"],
                      given["basis"])
    json.dump(getattr(reports, given["report"])(), sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
