#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Three ways to one balance: hledger on our journal, an independent fold of the exported events, our trial balance.

The history is random and made over HTTP; the leaf hashes of all of it are then recomputed from SQL alone.
"""
import random
import subprocess
import sys

from harness import REPOSITORY, Client, expect, invoice_body, one_service, seed
from log_checks import check_density, check_trial_balance
from other_books import hledger_balances

sys.path.insert(0, str(REPOSITORY / "tests/audit"))
import fold_events  # noqa: E402

def random_history(client, choose, commands):
    """Issues, pays, overpays, credits, cancels, allocates and deallocates; refusals are part of it."""
    invoices, payments, statuses = [], [], {}
    for _ in range(commands):
        kind = choose.choice(["issue"] * 4 + ["pay"] * 4 + ["credit", "cancel", "allocate", "deallocate", "deposit"])
        currency = choose.choice(["NGN", "NGN", "NGN", "USD"])
        if kind == "issue" or not invoices:
            lines = [{"description": "Ankara cloth", "quantity": choose.choice([1, 3, "2.5", "0.125"]),
                      "unit_price": choose.randrange(1, 9_000_000),
                      "vat_treatment": choose.choice(["standard", "zero_rated", "exempt"])}
                     for _ in range(choose.randrange(1, 4))]
            body = {"customer": {"name": "Sade Obi", "phone": f"+23480{choose.randrange(9):08d}"}, "currency": currency,
                    "lines": lines, "prices_include_vat": choose.random() < 0.5}
            answer = client.post("/v1/invoices", body)
            if answer.status == 201:
                invoices.append(answer.json)
        elif kind in ("pay", "deposit"):
            body = {"amount": choose.randrange(1, 12_000_000), "currency": currency,
                    "method": choose.choice(["bank_transfer", "cash", "card", "pos"])}
            if kind == "pay":
                invoice = choose.choice(invoices)
                body |= {"invoice": invoice["id"], "amount": choose.choice([invoice["total"], body["amount"]])}
            answer = client.post("/v1/payments", body)
            if answer.status == 201:
                payments.append(answer.json)
        elif kind == "credit":
            answer = client.post(f"/v1/invoices/{choose.choice(invoices)['id']}/credit_notes",
                                 choose.choice([{}, {"lines": [{"line": 0, "amount": choose.randrange(1, 1000)}]}]))
        elif kind == "cancel":
            answer = client.post(f"/v1/invoices/{choose.choice(invoices)['id']}/cancel", {})
        elif payments:
            payment, invoice = choose.choice(payments), choose.choice(invoices)["id"]
            if kind == "deallocate" and payment["allocations"]:
                invoice = payment["allocations"][0]["invoice"]
            answer = client.post(f"/v1/payments/{payment['id']}/{kind}", {"invoice": invoice})
        expect(answer.status < 500, f"{kind}: {answer}")
        statuses[kind, answer.status] = statuses.get((kind, answer.status), 0) + 1
    return statuses


def main():
    choose = random.Random(seed())
    with one_service("books") as (_, cluster, service):
        business = service.create_business()
        client = Client(service.http, business["api_key"])
        statuses = random_history(client, choose, 400)
        print(statuses)
        exported = service.command("events", "export", "--business", business["business"]["id"])
        folded = fold_events.fold(fold_events.events_of(exported.splitlines()))
        for currency in sorted(folded):
            balance = check_trial_balance(client, currency)
            ours = {a["code"]: a["debit"] - a["credit"] for a in balance["accounts"] if a["debit"] != a["credit"]}
            expect(ours == folded[currency], f"{currency}: trial balance {ours}, fold {folded[currency]}")
        over_http = client.get("/v1/reports/journal?format=hledger")
        expect(over_http.status == 200, f"journal: {over_http}")
        hledger = hledger_balances(over_http.body.decode())
        expect(hledger == folded, f"hledger {hledger}, fold {folded}")
        events = check_density(cluster)
        subprocess.run(["/usr/bin/python3", REPOSITORY / "tests/audit/recompute_leaves.py",
                        f"host={cluster.directory} user=postgres dbname=suoledger"], check=True)
        print(f"{events} events, accounts agree in {sorted(folded)}")
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
