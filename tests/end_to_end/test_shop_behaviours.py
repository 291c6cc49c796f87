#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a shop relies on, one function each: habits of the system that this ledger replaces, and where they had to change."""
import datetime
import json
import uuid

from harness import Client, expect, one_service, today


class Till:
    """A client that expects a status and answers the body."""

    def __init__(self, address, key):
        self.client, self.position = Client(address, key), 0

    def send(self, status, method, path, body=None, key=None):
        key = key or str(uuid.uuid4())
        answer = self.client.request(method, path, body, key, headers={"Idempotency-Key": key})
        expect(answer.status == status, f"{method} {path} {json.dumps(body)}: {answer}")
        self.position = max(self.position, int(answer.headers.get("ledger-position", 0)))
        return answer.json

    def post(self, path, body, status=201, key=None):
        return self.send(status, "POST", path, body, key)

    def get(self, path, status=200):
        answer = self.client.get(path, headers={"Ledger-Min-Position": str(self.position)})
        expect(answer.status == status, f"{path}: {answer}")
        return answer.json

    def events(self):
        return len(self.get("/v1/events?limit=1000")["data"])

    def invoice(self, price=107_500, **more):
        line = {"description": "Ankara cloth", "unit_price": price, **more.pop("line", {})}
        return self.post("/v1/invoices", {"customer": {"name": "Sade Obi", "phone": "08031112222"}, "lines": [line], **more})

    def pay(self, invoice, amount, **more):
        return self.post("/v1/payments", {"amount": amount, "method": "bank_transfer", "invoice": invoice["id"], **more})


def amounts_that_make_no_sense_are_refused_and_nothing_is_stored(till):
    before = till.events()
    customer = {"name": "Sade Obi", "phone": "08031112222"}
    good = {"description": "Cloth", "unit_price": 1000}
    for line in ({"unit_price": 0}, {"unit_price": -1}, {"quantity": 0}, {"quantity": "-1"}, {"discount": 1001}):
        till.post("/v1/invoices", {"customer": customer, "lines": [{**good, **line}]}, 422)
    till.post("/v1/invoices", {"customer": customer, "lines": [good], "discount": 1001}, 422)
    till.post("/v1/invoices", {"customer": customer, "lines": []}, 422)
    expect(till.events() == before, "a refused invoice left something behind")


def the_same_request_with_the_same_key_is_one_invoice(till):
    body = {"customer": {"name": "Sade Obi", "phone": "08031112222"}, "lines": [{"description": "Cloth", "unit_price": 9_900}]}
    first, second = (till.post("/v1/invoices", body, key="one sale")["id"] for _ in range(2))
    expect(first == second, "two invoices for one sale")
    expect(till.post("/v1/invoices", body, key="another sale")["id"] != first, "two sales became one invoice")


def no_due_date_is_invented_and_such_an_invoice_is_never_overdue(till):
    invoice = till.invoice(issued_on="2026-01-05")
    expect(invoice["due_on"] is None and invoice["overdue"] is False, f"{invoice}")
    late = till.invoice(issued_on="2026-01-05", due_on="2026-01-06")
    expect(late["overdue"] is True, f"{late}")


def paying_in_full_makes_it_paid_and_then_it_cannot_be_cancelled(till):
    invoice = till.invoice()
    till.pay(invoice, invoice["total"])
    shown = till.get(f"/v1/invoices/{invoice['id']}")
    expect((shown["status"], shown["amount_due"]) == ("paid", 0), f"{shown}")
    till.post(f"/v1/invoices/{invoice['id']}/cancel", {}, 422)
    expect(till.get(f"/v1/invoices/{invoice['id']}") == shown, "a refused cancellation changed the invoice")


def money_for_a_cancelled_invoice_is_booked_and_stays_customer_credit(till):
    invoice = till.invoice()
    till.post(f"/v1/invoices/{invoice['id']}/cancel", {"reason": "Ordered twice"}, 200)
    payment = till.pay(invoice, 50_000)
    expect((payment["amount_allocated"], payment["amount_unallocated"]) == (0, 50_000), f"{payment}")
    expect(till.get(f"/v1/invoices/{invoice['id']}")["status"] == "cancelled", "money reopened a cancelled invoice")


def a_key_without_the_scope_changes_nothing(till):
    key = till.post("/v1/api_keys", {"scopes": ["read"]})
    reader = Till(f"{till.client.host}:{till.client.port}", key["secret"])
    invoice = till.invoice()
    reader.post(f"/v1/invoices/{invoice['id']}/cancel", {}, 403)
    reader.position = till.position
    expect(reader.get(f"/v1/invoices/{invoice['id']}")["status"] == "open", "it was cancelled")


