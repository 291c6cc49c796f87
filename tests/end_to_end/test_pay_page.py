#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The payer's page in Chromium at 360 pixels: every state, light and dark, with scripts and without; a transfer claimed,
money that shows up by itself, and a payment online from the link to the receipt. `--screenshots DIR` keeps the pictures."""
import argparse
import http.client
import pathlib
import shutil

import browser
from harness import Client, Cluster, Service, expect, free_port, scratch_directory, seed
from simulated_paystack import SimulatedPaystack

MOST_BYTES = 30_000
# Ten segments are what a server may send before it hears from the phone (RFC 6928).
FIRST_FLIGHT_BYTES = 10 * 1460
ORDINARY = {"customer": {"name": "Ṣadé Adéọlá", "phone": "+2348012345678", "email": "sade@example.com"},
            "due_on": "2999-12-31", "notes": "Thank you for shopping with us.",
            "lines": [{"description": "Rice 50kg bag", "quantity": 2, "unit_price": 4_500_000},
                      {"description": "Palm oil from Ọ̀yọ́, 25 litres", "quantity": "1.5", "unit_price": 3_200_000,
                       "discount": 100_000}]}
TOTAL = 13_700_000


class Shop:
    def __init__(self, service, key):
        self.service = service
        self.client = Client(service.http, key)

    def done(self, answer, status=(200, 201)):
        expect(answer.status in status, f"{answer}")
        # A browser cannot ask for what was just appended; it finds it shown.
        shown = self.client.get("/v1/business", headers={"Ledger-Min-Position": answer.headers["ledger-position"]})
        expect(shown.status == 200, f"{shown}")
        return answer.json

    def set_up(self):
        self.done(self.client.request("PUT", "/v1/business/bank_account",
                                      {"bank_name": "GTBank", "account_number": "0123456789",
                                       "account_name": "Ada Stores"}))

    def issue(self, **more):
        return self.done(self.client.post("/v1/invoices", {**ORDINARY, **more}))

    def pay(self, invoice, amount):
        self.done(self.client.post("/v1/payments", {"amount": amount, "currency": "NGN", "method": "bank_transfer",
                                                    "reference": "FT-1", "received_at": invoice["created_at"],
                                                    "invoice": invoice["id"]}))

    def command(self, invoice, name, body):
        return self.done(self.client.post(f"/v1/invoices/{invoice['id']}/{name}", body))

    def url(self, invoice):
        return f"http://{self.service.http}/pay/" + invoice["pay_url"].rsplit("/", 1)[1]


def states_of(shop):
    """A page of every state: (name, address, something that it says)."""
    opened = shop.issue()
    partly = shop.issue()
    shop.pay(partly, 5_000_000)
    paid = shop.issue()
    shop.pay(paid, TOTAL)
    cancelled = shop.issue()
    shop.command(cancelled, "cancel", {"reason": "Issued twice"})
    credited = shop.issue()
    shop.command(credited, "credit_notes", {"reason": "Returned"})
    renewed = shop.issue()
    shop.command(renewed, "renew_pay_link", None)
    erased = shop.issue(customer={"name": "Chi Eze", "phone": "+2348087654321"})
    shop.done(shop.client.post(f"/v1/customers/{erased['customer']}/erasure", {}), (200, 201, 202))
    long = shop.issue(lines=[{"description": "Adire cloth, indigo, " * 9, "unit_price": 100_000}] * 500)
    return [("open", shop.url(opened), "Amount due"), ("partly", shop.url(partly), "is settled"),
            ("paid", shop.url(paid), "Paid in full"), ("cancelled", shop.url(cancelled), "Please do not pay it"),
            ("credited", shop.url(credited), "credit note"), ("renewed", shop.url(renewed), "This link has ended"),
            ("erased", shop.url(erased), "Amount due"), ("long", shop.url(long), "more in the document"),
            ("unknown", f"http://{shop.service.http}/pay/AAAA", "nothing under this link")]


def see_every_state(phone, states):
    for scripts in (True, False):
        for scheme in ("light", "dark"):
            phone.set_up(scheme, scripts)
            for name, url, said in states:
                phone.open(url)
                expect(said in phone.text(), f"{name} does not say {said!r}:\n{phone.text()}")
                if name in ("renewed", "unknown"):
                    phone.complaints()  # that the answer is 410 or 404 is meant
                # axe is a script; what it reads is the same without scripts, but for the buttons that copy.
                phone.check(f"{name}-{scheme}-{'scripts' if scripts else 'plain'}", with_axe=scripts)
    return len(states) * 4


def check_sizes(service, states):
    """What comes before the first paint: the page alone, at most as much as one flight holds, and under the limit."""
    for name, url, _ in states:
        connection = http.client.HTTPConnection(service.http, timeout=30)
        connection.request("GET", url.split(service.http, 1)[1])
        answer = connection.getresponse()
        head = sum(len(key) + len(value) + 4 for key, value in answer.getheaders())
        page = answer.read()
        expect(len(page) < MOST_BYTES, f"{name} has {len(page)} bytes")
        if name != "long":
            expect(len(page) + head < FIRST_FLIGHT_BYTES, f"{name} takes more than one round trip: {len(page) + head}")
        for blocking in (b"<link rel=\"stylesheet", b"<img", b"@import", b"@font-face"):
            expect(blocking not in page, f"{name} must fetch {blocking}")
        expect(page.count(b"<script") == page.count(b"defer></script>"), f"{name}: a script holds up the page")


def claim_a_transfer(phone, shop):
    """Without scripts, from the link to the shop's answer."""
    invoice = shop.issue()
    phone.set_up("light", scripts=False)
    phone.open(shop.url(invoice))
    phone.find("summary").click()
    phone.fill("#payer_name", "Ṣadé Adéọlá")
    phone.find("details form button").click()
    phone.wait_for("The shop has been told")
    phone.wait_for("₦137,000.00 sent on")
    phone.check("claimed-light-plain")
    expect(shop.done(shop.client.get(f"/v1/invoices/{invoice['id']}"))["status"] == "open", "a claim moved money")


