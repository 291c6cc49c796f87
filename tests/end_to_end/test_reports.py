#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reports against a recomputation from exported events, and against themselves: asked again of the past.

While a random history grows, answers are kept; later they are asked for again by position and by recorded time. At the
end every report is computed from the events by a program that shares no code with the service, and hledger and
Beancount add the journal up.
"""
import csv
import datetime
import io
import pathlib
import subprocess
import sys
import random

from harness import REPOSITORY, Client, expect, one_service, seed, today
from test_books import random_history

sys.path.insert(0, str(REPOSITORY / "tests/audit"))
import fold_events  # noqa: E402
import recompute_figures  # noqa: E402

ROUNDS, COMMANDS_A_ROUND = 6, 50


def days_ago(count):
    return today() - datetime.timedelta(days=count)


def backdated_history(client, choose, commands):
    """Invoices issued and payments received on days before, some due long ago."""
    for _ in range(commands):
        issued = choose.randrange(0, 130)
        body = {"customer": {"name": "Bisi Ojo", "phone": f"+23480{choose.randrange(5):08d}"},
                "issued_on": str(days_ago(issued)),
                "lines": [{"description": "Palm oil", "unit_price": choose.randrange(1_000, 3_000_000)}]}
        if choose.random() < 0.7:
            body["due_on"] = str(days_ago(choose.randrange(0, issued + 1)))
        invoice = client.post("/v1/invoices", body)
        expect(invoice.status == 201, f"invoice: {invoice}")
        if choose.random() < 0.6:
            received = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(
                days=choose.randrange(0, issued + 1), minutes=1)
            body = {"amount": choose.choice([invoice.json["total"], choose.randrange(1, 4_000_000)]), "method": "cash",
                    "received_at": received.isoformat().replace("+00:00", "Z")}
            is_late = choose.random() < 0.4  # allocated today, collected on the day the money came
            payment = client.post("/v1/payments", body if is_late else body | {"invoice": invoice.json["id"]})
            expect(payment.status == 201, f"payment: {payment}")
            if is_late:
                late = client.post(f"/v1/payments/{payment.json['id']}/allocate", {"invoice": invoice.json["id"]})
                expect(late.status == 200, f"late allocation: {late}")


def corrections(client, choose, commands):
    """Everything that changes books afterwards, and money that goes out; refusals are part of it."""
    expenses = []
    for _ in range(commands):
        invoice = choose.choice(client.get("/v1/invoices?limit=200").json["data"])
        payment = choose.choice(client.get("/v1/payments?limit=200").json["data"])
        of_invoice, of_payment = f"/v1/invoices/{invoice['id']}", f"/v1/payments/{payment['id']}"
        amount, some_day = choose.randrange(1, 900_000), str(days_ago(choose.randrange(0, 60)))
        kind = choose.choice(["expense", "expense", "correct", "void", "revise", "draft", "write_off", "tax", "vat",
                              "reverse", "refund", "refund", "dispute", "dispute", "payout"])
        if kind == "expense":
            body = {"amount": amount + 107, "vat": choose.choice([0, amount // 20]), "method": "cash",
                    "category": choose.choice(["transport", "rent", "other"]), "description": "Diesel",
                    "spent_on": some_day}
            answer = client.post("/v1/expenses", body)
            expenses += [answer.json["id"]] if answer.status == 201 else []
        elif kind in ("correct", "void"):
            expense = choose.choice(expenses or ["exp_00000000000000000000000000"])
            answer = client.request("PATCH", f"/v1/expenses/{expense}", {"amount": amount, "vat": 0}) \
                if kind == "correct" else client.post(f"/v1/expenses/{expense}/void", {"reason": "Entered twice"})
        elif kind == "revise":
            lines = [{"description": "Palm oil", "unit_price": amount, "vat_treatment": treatment}
                     for treatment in choose.sample(["standard", "zero_rated", "exempt"], 2)]
            answer = client.post(f"{of_invoice}/revise", {"lines": lines, "due_on": None})
        elif kind == "draft":
            draft = client.post("/v1/invoices", {"draft": True, "customer": invoice["customer"], "lines": [
                {"description": "Beans", "unit_price": amount}]})
            answer = client.post(f"/v1/invoices/{draft.json.get('id')}/issue", {})
        elif kind == "write_off":
            answer = client.post(f"{of_invoice}/write_off", {"reason": "Moved away"})
        elif kind in ("tax", "vat"):
            answer = client.post(f"{of_invoice}/{'withholding_tax' if kind == 'tax' else 'vat_withheld'}",
                                 {"amount": max(1, invoice["vat"] // 3)})
        elif kind == "reverse":
            listed = client.get(f"{of_invoice}/withholdings")
            for withholding in listed.json.get("data", []):
                client.post(f"{of_invoice}/withholding_reversals", {"withholding": withholding["id"]})
            answer = listed
        elif kind == "refund":
            answer = client.post(f"{of_payment}/refund", choose.choice([{}, {"amount": amount}]))
            if answer.status == 201:
                refund = answer.json["refunds"][-1]["id"]
                end = choose.choice([("settle", {"fee": 50}), ("settle", {}), ("fail", {})])
                answer = client.post(f"{of_payment}/refunds/{refund}/{end[0]}", end[1])
        elif kind == "dispute":
            answer = client.post(f"{of_payment}/chargebacks", {"amount": payment["amount"],
                                                               "amount_taken": choose.choice([0, payment["amount"]])})
            if answer.status == 201:
                chargeback = answer.json["chargebacks"][-1]["id"]
                answer = client.post(f"{of_payment}/chargebacks/{chargeback}/{choose.choice(['win', 'lose'])}", {})
        else:
            answer = client.post("/v1/payouts", {"provider": "paystack", "net": amount, "payment_fees": 200,
                                                 "dispute_fees": 100, "cleared": amount + 300})
        expect(answer.status < 500, f"{kind}: {answer}")


def one_of_each(client):
    """What chance may leave out: every event that posts happens at least once."""
    def new_invoice():
        return done(client.post("/v1/invoices", {"customer": {"name": "Tunde Cole"}, "lines": [
            {"description": "Yam", "unit_price": 53_750}]}))["id"]

    def done(answer):
        expect(answer.status in (200, 201), f"{answer}")
        return answer.json

    written_off, withheld, plain = (f"/v1/invoices/{new_invoice()}" for _ in range(3))
    done(client.post(f"{written_off}/write_off", {"reason": "Moved away"}))
    done(client.post(f"{written_off}/credit_notes", {"lines": [{"line": 0, "amount": 1_000}]}))
    for path in ("withholding_tax", "vat_withheld"):
        taken = done(client.post(f"{withheld}/{path}", {"amount": 100}))["withholding"]["id"]
        done(client.post(f"{withheld}/withholding_reversals", {"withholding": taken, "reason": "Never paid over"}))
    done(client.post(f"{plain}/revise", {"lines": [{"description": "Yam", "unit_price": 10_750}]}))
    done(client.post(f"{plain}/cancel", {}))
    payment = done(client.post("/v1/payments", {"amount": 90_000, "method": "card", "invoice": new_invoice()}))
    path = f"/v1/payments/{payment['id']}"
    refund = done(client.post(f"{path}/refund", {"amount": 500}))["refunds"][0]["id"]
    done(client.post(f"{path}/refunds/{refund}/settle", {"fee": 5}))
    for end in ("win", "lose"):
        opened = done(client.post(f"{path}/chargebacks", {"amount": 700, "amount_taken": 300}))
        done(client.post(f"{path}/chargebacks/{opened['chargebacks'][-1]['id']}/{end}", {}))
    expense = done(client.post("/v1/expenses", {"amount": 1_075, "vat": 75, "category": "rent", "method": "cash",
                                                "description": "Stall"}))["id"]
    done(client.request("PATCH", f"/v1/expenses/{expense}", {"category": "transport"}))
    done(client.post(f"/v1/expenses/{expense}/void", {"reason": "Entered twice"}))
    done(client.post("/v1/payouts", {"provider": "paystack", "net": 900, "payment_fees": 60, "dispute_fees": 40,
                                     "cleared": 1_000}))


def questions(choose, client):
    """Paths of everything that can be asked of the past."""
    window = f"from={days_ago(choose.randrange(30, 120))}&to={days_ago(choose.randrange(0, 30))}"
    currency = choose.choice(["NGN", "NGN", "USD"])
    paths = [f"/v1/reports/{name}?{window}&currency={currency}&basis={basis}"
             for name in ("summary", "revenue_by_month", "top_customers") for basis in ("accrual", "cash")]
    paths += [f"/v1/reports/{name}?{window}&currency={currency}" for name in ("vat", "cash_position", "accounts/1100")]
    paths += [f"/v1/reports/{name}?currency={currency}" for name in ("ageing", "trial_balance")]
    paths += [f"/v1/reports/journal?{window}&limit=1000"]
    paths += [f"/v1/reports/journal?{window}&format={form}" for form in ("csv", "hledger", "beancount")]
    for kind in ("invoices", "customers"):
        rows = client.get(f"/v1/{kind}?limit=200").json["data"]
        paths += [f"/v1/{kind}/{row['id']}" for row in choose.sample(rows, min(3, len(rows)))]
    return paths


def keep_answers(client, choose):
    """[(path, position, body)] as they are now."""
    kept = []
    # A position inside an append has no recorded time of its own: all is read behind the last one.
    written = client.post("/v1/customers", {"name": "Kemi Bello"})
    behind = {"Ledger-Min-Position": written.headers["ledger-position"]}
    for path in questions(choose, client):
        answer = client.get(path, headers=behind)
        expect(answer.status == 200, f"{path}: {answer}")
        kept.append((path, answer.headers["ledger-position"], answer.body))
    return kept


def ask_again(client, choose, kept, recorded):
    """By position and by recorded time: the same bytes, under the same position."""
    choose.shuffle(kept)
    for path, position, body in kept:
        for moment in (f"at_position={position}", f"as_of={recorded[int(position)]}"):
            again = client.get(f"{path}{'&' if '?' in path else '?'}{moment}")
            expect(again.status == 200 and again.headers["ledger-position"] == position, f"{path} {moment}: {again}")
            expect(again.body == body, f"{path} {moment}:\n{body!r}\n{again.body!r}")
            unchanged = client.get(f"{path}{'&' if '?' in path else '?'}{moment}",
                                   headers={"If-None-Match": again.headers["etag"]})
            expect(unchanged.status == 304, f"{path} {moment}: {unchanged}")


def refuse_moments(client, head):
    for query, status in [(f"at_position={head + 1000}", 400), ("as_of=2999-01-01T00:00:00Z", 400),
                          ("as_of=yesterday", 400), (f"at_position=1&as_of={recorded_format(0)}", 400)]:
        answer = client.get(f"/v1/reports/trial_balance?{query}")
        expect(answer.status == status, f"{query}: {answer}")
    nothing = client.get("/v1/reports/trial_balance?as_of=1999-01-01T00:00:00Z")
    expect(nothing.status == 200 and nothing.json["accounts"] == [] and nothing.headers["ledger-position"] == "0",
           f"before the first event: {nothing}")


def recorded_format(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).isoformat().replace("+00:00", "Z")


def compare_with_recomputation(client, choose, events):
    compared = 0
    for currency in ("NGN", "USD"):
        for _ in range(4):
            first, last = days_ago(choose.randrange(20, 140)), days_ago(choose.randrange(0, 20))
            for basis in ("accrual", "cash"):
                ours = recompute_figures.Reports(events, currency, first, last, today(), basis)
                for name in ("summary", "revenue_by_month", "top_customers", "vat", "ageing"):
                    path = f"/v1/reports/{name}?currency={currency}"
                    path += "" if name == "ageing" else f"&from={first}&to={last}"
                    path += f"&basis={basis}" if name in ("summary", "revenue_by_month", "top_customers") else ""
                    theirs, expected = client.get(path).json, getattr(ours, name)()
                    if name == "summary":
                        theirs["expenses_by_category"].sort(key=lambda entry: entry["category"])
                    expect(theirs == expected, f"{path}:\n{theirs}\n{expected}")
                    compared += 1
                compare_accounts(client, ours, currency, first, last)
    return compared


def compare_accounts(client, ours, currency, first, last):
    for code in ("1000", "1010", "1100", "2100", "2200", "4000", "4900"):
        opening, rows = ours.account(code)
        found, after = [], 0
        while after is not None:
            answer = client.get(f"/v1/reports/accounts/{code}?currency={currency}&from={first}&to={last}&limit=7"
                                f"&after={after}")
            expect(answer.status == 200, f"account {code}: {answer}")
            page = answer.json
            found += [(row["position"], row["debit"], row["credit"], row["balance"]) for row in page["data"]]
            after = page["next_after"]
        expect(page["opening_balance"] == opening, f"{code}: opens at {page['opening_balance']}, should at {opening}")
        expect(found == rows, f"{code}: {found} instead of {rows}")


def csv_balances(text):
    found = {}
    for row in csv.DictReader(io.StringIO(text)):
        minor = int(row["debit"].replace(".", "")) - int(row["credit"].replace(".", ""))
        accounts = found.setdefault(row["currency"], {})
        accounts[row["account"]] = accounts.get(row["account"], 0) + minor
    return {currency: {code: amount for code, amount in accounts.items() if amount}
            for currency, accounts in found.items()}


def hledger_totals(path):
    subprocess.run(["hledger", "-f", path, "check", "--strict"], check=True)
    codes = dict(line.removeprefix("account ").split("  ; code:")
                 for line in path.read_text(encoding="utf8").splitlines() if line.startswith("account "))
    found = {}
    for currency in ("NGN", "USD"):
        command = ["hledger", "-f", path, "balance", "--flat", "--no-total", "-O", "csv", f"cur:{currency}"]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        for row in csv.DictReader(io.StringIO(text)):
            minor = int("".join(c for c in row["balance"] if c in "-0123456789"))
            if minor:
                found.setdefault(currency, {})[codes[row["account"]]] = minor
    return found


def beancount_balances(path):
    subprocess.run(["bean-check", path], check=True)
    query = "SELECT account, currency, sum(number) GROUP BY account, currency"
    text = subprocess.run(["bean-query", "-f", "csv", path, query], check=True, capture_output=True, text=True).stdout
    codes = {}
    lines = pathlib.Path(path).read_text(encoding="utf8").splitlines()
    for opened, code in zip(lines, lines[1:]):
        if " open " in opened:
            codes[opened.split()[2]] = code.split('"')[1]
    found = {}
    for account, currency, amount in list(csv.reader(io.StringIO(text)))[1:]:
        minor = int(amount.strip().replace(".", ""))
        if minor:
            found.setdefault(currency.strip(), {})[codes[account.strip()]] = minor
    return found


def check_journals(client, scratch, folded):
    for form, balances in (("hledger", hledger_totals), ("beancount", beancount_balances)):
        path = pathlib.Path(scratch / f"shop.{form}")
        path.write_bytes(client.get(f"/v1/reports/journal?format={form}").body)
        found = balances(path)
        expect(found == folded, f"{form} {found}, fold {folded}")
    answer = client.get("/v1/reports/journal?format=csv")
    expect(answer.headers["content-type"].startswith("text/csv"), f"{answer.headers}")
    found = csv_balances(answer.body.decode())
    expect(found == folded, f"csv {found}, fold {folded}")


def main():
    choose = random.Random(seed())
    with one_service("reports") as (scratch, _, service):
        business = service.create_business()
        client = Client(service.http, business["api_key"])
        kept = []
        one_of_each(client)
        for _ in range(ROUNDS):
            random_history(client, choose, COMMANDS_A_ROUND // 2)
            backdated_history(client, choose, COMMANDS_A_ROUND // 4)
            corrections(client, choose, COMMANDS_A_ROUND)
            kept += keep_answers(client, choose)
        exported = service.command("events", "export", "--business", business["business"]["id"])
        events = list(fold_events.events_of(exported.splitlines()))
        recorded = {event["position"]: event["recorded_at"] for event in events}
        ask_again(client, choose, kept, recorded)
        refuse_moments(client, events[-1]["position"])
        compared = compare_with_recomputation(client, choose, events)
        check_journals(client, scratch, fold_events.fold(events))
        kinds = {event["type"] for event in events}
        expect(set(fold_events.RULES) <= kinds, f"nothing was proved of {sorted(set(fold_events.RULES) - kinds)}")
        print(f"{len(events)} events, {len(kept)} answers of the past again, {compared} reports recomputed")
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