def upper_and_lower_case_of_an_id_do_not_matter(till):
    invoice = till.invoice()
    expect(till.get(f"/v1/invoices/{invoice['id'].upper()}")["id"] == invoice["id"], "the upper-case id is unknown")


def a_second_payment_for_a_paid_invoice_is_credit(till):
    invoice = till.invoice()
    till.pay(invoice, invoice["total"])
    second = till.pay(invoice, invoice["total"])
    expect(second["amount_unallocated"] == invoice["total"], f"{second}")


def drafts_are_in_no_list_and_no_figure(till):
    before = till.get("/v1/reports/summary")
    listed = len(till.get("/v1/invoices?limit=200")["data"])
    draft = till.invoice(draft=True)
    expect((draft["status"], draft["number"], draft["amount_due"]) == ("draft", None, 0), f"{draft}")
    expect(len(till.get("/v1/invoices?limit=200")["data"]) == listed, "a draft is in the list")
    after = till.get("/v1/reports/summary")
    expect(after == before, f"a draft moved {before} to {after}")


def an_expense_is_in_the_expenses_and_in_no_sales_figure(till):
    before = till.get("/v1/reports/summary")
    expense = till.post("/v1/expenses", {"amount": 372_200, "category": "transport", "method": "cash",
                                         "description": "Keke from Mile 12"})
    expect(expense["id"] in [one["id"] for one in till.get("/v1/expenses")["data"]], "the expense is not listed")
    after = till.get("/v1/reports/summary")
    expect(after["expenses"]["amount"] == before["expenses"]["amount"] + 372_200, f"{after['expenses']}")
    for figure in ("invoiced", "collected", "outstanding", "revenue"):
        expect(after[figure] == before[figure], f"an expense moved {figure}")


def vat_is_inside_the_price_unless_said_otherwise(till):
    invoice = till.invoice(1_000_000)
    expect((invoice["vat"], invoice["subtotal"]) == (69_767, 930_233), f"{invoice}")
    till.send(200, "PUT", "/v1/business/tax_profile", {"vat_registered": False, "tax_id": None})
    expect(till.invoice(1_000_000)["vat"] == 0, "a business that is not registered charged VAT")
    till.send(200, "PUT", "/v1/business/tax_profile", {"vat_registered": True, "tax_id": None})


def a_discount_reduces_what_vat_is_of_once(till):
    invoice = till.invoice(1_000_000, discount=100_000)
    expect((invoice["total"], invoice["vat"]) == (900_000, 62_791), f"{invoice}")


def a_cancelled_invoice_is_in_no_tax_figure(till):
    before = till.get("/v1/reports/vat")
    invoice = till.invoice(2_000_000)
    till.post(f"/v1/invoices/{invoice['id']}/cancel", {}, 200)
    expect(till.get("/v1/reports/vat")["vat_due"] == before["vat_due"], "a cancelled invoice left VAT behind")


def twelve_months_are_twelve_numbers_oldest_first(till):
    start = today().replace(year=today().year - 1, day=1)
    end = today().replace(day=1) - datetime.timedelta(days=1)
    months = till.get(f"/v1/reports/revenue_by_month?from={start}&to={end}")["months"]
    names = [month["month"] for month in months]
    expect(len(names) == 12 and names == sorted(names), f"{names}")


def two_businesses_know_nothing_of_each_other(till, other):
    invoice = till.invoice()
    other.get(f"/v1/invoices/{invoice['id']}", 404)
    expect(other.get("/v1/customers?phone=08031112222")["data"] == [], "a neighbour's customer was found")


def an_issued_invoice_never_changes_with_the_customer(till):
    invoice = till.invoice()
    till.send(200, "PATCH", f"/v1/customers/{invoice['customer']}", {"name": "Sade Obi-Cole"})
    issued = [event for event in till.get(f"/v1/invoices/{invoice['id']}/events")["data"]]
    expect(len(issued) == 1 and issued[0]["type"] == "invoice_issued", f"{issued}")


def main():
    with one_service("behaviours") as (_, _, service):
        till = Till(service.http, service.create_business()["api_key"])
        other = Till(service.http, service.create_business("Bola Stores")["api_key"])
        checks = [check for name, check in globals().items() if callable(check) and getattr(check, "__module__", "") == __name__
                  and name not in ("main", "Till")]
        for check in checks:
            print(check.__name__.replace("_", " "), flush=True)
            check(*([till, other] if check.__code__.co_argcount == 2 else [till]))
    print(f"{len(checks)} passed, 0 failed")


if __name__ == "__main__":
    main()
