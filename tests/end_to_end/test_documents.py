#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Documents of a running service: the same bytes whatever is restarted or lost, links that hold, copies that tell nothing.

Kept in an object store that checks every signature, then in the data directory.
"""
import hashlib
import pathlib
import shutil
import subprocess
import sys
import urllib.parse

from harness import REPOSITORY, Client, expect, invoice_body, one_service

KEYS = ["--bucket", "papers", "--region", "af-south-1", "--access-key", "AKIDEXAMPLE", "--secret-key", "s3cr/et+key"]
NAME = "Chinedu Okafor"


class ObjectStore:
    def __init__(self):
        self.process = subprocess.Popen([sys.executable, "-B", REPOSITORY / "tests/adapters/s3_store.py", *KEYS],
                                        stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[1]

    def environment(self):
        return {"SUOLEDGER_S3_ENDPOINT": self.url, "SUOLEDGER_S3_BUCKET": "papers", "SUOLEDGER_S3_REGION": "af-south-1",
                "SUOLEDGER_S3_ACCESS_KEY": "AKIDEXAMPLE", "SUOLEDGER_S3_SECRET_KEY": "s3cr/et+key"}

    def stop(self):
        """What it was asked."""
        self.process.terminate()
        return self.process.communicate()[0].splitlines()


def made(client, path, body):
    answer = client.post(path, body)
    expect(answer.status in (200, 201), f"{path}: {answer}")
    return answer


def documents_of(client):
    """Paths of one of each kind, in a ledger that shows them."""
    answer = made(client, "/v1/invoices", invoice_body(name=NAME))
    invoice = answer.json
    payment = made(client, "/v1/payments", {"amount": 500, "method": "cash", "invoice": invoice["id"]}).json["id"]
    last = made(client, f"/v1/invoices/{invoice['id']}/credit_notes", {"lines": [{"line": 0, "amount": 100}]})
    position = last.headers["ledger-position"]
    return {"invoice": f"/v1/invoices/{invoice['id']}/invoice.pdf",
            "receipt": f"/v1/payments/{payment}/receipt.pdf",
            "credit note": f"/v1/invoices/{invoice['id']}/credit_notes/CN-000001.pdf",
            "statement": f"/v1/customers/{invoice['customer']}/statement.pdf?at_position={position}"}, position


def download(client, path, position):
    answer = client.get(path, headers={"Ledger-Min-Position": position})
    expect(answer.status == 200, f"{path}: {answer}")
    expect(answer.headers["content-type"] == "application/pdf", f"{path}: {answer.headers}")
    expect(answer.body.startswith(b"%PDF-1."), f"{path}: {answer.body[:20]}")
    return answer


def check_pdf(scratch, pdf):
    file = scratch / "checked.pdf"
    file.write_bytes(pdf)
    subprocess.run(["qpdf", "--check", file], check=True, stdout=subprocess.DEVNULL)
    return subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True).stdout


def check_links(service, client, path, pdf):
    link = client.get(path, headers={"Accept": "application/json"}).json
    expect(link["sha256"] == hashlib.sha256(pdf).hexdigest(), f"the link says {link}")
    stranger, address = Client(service.http, ""), urllib.parse.urlsplit(link["url"]).path
    opened = stranger.request("GET", address, headers={"Authorization": ""})
    expect(opened.status == 200 and opened.body == pdf, f"{address}: {opened}")
    expect(opened.headers["referrer-policy"] == "no-referrer", f"{address}: {opened.headers}")
    changed = address[:-3] + ("AAA" if not address.endswith("AAA") else "BBB")
    expect(stranger.get(changed).status == 404, "a link that was changed")


def rendered_events(client):
    events = client.get("/v1/events?type=document_rendered&limit=1000").json["data"]
    return {event["payload"]["sha256"] for event in events}


def files_of(folder):
    return [file for file in pathlib.Path(folder).rglob("*") if file.is_file()]


def main():
    store = ObjectStore()
    with one_service("documents", lambda scratch: store.environment()) as (scratch, _, service):
        client = Client(service.http, service.create_business()["api_key"])
        paths, position = documents_of(client)
        first = {kind: download(client, path, position).body for kind, path in paths.items()}
        for kind, pdf in first.items():
            text = check_pdf(scratch, pdf)
            expect(NAME in text and "₦" in text, f"the {kind} says {text}")
            expect(hashlib.sha256(pdf).hexdigest() in rendered_events(client), f"the {kind} is not in the log")
        check_links(service, client, paths["invoice"], first["invoice"])
        etag = download(client, paths["invoice"], position).headers["etag"]
        expect(client.get(paths["invoice"], headers={"If-None-Match": etag}).status == 304, "it did not change")

        asked = store.stop()
        puts = [line for line in asked if line.startswith("PUT ")]
        expect(len(puts) == 4 and all(" 200" in line for line in asked if line.startswith("PUT ")), f"it was asked {asked}")
        for kind, path in paths.items():
            expect(download(client, path, position).body == first[kind], f"the {kind} without its store")

        service.stop()
        service.environment = {key: value for key, value in service.environment.items() if "_S3_" not in key}
        public = "http://" + service.http  # a port of its own would be another address on paper
        service.arguments = ["--public-url", public]
        service.start()
        client = Client(service.http, client.key)
        for kind, path in paths.items():
            expect(download(client, path, position).body == first[kind], f"the {kind} drawn again after a restart")
        folder = service.data_dir / "documents"
        kept = files_of(folder)
        expect(len(kept) == 4, f"{len(kept)} files are kept")
        for file in kept:
            content = file.read_bytes()
            expect(b"%PDF" not in content and NAME.encode() not in content, f"{file} can be read")
        shutil.rmtree(folder)
        for kind, path in paths.items():
            expect(download(client, path, position).body == first[kind], f"the {kind} after its copy was lost")
        expect(len(rendered_events(client)) == 4, "each is recorded once")
    print("4 kinds of documents, 1 passed, 0 failed")


if __name__ == "__main__":
    main()
