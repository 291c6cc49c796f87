# SPDX-License-Identifier: Apache-2.0
"""Every GET of the contract, asked of a primary and of its read node, and compared byte for byte."""
import base64
import hashlib
import http.client
import json
import re
import time
import urllib.request

from audit_bundles import OpenBundle
from harness import PatientClient, expect
from test_access import operations, path_for

# Docs/adr/0032 says why: they append, or rest on tables and trees that the primary has.
ASKED_OF_THE_PRIMARY = {
    "/checkpoint", "/tile/entries/{+path}", "/tile/{+path}", "/v1/audit/access_log", "/v1/audit/bundle",
    "/v1/audit/checkpoint", "/v1/audit/proofs/consistency", "/v1/audit/proofs/inclusion", "/v1/audit/public_key",
    "/v1/audit/tenant_head", "/v1/customers/{id}/data_export", "/v1/customers/{id}/statement.pdf", "/v1/dead_letters",
    "/v1/dead_letters/{id}", "/v1/invoices/{id}/credit_notes/{number}.pdf", "/v1/invoices/{id}/invoice.pdf",
    "/v1/invoices/{id}/proof", "/v1/payments/{id}/receipt.pdf", "/v1/public/documents/{token}",
    "/v1/public/invoices/{token}", "/v1/reconciliation/differences", "/pay/{token}", "/pay/{token}/return",
    "/verify/{token}/proof"}
# Each process speaks of itself there.
OF_THE_PROCESS = {"/live", "/ready", "/metrics", "/v1/projections"}
# They never end: what comes first is compared.
STREAMS = {"/v1/public/invoices/{token}/events"}
# When it was sent, and by whom.
HEADERS_OF_ONE_ANSWER = {"date", "traceparent"}


def whole(answer):
    headers = {name: value for name, value in answer.headers.items() if name not in HEADERS_OF_ONE_ANSWER}
    return answer.status, headers, answer.body


def with_body(answer, body):
    status, headers, _ = whole(answer)
    expect(status == 200, f"no answer: {answer}")
    return status, {name: value for name, value in headers.items()
                    if name not in ("ledger-position", "content-length", "content-disposition", "etag",
                                    "repr-digest")}, body


def bundle(answer):
    """It names its own time and position, and holds the records of the bundles before it."""
    opened = OpenBundle(answer.body)
    return with_body(answer, (sorted(opened.files), opened.files["verify.py"], opened.events[:10]))


def export(answer):
    """Likewise, and who asked for it before."""
    document = answer.json
    for name in ("position", "exported_at", "recorded_reads"):
        del document[name]
    return with_body(answer, document)


def lines(answer):
    """Of all events, the records of the exports before it too."""
    return with_body(answer, answer.body.splitlines()[:10])


def statement(answer):
    """Drawn as of the position of its own record, which is its version: the digest says that it came whole."""
    digest = base64.b64encode(hashlib.sha256(answer.body).digest()).decode()
    expect(answer.headers["repr-digest"] == f"sha-256=:{digest}:", f"another document than was made: {answer.headers}")
    return with_body(answer, answer.body[:8])


def beginning(answer):
    """Before it comes to what is made anew."""
    return with_body(answer, answer.body[:500])


def page(answer):
    """Its position is that of its own record."""
    return with_body(answer, answer.body)


# Answers of which the primary itself gives no two alike.
ANEW = {"/v1/audit/bundle": bundle, "/v1/customers/{id}/data_export": export,
        "/v1/customers/{id}/statement.pdf": statement}


def required_query(document, operation):
    """`?from=…` as the contract's examples have it."""
    pairs = []
    for parameter in operation.get("parameters", []):
        if "$ref" in parameter:
            parameter = document["components"]["parameters"][parameter["$ref"].rsplit("/", 1)[1]]
        if parameter["in"] == "query" and parameter.get("required"):
            example = parameter.get("example", parameter["schema"].get("example", "NGN"))
            pairs.append(f"{parameter['name']}={example}")
    return "?" + "&".join(pairs) if pairs else ""


class Read:
    def __init__(self, path, template="", admin=False, headers=None, shape=None):
        self.path, self.template, self.admin = path, template, admin
        self.headers, self.shape = headers or {}, shape or ANEW.get(template, whole)

    def of(self, service, deployment, position=None):
        key = deployment.operator if self.admin else deployment.key
        headers = {"X-Request-Id": "walk-1", **self.headers}
        if position:
            headers["Ledger-Min-Position"] = position
        return PatientClient(service.admin if self.admin else service.http, key).get(self.path, headers=headers)


def reads_of_contract(deployment, ids):
    """One of each GET but those of the process and the streams; the lists above are held to name what there is."""
    document = json.load(urllib.request.urlopen(f"http://{deployment.primary.http}/openapi.json"))
    reads, there = [], set()
    for method, path, operation in operations(document):
        if method != "GET":
            continue
        there.add(path)
        if path in OF_THE_PROCESS | STREAMS:
            continue
        of_document = path.startswith(("/v1/public/documents/", "/verify/"))
        known = ids | {"token": ids["document_token" if of_document else "token"]}
        real = path_for(path, known) + required_query(document, operation)
        reads.append(Read(real, path, operation.get("x-listener") == "admin"))
    listed = ASKED_OF_THE_PRIMARY | OF_THE_PROCESS | STREAMS | set(ANEW)
    expect(listed <= there, f"not in the contract: {listed - there}")
    return reads


