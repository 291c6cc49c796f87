# SPDX-License-Identifier: Apache-2.0
"""Random sequences over the whole command set: a sequence is data, so that it can be run again, and made smaller."""
import collections

from harness import expect

CATEGORIES = ["rent", "salaries", "goods_for_resale", "transport", "other"]

Step = collections.namedtuple("Step", "kind a b amount flag")


def random_step(choose):
    kind = choose.choice(KINDS)
    return Step(kind, choose.randrange(6), choose.randrange(6), choose.choice([1, 99, 5_000, 107_500, 2_000_000, 31_415_926]),
                choose.random() < 0.5)


def random_sequence(choose):
    """Up to 200 steps; most are short, because mistakes show in short ones too and are quicker to read."""
    length = choose.choice([5, 10, 20, 40, 80, 200])
    return [random_step(choose) for _ in range(choose.randrange(1, length + 1))]


class Shop:
    """One business and what a sequence has made in it so far; indices of steps name things by the order they came."""

    def __init__(self, client, label):
        self.client, self.label = client, label
        self.invoices, self.payments, self.expenses, self.withholdings = [], [], [], []
        self.refunds, self.chargebacks, self.members, self.customers, self.requests = [], [], [], [], []
        self.erased = False
        self.acknowledged, self.refused = {}, 0
        self.position = 0

    def pick(self, things, index):
        return things[index % len(things)] if things else None

    def send(self, number, method, path, body):
        key = f"{self.label}-{number}"
        answer = self.client.request(method, path, body, key)
        expect(answer.status < 500, f"{method} {path} answered {answer}")
        if answer.status < 300:
            self.acknowledged[key] = (method, path, body, answer.body)
            self.position = max(self.position, int(answer.headers["ledger-position"]))
        else:
            self.refused += 1
        return answer

    def run(self, sequence):
        for number, step in enumerate(sequence):
            KIND[step.kind](self, number, step)
        return self


def line(step):
    return {"description": "Ankara cloth", "unit_price": step.amount, "quantity": "1.5" if step.flag else 1,
            "vat_treatment": ["standard", "zero_rated", "exempt"][step.b % 3]}


def document(step, **more):
    return {"customer": {"name": "Sade Obi", "phone": f"+23480{step.a:08d}"}, "lines": [line(step)] * (1 + step.b % 3),
            "currency": "USD" if step.a == 5 else "NGN", "prices_include_vat": step.flag, **more}


def keep(things, answer, what=None):
    if answer.status in (200, 201):
        things.append(what or answer.json["id"])


def issue(shop, number, step):
    answer = shop.send(number, "POST", "/v1/invoices", document(step))
    keep(shop.invoices, answer)
    if answer.status == 201:
        shop.customers.append(answer.json["customer"])


def draft(shop, number, step):
    keep(shop.invoices, shop.send(number, "POST", "/v1/invoices", document(step, draft=True)))


def on_invoice(action, make_body=lambda step: {}, method="POST"):
    def send(shop, number, step):
        invoice = shop.pick(shop.invoices, step.a)
        if invoice:
            shop.send(number, method, f"/v1/invoices/{invoice}{action}", make_body(step))
    return send


