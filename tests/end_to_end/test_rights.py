#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every right of a person and every duty of a business, exercised over HTTP from request to evidence; and after an erasure
the contact data is read nowhere: not in the API, exports, pages, statements, retries, files, dumps or logs."""
import json
import pathlib
import subprocess

from harness import POSTGRES_BIN, Client, as_service_user, expect, one_service, wait_until
from test_personal_data import search

PHONE, EMAIL, NAME, ADDRESS = "+2348091234567", "ngozi.markzq@example.com", "Ngozi Markzqeze", "7 Markzq Road, Enugu"
ERASED = {"erased": True}
HTML = {"Accept": "text/html"}
LINES = {"Accept": "application/x-ndjson"}


class Shop:
    """A client of one business; every answer of a command is waited for by the next read."""

    def __init__(self, client):
        self.client, self.position = client, 0

    def send(self, method, path, body=None, status=200, key=None, headers=None):
        if method == "GET":
            headers = {"Ledger-Min-Position": str(self.position), **(headers or {})}
        answer = self.client.request(method, path, body, key, headers)
        expect(answer.status == status, f"{method} {path} answered {answer}, not {status}")
        if method != "GET":
            self.position = max(self.position, int(answer.headers.get("ledger-position", 0)))
        return answer

    def post(self, path, body, status=200, key=None):
        return self.send("POST", path, body, status, key).json

    def get(self, path, **rest):
        return self.send("GET", path, **rest).json

    def page(self, path):
        answer = self.send("GET", path, headers=HTML)
        expect(answer.headers["content-type"] == "text/html; charset=utf-8", f"{answer.headers}")
        expect("sha256-" in answer.headers["content-security-policy"], "its style sheet is not named")
        return answer.body.decode()

    def event_at(self, position):
        found = self.get(f"/v1/events?after={position - 1}&limit=1")["data"]
        expect(found and found[0]["position"] == position, f"there is no event at {position}")
        return found[0]

    def events(self, kind):
        return self.get(f"/v1/events?type={kind}&limit=1000")["data"]


def ask(shop, kind, customer, channel="email"):
    body = {"kind": kind, "customer": customer, "channel": channel, "details": f"About {kind}, please."}
    return shop.post("/v1/requests", body, 201)["id"]


def grant(shop, request, outcome="granted", **more):
    shop.post(f"/v1/requests/{request}/identify", {"method": "known_contact"})
    return shop.post(f"/v1/requests/{request}/decide", {"outcome": outcome, "basis": "data_protection", **more})


def complete(shop, request, **evidence):
    done = shop.post(f"/v1/requests/{request}/complete", evidence)
    expect(done["completed_at"] and not done["clock"]["is_late"], f"{done}")
    event = shop.event_at(done["evidence"]["completed_position"])
    expect(event["type"] == "request_completed" and event["stream"] == request, f"{event}")
    kinds = [event["type"] for event in shop.get(f"/v1/events?stream={request}")["data"]]
    expect(kinds == ["request_received", "requester_identified", "request_decided", "request_completed"], f"{kinds}")
    return done


def check_access_and_portability(shop, customer):
    for kind in ("access", "export"):
        request = ask(shop, kind, customer)
        grant(shop, request)
        answer = shop.send("GET", f"/v1/customers/{customer}/data_export")
        document, position = answer.json, int(answer.headers["ledger-position"])
        expect(document["position"] == position, "the export does not name its own record")
        event = shop.event_at(position)
        expect(event["type"] == "personal_data_read" and event["payload"]["subject"] == customer, f"{event}")
        expect(event["metadata"]["actor"]["id"].startswith("key_"), f"{event}")
        expect(document["customer"]["phone"] == PHONE and document["customer"]["name"] == NAME, f"{document['customer']}")
        expect(document["invoices"][0]["lines"][0]["description"] == "Akara for Markzq", "no words of the invoice")
        expect(request in {one["id"] for one in document["requests"]}, "the request itself is missing")
        expect({"customer_registered", "invoice_issued"} <= {one["type"] for one in document["events"]}, "no events")
        complete(shop, request, evidence_position=position)
    text = shop.page(f"/v1/customers/{customer}/data_export")
    for words in (PHONE, NAME, "Akara for Markzq", "NGN 1,075.00", "Retention"):
        expect(words in text, f"{words} is not on the page")
    expect("<script" not in text, "the page runs something")


def check_rectification(shop, customer):
    request = ask(shop, "rectification", customer)
    grant(shop, request)
    changed = shop.send("PATCH", f"/v1/customers/{customer}", {"address": ADDRESS})
    position = int(changed.headers["ledger-position"])
    expect(shop.event_at(position)["type"] == "customer_details_changed", "nothing was corrected")
    complete(shop, request, evidence_position=position)
    expect(shop.get(f"/v1/customers/{customer}")["address"] == ADDRESS, "the old address is shown")


def check_restriction_and_objection(shop, customer):
    for kind, path in (("restriction", "restrictions"), ("objection", "objections")):
        request = ask(shop, kind, customer, "phone")
        grant(shop, request)
        put = shop.send("PUT", f"/v1/customers/{customer}/{path}/offers", {"request": request})
        event = shop.event_at(int(put.headers["ledger-position"]))
        expect(event["type"] == "processing_restricted" and event["payload"]["request"] == request, f"{event}")
        complete(shop, request, evidence_position=event["position"])
        shown = shop.get(f"/v1/customers/{customer}")["restrictions"]
        expect([(one["kind"], one["purpose"]) for one in shown] == [(kind, "offers")], f"{shown}")
        shop.send("DELETE", f"/v1/customers/{customer}/{path}/offers")
        expect(shop.get(f"/v1/customers/{customer}")["restrictions"] == [], "it is not lifted")


def check_consent(shop, customer):
    body = {"purpose": "offers", "wording_version": "offers-2", "channel": "whatsapp"}
    shop.post(f"/v1/customers/{customer}/consents", body, 201)
    shop.send("DELETE", f"/v1/customers/{customer}/consents/offers?channel=phone")
    expect(shop.get(f"/v1/customers/{customer}")["consents"][0]["withdrawn_at"], "the consent stands")
    shop.post(f"/v1/customers/{customer}/consents", body, 201)


def check_breach(shop, customer):
    breach = shop.post("/v1/requests", {"kind": "breach", "channel": "in_person", "details": "A phone is lost."}, 201)
    path = f"/v1/requests/{breach['id']}"
    expect(len(breach["clock"]["alarms_at"]) == 2 and breach["clock"]["due_at"], f"{breach}")
    assessment = {"risk": "high", "people_estimate": 2, "categories": ["phone"], "circumstances": "Left in a bus.",
                  "steps": "Its key was revoked."}
    shop.post(path + "/assess", assessment)
    shop.post(path + "/complete", {}, 409)
    people = shop.get(path + "/affected?limit=200")["data"]
    held = {one["customer"]: set(one["held"]) for one in people}
    expect(held.get(customer) == {"name", "phone", "email", "address", "consents", "documents"}, f"{held}")
    first = shop.get(path + "/affected?limit=1")
    expect(len(first["data"]) == 1 and first["next_cursor"], "the list has no pages")
    shop.post(path + "/notify_authority", {"reference": "NDPC-2026-0042"})
    shop.post(path + "/notify_subjects", {"channel": "email", "count": len(people)})
    closed = shop.post(path + "/complete", {})
    expect(closed["completed_at"] and not closed["clock"]["is_late"], f"{closed}")
    kinds = [event["type"] for event in shop.get(f"/v1/events?stream={breach['id']}")["data"]]
    expect(kinds == ["request_received", "breach_assessed", "authority_notified", "subjects_notified",
                     "request_completed"], f"{kinds}")


def check_looks(shop, customer, key_id):
    before = sum(row["reads"] for row in shop.get(f"/v1/audit/access_log?customer={customer}&actor={key_id}")["data"])
    for _ in range(3):
        shop.get(f"/v1/customers/{customer}")
    rows = shop.get(f"/v1/audit/access_log?customer={customer}&actor={key_id}")["data"]
    expect(sum(row["reads"] for row in rows) == before + 3, f"{rows} after {before}")
    shop.get("/v1/events?open=true&limit=1")
    opened = [event["payload"] for event in shop.events("personal_data_read")]
    expect(opened[-1]["what"] == "events_opened", f"{opened[-1]}")
    exported = shop.send("GET", "/v1/events", headers=LINES)
    count = json.loads(exported.body.decode().splitlines()[-1])["count"]
    record = shop.events("history_exported")[-1]["payload"]
    expect(record["count"] == count and record["format"] == "ndjson", f"{record}, not {count}")


def check_record_of_processing(shop):
    record = shop.get("/v1/audit/record_of_processing")
    fields = {(event["event"], field["field"]) for purpose in record["purposes"] for event in purpose["events"]
              for field in event["personal_fields"]}
    expect(("customer_registered", "/details/phone") in fields, "phones are processed in secret")
    expect(record["transfers_abroad"][0]["country"] == "IE" and record["register_is_given"], f"{record}")
    expect("contract clauses" in shop.page("/v1/audit/record_of_processing"), "the page lacks the transfers")


def dump(cluster):
    return subprocess.run([POSTGRES_BIN / "pg_dump", "-h", cluster.directory, "-U", "postgres", "suoledger"],
                          check=True, capture_output=True, cwd="/tmp", **as_service_user()).stdout


def erase(shop, customer):
    request = ask(shop, "erasure", customer)
    shop.post(f"/v1/customers/{customer}/erasure", {"request": request}, 409)  # nobody has granted it
    grant(shop, request, "partly", reason="Invoices are kept as the law says.")
    asked = shop.post(f"/v1/customers/{customer}/erasure", {"request": request})
    event = shop.event_at(asked["position"])
    expect(event["type"] == "erasure_requested" and event["payload"]["request"] == request, f"{event}")
    expect(asked["record_data"]["state"] == "scheduled" and asked["record_data"]["due_on"] > "2032", f"{asked}")
    expect("s.375" in asked["record_data"]["statute"] and asked["complete_on"], f"{asked}")
    wait_until(lambda: shop.get(f"/v1/customers/{customer}")["erasure"]["contact_data"]["state"] == "destroyed", 30,
               "the contact key is not destroyed")
    erasure = shop.get(f"/v1/customers/{customer}")["erasure"]
    destroyed = shop.event_at(erasure["contact_data"]["position"])
    expect(destroyed["type"] == "subject_key_destroyed" and destroyed["payload"]["key_class"] == "contact", f"{destroyed}")
    complete(shop, request, evidence_position=destroyed["position"])
    again = shop.post(f"/v1/customers/{customer}/erasure", {})
    expect(again["position"] == asked["position"] and again["contact_data"]["state"] == "destroyed", f"{again}")
    return event["payload"]["contact_key"]


def check_erased_everywhere(shop, customer, invoice, registration, replies):
    shown = shop.get(f"/v1/customers/{customer}")
    expect(shown["phone"] == shown["email"] == ERASED, f"{shown}")
    expect(shown["name"] == NAME and shown["address"] == ADDRESS, "the record is kept until its date")
    expect(all(consent["withdrawn_at"] for consent in shown["consents"]), "a consent of an erased person stands")
    expect(shop.get(f"/v1/customers?phone={PHONE.replace('+', '%2B')}")["data"] == [], "the phone finds somebody")
    for path in ("/v1/customers", "/v1/invoices?expand=customer", f"/v1/invoices/{invoice}?expand=customer", "/v1/payments",
                 f"/v1/customers/{customer}/statement", "/v1/requests", f"/v1/invoices/{invoice}/credit_notes",
                 f"/v1/customers/{customer}/data_export", f"/v1/events?stream={customer}&open=true",
                 "/v1/events?open=true&limit=1000", "/v1/reports/top_customers"):
        replies.append(shop.send("GET", path).body)
    replies.append(shop.send("GET", "/v1/events?open=true", headers=LINES).body)
    replies.append(shop.page(f"/v1/customers/{customer}/data_export").encode())
    expect(b"erased" in replies[-1], "the page does not say what was erased")
    path, body, key = registration
    retried = shop.send("POST", path, body, 201, key)
    expect(retried.json == {"id": customer, "object": "customer", "erased": True}, f"{retried}")
    replies.append(retried.body)
    taken = shop.post("/v1/customers", {"name": "Somebody Else", "phone": "08099999999"}, 201)
    expect(shop.get(f"/v1/customers/{taken['id']}")["phone"] == "+2348099999999", "others are erased, too")


def main():
    def environment(scratch):
        register = {"recipients": [{"name": "Mail House", "role": "processor", "country": "IE", "categories": ["email"]}],
                    "transfers": [{"recipient": "Mail House", "country": "IE", "basis": "contract clauses",
                                   "categories": ["email"]}]}
        (scratch / "register.json").write_text(json.dumps(register))
        return {"SUOLEDGER_PROCESSING_REGISTER": str(scratch / "register.json")}

    with one_service("rights", environment) as (_, cluster, service):
        business = service.create_business("Clear Name Stores")
        shop = Shop(Client(service.http, business["api_key"]))
        key_id = shop.get("/v1/api_keys")["data"][0]["id"]
        registration = ("/v1/customers", {"name": NAME, "phone": PHONE, "email": EMAIL}, "registration-1")
        customer = shop.send("POST", *registration[:2], 201, registration[2]).json["id"]
        invoice = shop.post("/v1/invoices", {"customer": customer, "lines": [
            {"description": "Akara for Markzq", "unit_price": 107_500}]}, 201)["id"]
        shop.post("/v1/payments", {"amount": 500, "method": "cash", "customer": customer, "invoice": invoice}, 201)
        check_rectification(shop, customer)
        check_access_and_portability(shop, customer)
        check_restriction_and_objection(shop, customer)
        check_consent(shop, customer)
        shop.post("/v1/customers", {"name": "Somebody Near", "phone": "08031110000"}, 201)
        check_breach(shop, customer)
        check_looks(shop, customer, key_id)
        check_record_of_processing(shop)
        hold = shop.post(f"/v1/customers/{customer}/legal_hold", {"reason": "A claim"}, 201)
        shop.send("DELETE", f"/v1/customers/{customer}/legal_hold?hold={hold['id']}")
        contact_key = erase(shop, customer)
        replies = []
        check_erased_everywhere(shop, customer, invoice, registration, replies)
        expect(contact_key.encode() in dump(cluster), "the event itself names the key")
        with cluster.connect("suoledger") as connection, connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM suoledger.subject_key WHERE key_id = %s", (contact_key,))
            expect(cursor.fetchone()[0] == 0, "the wrapped key is still there")
            cursor.execute("SELECT count(*) FROM suoledger.reservation WHERE owner IN (SELECT stream_id FROM "
                           "suoledger.event WHERE event_type = 'erasure_requested')")
            expect(cursor.fetchone()[0] == 0, "a blind index still finds the person")
        dumped = dump(cluster)
        service.stop()
        cluster.stop()
        places = [("pg_dump", dumped), ("log", service.log_path.read_bytes())]
        places += [(f"answer {number}", body) for number, body in enumerate(replies)]
        for root in (service.data_dir, cluster.directory):
            places += [(path, path.read_bytes()) for path in pathlib.Path(root).rglob("*") if path.is_file()]
        expect(search(places, {"Clear Name Stores": "name"}), "the search finds nothing at all")
        expect(any(NAME.encode() in body for body in replies), "no answer shows the record that is kept")
        found = search(places, {PHONE: "phone", EMAIL: "email", PHONE.removeprefix("+234"): "phone"})
        expect(not found, f"contact data is still read: {found[:10]}")
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