def further_reads(deployment, ids, position):
    note = deployment.client.get("/v1/audit/checkpoint", headers={"Ledger-Min-Position": position}).body
    size = int(note.splitlines()[1])
    tile = f"000.p/{size}" if size < 256 else "000"
    for path in (f"/v1/invoices/{ids['invoice']}?expand=customer", f"/v1/invoices/{ids['invoice']}?at_position={position}",
                 "/v1/invoices?limit=1", "/v1/invoices?expand=customer", "/v1/events?limit=3", "/v1/events?limit=200",
                 "/v1/payments?unallocated=true", f"/v1/customers/{ids['customer']}?at_position={position}",
                 "/v1/reports/journal?format=hledger", "/v1/reports/journal?format=csv",
                 f"/v1/reports/trial_balance?currency=NGN&at_position={int(position) // 2}",
                 f"/v1/customers/{'cus_' + '0' * 26}", "/v1/invoices?colour=blue",
                 # Asked of the primary, as it was sent:
                 "/v1/customers?phone=%2B2348012345678", "/v1/customers?email=nobody%40example.com",
                 f"/v1/audit/proofs/inclusion?position={position}",
                 f"/v1/audit/proofs/inclusion?position={position}&format=tlog-proof",
                 f"/v1/audit/proofs/consistency?from=1&to={size}", f"/tile/0/{tile}", "/tile/9/x123", "/tile/0/000.p/0",
                 "/v1/audit/access_log?limit=1", "/v1/audit/access_log?colour=blue", "/v1/audit/bundle?from=x",
                 f"/v1/invoices/inv_{'0' * 26}/invoice.pdf", "/pay/nonsense", "/v1/public/documents/nonsense"):
        yield Read(path)
    for path in ("/v1/dead_letters", f"/v1/audit/proofs/inclusion?position={position}",
                 f"/tile/entries/{tile}", "/v1/audit/proofs/inclusion?position=x"):
        yield Read(path, admin=True)
    yield Read("/v1/events?limit=5&open=true", shape=page)
    yield Read("/v1/events", headers={"Accept": "application/x-ndjson"}, shape=lines)
    yield Read(f"/v1/customers/{ids['customer']}/data_export", headers={"Accept": "text/html"}, shape=beginning)
    for path in ("/v1/audit/public_key", "/v1/audit/access_log", f"/v1/invoices/{ids['invoice']}/invoice.pdf",
                 "/v1/business"):
        tag = deployment.client.get(path).headers["etag"]
        yield Read(path, headers={"If-None-Match": tag})


def compare(deployment, reader, read, position):
    """Between two answers of the primary that are the same, the node's is the same too."""
    for _ in range(100):
        before = read.of(deployment.primary, deployment, position)
        seen = max(int(position), int(before.headers.get("ledger-position", 0)))  # recorded reads move it on
        ours = read.of(reader, deployment, str(seen))
        after = read.of(deployment.primary, deployment, position)
        if read.template in ANEW:
            expect(whole(before) != whole(after), f"{read.path} need not be on the list of what is made anew")
        if read.shape(before) == read.shape(after):
            expect(read.shape(ours) == read.shape(before), f"{read.path} differs:\n{read.shape(before)}\n{read.shape(ours)}")
            return ours
        time.sleep(0.05)  # what stands in it was still under way: a checkpoint, a count of reads
    raise AssertionError(f"{read.path}: the primary itself answers no two alike:\n{before}\n{after}")


def first_block(service, path):
    connection = http.client.HTTPConnection(*service.http.rsplit(":", 1), timeout=30)
    try:
        connection.request("GET", path, headers={"Accept": "text/event-stream"})
        response = connection.getresponse()
        text = b""
        while b"data:" not in text or not text.endswith(b"\n\n"):
            more = response.read1()
            expect(more, f"{path} ended: {text}")
            text += more
        return response.status, response.getheader("content-type"), text
    finally:
        connection.close()


def document_token_in(deployment, ids):
    """The page of a payer links to the documents."""
    answer = deployment.client.get(f"/pay/{ids['token']}")
    return re.search(rb'/v1/public/documents/([\w-]+)', answer.body)[1].decode()


def walk(deployment, reader, ids, position):
    """Compares all of them; returns the reads of the contract."""
    reads = [(read, compare(deployment, reader, read, position)) for read in reads_of_contract(deployment, ids)]
    more = [(read, compare(deployment, reader, read, position)) for read in further_reads(deployment, ids, position)]
    expect(len([answer for _, answer in more if answer.status == 304]) == 4, "304 is not passed on")
    for path in STREAMS:
        real = path.replace("{token}", ids["token"])
        theirs, ours = first_block(deployment.primary, real), first_block(reader, real)
        expect(theirs == ours, f"{path}: {theirs} became {ours}")
    answered = len([answer for _, answer in reads + more if answer.status == 200])
    print(f"{len(reads) + len(more)} answers are the same, {answered} of them with 200", flush=True)
    expect(answered >= 80, f"only {answered} were answered with 200")
    return [read for read, _ in reads]