def see_money_arrive(phone, shop):
    """With scripts: nobody reloads, and a form that is being filled in is left alone."""
    invoice = shop.issue()
    phone.set_up("light", scripts=True)
    phone.open(shop.url(invoice))
    expect(phone.find(".copy").is_displayed(), "nothing can be copied")
    phone.find("summary").click()
    phone.fill("#payer_name", "Ada")
    shop.pay(invoice, 5_000_000)
    phone.wait_for("₦50,000.00 of ₦137,000.00 is settled")
    expect(phone.find("#payer_name").get_attribute("value") == "Ada", "the form was taken away")
    phone.find("#payer_name").clear()
    phone.find("h1").click()
    shop.pay(invoice, TOTAL - 5_000_000)
    phone.wait_for("Paid in full")
    expect(not phone.has("form"), "a paid invoice still asks for money")
    expect(phone.complaints() == [], "the browser complains")


def pay_online(phone, shop):
    """Without scripts: to the provider, back, and the invoice is paid."""
    invoice = shop.issue()
    phone.set_up("dark", scripts=False)
    phone.open(shop.url(invoice))
    phone.find("form[action$=checkout] button").click()
    phone.wait_for("Decline")
    phone.find("button[value=pay]").click()
    phone.wait_for("Payment received")
    phone.check("received-dark-plain")
    phone.open(shop.url(invoice))
    expect("Paid in full" in phone.text(), phone.text())


def verify_a_document(phone, shop, scratch):
    """What the code on the paper leads to, and a file compared with what the ledger recorded of it."""
    invoice = shop.issue()
    path = f"/v1/invoices/{invoice['id']}/invoice.pdf"
    made = shop.done(shop.client.get(path, headers={"Accept": "application/json"}))
    drawn = scratch / "invoice.pdf"
    drawn.write_bytes(shop.client.get(path).body)
    url = f"http://{shop.service.http}/verify/" + made["url"].rsplit("/", 1)[1]
    for scheme in ("light", "dark"):
        phone.set_up(scheme, scripts=True)
        phone.open(url)
        for said in ("Genuine", invoice["number"], "Ṣ… A…", made["sha256"]):
            expect(said in phone.text(), f"the page does not say {said}:\n{phone.text()}")
        phone.check(f"verify-{scheme}-scripts")
    phone.find("#file").send_keys(str(drawn))
    phone.wait_for("Same file, byte for byte")
    drawn.write_bytes(drawn.read_bytes() + b"\n")
    phone.open(url)
    phone.find("#file").send_keys(str(drawn))
    phone.wait_for("Not the recorded file")
    proof = shop.client.get(url.split(shop.service.http, 1)[1] + "/proof")
    expect(proof.status == 200 and proof.body.startswith(b"c2sp.org/tlog-proof@v1\n"), f"{proof}")


def run(service, shop, folder, scratch):
    states = states_of(shop)
    check_sizes(service, states)
    phone = browser.Phone(folder)
    try:
        seen = see_every_state(phone, states)
        claim_a_transfer(phone, shop)
        see_money_arrive(phone, shop)
        pay_online(phone, shop)
        verify_a_document(phone, shop, scratch)
    finally:
        phone.close()
    print(f"{seen} pages looked at, {phone.checked} of them by axe")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--screenshots", type=pathlib.Path)
    arguments = parser.parse_args()
    browser.skip_unless_there()
    scratch = scratch_directory("pay-page")
    if arguments.screenshots:
        arguments.screenshots.mkdir(parents=True, exist_ok=True)
    cluster = Cluster(scratch / "db")
    cluster.start()
    cluster.create_database()
    simulator = SimulatedPaystack(seed())
    service = Service(scratch / "node", cluster.url(), scratch / "kek.json", listen=f"127.0.0.1:{free_port()}")
    try:
        made = service.create_business("Ada Stores")
        service.environment.update(simulator.environment(made["business"]["id"]))
        service.environment["SUOLEDGER_PUBLIC_URL"] = f"http://{service.listen}"
        shop = Shop(service.start(), made["api_key"])
        shop.set_up()
        run(service, shop, arguments.screenshots, scratch)
    finally:
        service.stop()
        simulator.stop()
        cluster.stop()
    shutil.rmtree(scratch)
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