def withhold(route):
    def send(shop, number, step):
        invoice = shop.pick(shop.invoices, step.a)
        if not invoice:
            return
        answer = shop.send(number, "POST", f"/v1/invoices/{invoice}/{route}", {"amount": step.amount // 10 + 1})
        if answer.status == 201 and "withholding" in answer.json:
            shop.withholdings.append((invoice, answer.json["withholding"]["id"]))
    return send


def unwithhold(shop, number, step):
    withheld = shop.pick(shop.withholdings, step.b)
    if withheld:
        shop.send(number, "POST", f"/v1/invoices/{withheld[0]}/withholding_reversals", {"withholding": withheld[1]})


def pay(shop, number, step):
    body = {"amount": step.amount, "method": ["bank_transfer", "cash", "card", "pos"][step.b % 4],
            "currency": "USD" if step.a == 5 else "NGN"}
    invoice = shop.pick(shop.invoices, step.a)
    if invoice and step.flag:
        body["invoice"] = invoice
    keep(shop.payments, shop.send(number, "POST", "/v1/payments", body))


def share(action):
    def send(shop, number, step):
        payment, invoice = shop.pick(shop.payments, step.a), shop.pick(shop.invoices, step.b)
        if payment and invoice:
            body = {"invoice": invoice} | ({"amount": step.amount} if step.flag else {})
            shop.send(number, "POST", f"/v1/payments/{payment}/{action}", body)
    return send


def refund(shop, number, step):
    payment = shop.pick(shop.payments, step.a)
    if not payment:
        return
    answer = shop.send(number, "POST", f"/v1/payments/{payment}/refund", {"amount": step.amount} if step.flag else {})
    if answer.status in (200, 201):
        shop.refunds.append((payment, answer.json["refunds"][-1]["id"]))


def finish_refund(action):
    def send(shop, number, step):
        found = shop.pick(shop.refunds, step.b)
        if found:
            shop.send(number, "POST", f"/v1/payments/{found[0]}/refunds/{found[1]}/{action}", {})
    return send


def dispute(shop, number, step):
    payment = shop.pick(shop.payments, step.a)
    if not payment:
        return
    body = {"amount": step.amount, "amount_taken": step.amount if step.flag else 0}
    answer = shop.send(number, "POST", f"/v1/payments/{payment}/chargebacks", body)
    if answer.status in (200, 201):
        shop.chargebacks.append((payment, answer.json["chargebacks"][-1]["id"]))


def finish_dispute(action):
    def send(shop, number, step):
        found = shop.pick(shop.chargebacks, step.b)
        if found:
            shop.send(number, "POST", f"/v1/payments/{found[0]}/chargebacks/{found[1]}/{action}", {})
    return send


def spend(shop, number, step):
    body = {"amount": step.amount, "category": CATEGORIES[step.a % 5], "method": "cash" if step.flag else "bank_transfer",
            "description": "Diesel", "vat": step.amount // 20 if step.flag else 0}
    keep(shop.expenses, shop.send(number, "POST", "/v1/expenses", body))


def on_expense(method, action, make_body):
    def send(shop, number, step):
        expense = shop.pick(shop.expenses, step.a)
        if expense:
            shop.send(number, method, f"/v1/expenses/{expense}{action}", make_body(step))
    return send


def pay_out(shop, number, step):
    shop.send(number, "POST", "/v1/payouts", {"provider": "testpay", "net": step.amount, "cleared": step.amount + step.b,
                                              "payment_fees": step.a})


def tax_profile(shop, number, step):
    shop.send(number, "PUT", "/v1/business/tax_profile", {"vat_registered": step.flag, "tax_id": "12345678-0001"})


def on_customer(method, action, make_body=lambda step: None):
    """What is so already is answered like what was just done, and is no record of its own: it is not kept for retries."""
    def send(shop, number, step):
        customer = shop.pick(shop.customers, step.a)
        if customer:
            answer = shop.client.request(method, f"/v1/customers/{customer}{action}", make_body(step), f"{shop.label}-{number}")
            expect(answer.status < 500, f"{method} {action} answered {answer}")
            shop.position = max(shop.position, int(answer.headers.get("ledger-position", 0)))
            shop.erased |= action == "/erasure" and answer.status == 200
    return send


def ask(shop, number, step):
    body = {"kind": ["access", "erasure", "objection", "breach"][step.b % 4], "channel": "phone"}
    customer = shop.pick(shop.customers, step.a)
    if customer and body["kind"] != "breach":
        body["customer"] = customer
    keep(shop.requests, shop.send(number, "POST", "/v1/requests", body))


def on_request(action, make_body):
    def send(shop, number, step):
        request = shop.pick(shop.requests, step.a)
        if request:
            shop.send(number, "POST", f"/v1/requests/{request}/{action}", make_body(step))
    return send


REASON = {"reason": "asked for"}
KIND = {
    "issue": issue, "pay": pay, "draft": draft, "refund": refund, "dispute": dispute, "spend": spend,
    "pay_out": pay_out, "tax_profile": tax_profile, "unwithhold": unwithhold,
    "change_draft": on_invoice("", lambda step: {"lines": [line(step)]}, "PATCH"),
    "discard_draft": on_invoice("", lambda step: None, "DELETE"),
    "issue_draft": on_invoice("/issue"),
    "revise": on_invoice("/revise", lambda step: {"lines": [line(step)], "prices_include_vat": step.flag}),
    "cancel": on_invoice("/cancel", lambda step: REASON),
    "write_off": on_invoice("/write_off", lambda step: REASON),
    "credit": on_invoice("/credit_notes",
                         lambda step: {"lines": [{"line": step.b % 3, "amount": step.amount}]} if step.flag else {}),
    "withhold_tax": withhold("withholding_tax"), "withhold_vat": withhold("vat_withheld"),
    "allocate": share("allocate"), "deallocate": share("deallocate"),
    "settle_refund": finish_refund("settle"), "fail_refund": finish_refund("fail"),
    "win": finish_dispute("win"), "lose": finish_dispute("lose"),
    "correct": on_expense("PATCH", "", lambda step: {"amount": step.amount, "vat": 0}),
    "void": on_expense("POST", "/void", lambda step: REASON),
    "restrict": on_customer("PUT", "/restrictions/offers", lambda step: {}),
    "lift": on_customer("DELETE", "/restrictions/offers"),
    "hold": on_customer("POST", "/legal_hold", lambda step: REASON),
    "release": on_customer("DELETE", "/legal_hold"),
    "erase": on_customer("POST", "/erasure", lambda step: {}),
    "ask": ask,
    "identify": on_request("identify", lambda step: {"method": "login"}),
    "decide": on_request("decide", lambda step: {"outcome": "refused" if step.flag else "granted", "basis": "law"}
                         | ({"reason": "Not yours."} if step.flag else {})),
    "assess": on_request("assess", lambda step: {"risk": ["low", "high"][step.flag], "circumstances": "Lost."}),
    "complete": on_request("complete", lambda step: {}),
}
# What makes other things possible comes more often.
KINDS = sorted(KIND) + ["issue", "pay", "pay", "draft", "refund", "dispute", "allocate"]


def shrink(sequence, fails):
    """The smallest subsequence found by leaving out halves, quarters, … single steps, that still fails."""
    size = len(sequence) // 2
    while size >= 1:
        start = 0
        while start < len(sequence):
            shorter = sequence[:start] + sequence[start + size:]
            if shorter and fails(shorter):
                sequence = shorter
            else:
                start += size
        size //= 2
    return sequence

