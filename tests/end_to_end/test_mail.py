#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Mails through a real service and a mail server that does everything wrong: each arrives once or is a dead letter, under
one Message-ID whoever is killed, with a document whose hash is in the log; and what bounces is recorded and suppressed.

SUOLEDGER_MAILS=1000 for as many.
"""
import collections
import hashlib
import json
import os
import random
import shutil

from harness import (Client, Cluster, Service, expect, free_port, invoice_body, run_threads, scratch_directory, seed,
                     wait_until)
from log_checks import rows
from mailing import PASSWORD, WEBHOOK_SECRETS, MailServer, signature

MAILS = int(os.environ.get("SUOLEDGER_MAILS", "40"))
PATIENCE_S = 60 + 2 * MAILS
PASSING = ["greeting_4xx", "recipient_4xx", "data_4xx", "message_4xx", "drop_at_greeting", "drop_at_data", "drop_after_message"]
FINAL = {"sender_5xx": "sender_refused", "recipient_5xx": "address_refused", "relay_5xx": "message_refused",
         "message_5xx": "message_refused"}
NAMES = ["Bọla Adé", "Ada, Eve & Co <eve@evil.example>", "=?UTF-8?B?QmNjOiBldmls?=", "O'Neil \"the\" <script>alert(1)</script>",
         "Chinwe\u2028Bcc: eve@evil.example", "x" * 150, "Ada\r\nBcc: eve@evil.example\r\n\r\nDear Eve,", "Ada\nX-Evil: 1\r"]


def count(cluster, event_type):
    return rows(cluster, f"SELECT count(*) FROM suoledger.event WHERE event_type = '{event_type}'")[0][0]


def waiting(cluster):
    """Of what is in the log, read for effects or not yet."""
    return rows(cluster, "SELECT (SELECT count(*) FROM suoledger.outbox WHERE state = 'waiting') + (SELECT count(*) "
                         "FROM suoledger.event e, suoledger.outbox_cursor c WHERE e.position > c.position "
                         "AND e.event_type = 'send_requested')")[0][0]


def settle(cluster, seconds=PATIENCE_S):
    wait_until(lambda: waiting(cluster) == 0, seconds, "mails are still waiting")


def at_head(cluster, client, path):
    head = rows(cluster, "SELECT position FROM suoledger.log_head")[0][0]
    return client.get(path, headers={"Ledger-Min-Position": str(head)}).json


def messages(cluster, client, invoice):
    return at_head(cluster, client, f"/v1/invoices/{invoice}/deliveries")["messages"]


def issue(client, name, email=None):
    body = invoice_body(name=name, phone=None)
    del body["customer"]["phone"]
    if email:
        body["customer"]["email"] = email
    answer = client.post("/v1/invoices", body)
    expect(answer.status == 201, f"{answer}")
    return answer.json


def send(client, invoice, **body):
    answer = client.post(f"/v1/invoices/{invoice}/send", body)
    expect(answer.status == 202, f"a mail is refused: {answer}")
    return answer.json


def rendered(cluster):
    return {row[0] for row in rows(cluster, "SELECT payload->>'sha256' FROM suoledger.event "
                                            "WHERE event_type = 'document_rendered'")}


def plan(chance):
    """Faults of the first connections; those that pass may be met again."""
    faults = [chance.choice(PASSING) if chance.random() < 0.35 else "none" for _ in range(MAILS)]
    for final, place in zip(FINAL, chance.sample(range(MAILS), len(FINAL))):
        faults[place] = final
    faults[chance.choice([place for place in range(MAILS) if faults[place] not in FINAL])] = "slow"
    return faults


def every_mail_arrives_once_or_is_a_dead_letter(cluster, service, server, client, chance):
    faults = plan(chance)
    server.faults(faults)
    invoices = [issue(client, name) for name in NAMES]
    wanted = {f"m{number}@example.com": invoices[number % len(invoices)] for number in range(MAILS)}
    todo = list(wanted.items())
    run_threads(4, lambda index: [send(Client(service.http, client.key), invoice["id"], to=address)
                                  for address, invoice in todo[index::4]])
    settle(cluster)
    by_address = collections.defaultdict(list)
    for mail in server.mails():
        by_address[mail.to[0]].append(mail)
        invoice = wanted[mail.to[0]]
        expect(invoice["number"] in mail.subject and "Ada Stores" in mail.subject, mail.subject)
        expect(invoice["pay_url"] in mail.text() and invoice["pay_url"] in mail.html(), "no way to pay")
        expect("₦1,075.00" in mail.text() and "<script" not in mail.html(), mail.html())
        expect(hashlib.sha256(mail.document()).hexdigest() in rendered(cluster), "a document left before the log knew it")
    letters = json.loads(service.command("dead-letters", "list", "--channel", "mail", "--output", "json"))["data"]
    met = [fault for fault in faults if fault in FINAL]
    expect(sorted(letter["reason"] for letter in letters) == sorted(FINAL[fault] for fault in met), f"{letters}")
    became = {message["to"]: message["status"] for invoice in invoices for message in messages(cluster, client, invoice["id"])}
    sent = {address for address, status in became.items() if status == "sent"}
    failed = {address for address, status in became.items() if status == "failed"}
    expect(sent | failed == set(wanted) and len(failed) == len(letters), f"{became}")
    expect(sent <= set(by_address), f"{sent - set(by_address)} are said to be sent")
    for address, mails in by_address.items():
        expect(len({mail.id for mail in mails}) == 1, f"{address} got one mail under several ids")
    # The server took it and its answer was lost: nobody can know, so it came again, or was refused then.
    doubled = sum(len(mails) for mails in by_address.values()) - len(sent)
    expect(doubled <= faults.count("drop_after_message"), f"{doubled} mails came twice")
    expect(count(cluster, "invoice_sent") == len(sent), "what arrived is not what the log says")
    expect(count(cluster, "sending_failed") == len(letters), "dead letters are not in the log")
    return doubled


def a_kill_does_not_change_the_message_id(cluster, service, server, client, invoice):
    service.stop()
    service.environment["SUOLEDGER_FAILPOINTS"] = "outbox.after_effect=kill"
    service.start()
    sent = count(cluster, "invoice_sent")
    send(Client(service.http, client.key), invoice["id"], to="killed@example.com")
    wait_until(lambda: service.process.poll() is not None, 60, "the worker was not killed")
    expect(count(cluster, "invoice_sent") == sent, "it was recorded before the kill")
    del service.environment["SUOLEDGER_FAILPOINTS"]
    service.start()
    settle(cluster)
    mails = [mail for mail in server.mails() if mail.to == ["killed@example.com"]]
    expect(len(mails) == 2 and mails[0].id == mails[1].id, f"{[mail.id for mail in mails]}")
    expect(count(cluster, "invoice_sent") == sent + 1, "recorded twice, or not at all")
    return mails[0].id


def what_must_not_be_sent_is_not(cluster, service, server, client):
    """Asked for while nobody sends; then the person is erased, the invoice is paid."""
    service.stop()
    service.arguments = ["--roles", "api,projector"]
    service.start()
    client = Client(service.http, client.key)
    gone, paid = issue(client, "Gone", "gone@example.com"), issue(client, "Paid", "paid@example.com")
    send(client, gone["id"])
    send(client, paid["id"], template="reminder")
    payment = client.post("/v1/payments", {"amount": paid["total"], "method": "cash", "invoice": paid["id"]})
    expect(payment.status == 201, f"{payment}")
    erased = client.request("POST", f"/v1/customers/{gone['customer']}/erasure", {})
    expect(erased.status in (200, 202), f"{erased}")
    wait_until(lambda: count(cluster, "subject_key_destroyed") > 0, 60, "nobody is erased")
    service.stop()
    service.arguments = []
    service.start()
    settle(cluster)
    client = Client(service.http, client.key)
    expect([message["code"] for message in messages(cluster, client, gone["id"])] == ["customer_erased"], "an erased one")
    expect([message["code"] for message in messages(cluster, client, paid["id"])] == ["nothing_to_pay"], "a paid one")
    expect(not {"gone@example.com", "paid@example.com"} & {mail.to[0] for mail in server.mails()}, "it was sent")


def post(service, body, signed=None):
    headers = {} if signed is None else {"Suoledger-Signature": signed}
    return Client(service.http, "").request("POST", "/webhooks/mail", body, False, headers)


def only_signed_notices_are_taken(cluster, service, message_id):
    body = json.dumps({"message_id": message_id, "kind": "delivered"}).encode()
    good = signature(body)
    for bad in (None, "", good.upper(), good[:-1], signature(body + b" "), signature(body, "another_secret")):
        expect(post(service, body, bad).status == 401, f"a notice signed {bad!r} is taken")
    expect(rows(cluster, "SELECT count(*) FROM suoledger.inbox")[0][0] == 0, "something unsigned was stored")


def tell(cluster, service, secret=WEBHOOK_SECRETS[0], **notice):
    body = json.dumps(notice).encode()
    answer = post(service, body, signature(body, secret))
    expect(answer.status == 200, f"a notice is refused: {answer}")
    wait_until(lambda: rows(cluster, "SELECT count(*) FROM suoledger.inbox WHERE state = 'waiting'")[0][0] == 0, 60,
               "a notice is not worked off")


def what_became_of_a_mail_is_recorded(cluster, service, server, client):
    client = Client(service.http, client.key)
    invoice = issue(client, "Bounce", "bounce@example.com")["id"]
    send(client, invoice)
    settle(cluster)
    message_id = messages(cluster, client, invoice)[0]["provider_message_id"]
    only_signed_notices_are_taken(cluster, service, message_id)
    tell(cluster, service, message_id=f"<{message_id}>", kind="delivered")
    expect(messages(cluster, client, invoice)[0]["status"] == "delivered", "not delivered")
    for _ in range(2):
        tell(cluster, service, WEBHOOK_SECRETS[1], message_id=message_id, kind="bounced", permanent=True,
             reason="550 5.1.1 <bounce@example.com> is unknown")
    message = messages(cluster, client, invoice)[0]
    expect(message["status"] == "bounced" and message["bounced_for_good"], f"{message}")
    expect("is unknown" in message["bounce_reason"] and count(cluster, "invoice_bounced") == 1, f"{message}")
    send(client, invoice)
    send(client, invoice, to="BOUNCE@example.com")
    send(client, invoice, to="other@example.com")
    settle(cluster)
    seen = [(each["status"], each["code"]) for each in messages(cluster, client, invoice)]
    expect(sorted(seen, key=str) == sorted([("bounced", "bounced"), ("failed", "address_suppressed"),
                                            ("failed", "address_suppressed"), ("sent", None)], key=str), f"{seen}")
    expect(len([mail for mail in server.mails() if mail.to == ["bounce@example.com"]]) == 1, "it was sent again")
    tell(cluster, service, message_id="of-somebody-else@example.com", kind="complained")
    tell(cluster, service, message_id=message_id, kind="opened")
    dead = json.loads(service.command("dead-letters", "list", "--provider", "mail", "--output", "json"))["data"]
    expect([letter["reason"] for letter in dead] == ["malformed"], f"{dead}")


def nothing_personal_is_told(cluster, service):
    log = service.log_path.read_text()
    for secret in (PASSWORD, PASSWORD.replace("@", "%40").replace("/", "%2F"), *WEBHOOK_SECRETS, "example.com", "Bounce"):
        expect(secret not in log, f"{secret} is in the log")
    shown = service.command("check-config")
    expect(PASSWORD.split("@")[0] + "%40" not in shown and WEBHOOK_SECRETS[0] not in shown, "check-config tells secrets")
    expect("bills@ledger.example" in shown, "check-config does not tell whom mails are from")
    columns = rows(cluster, "SELECT row_to_json(s)::text FROM suoledger.suppressed_address s")
    expect(len(columns) >= 2 and "example" not in str(columns), f"{columns}")


def main():
    chance = random.Random(seed())
    scratch = scratch_directory("mail")
    cluster = Cluster(scratch / "db")
    cluster.start()
    cluster.create_database()
    server = MailServer(scratch)
    service = Service(scratch / "node", cluster.url(), scratch / "kek.json",
                      {"SUOLEDGER_OUTBOX_CLAIM_SECONDS": "15", **server.environment()}, listen=f"127.0.0.1:{free_port()}")
    try:
        client = Client("127.0.0.1:0", service.create_business()["api_key"])
        service.start()
        client = Client(service.http, client.key)
        doubled = every_mail_arrives_once_or_is_a_dead_letter(cluster, service, server, client, chance)
        a_kill_does_not_change_the_message_id(cluster, service, server, client, issue(client, "Killed"))
        what_must_not_be_sent_is_not(cluster, service, server, client)
        what_became_of_a_mail_is_recorded(cluster, service, server, client)
        nothing_personal_is_told(cluster, service)
    finally:
        service.stop()
        server.stop()
        cluster.stop()
    shutil.rmtree(scratch)
    print(f"{MAILS} mails, {doubled} of them twice under one id; 5 passed, 0 failed")


if __name__ == "__main__":
    main()
