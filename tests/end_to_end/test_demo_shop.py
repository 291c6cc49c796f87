#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The demo shop: hledger and Beancount accept its journal and agree with every account, so does an independent fold."""
import json
import re
import shutil
import subprocess
import sys

from harness import BINARY, REPOSITORY, Client, Service, expect, scratch_directory
from other_books import beancount_balances, hledger_balances

sys.path.insert(0, str(REPOSITORY / "tests/audit"))
import fold_events  # noqa: E402


class Demo(Service):
    """`suoledger demo` on its embedded default, until it says that the shop is there."""

    def start(self, wait=True):
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        log = open(self.log_path, "ab")
        self.process = subprocess.Popen(
            [BINARY, "demo", *self.options(), "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True)
        told = ""
        for line in self.process.stdout:
            told += line
            if "Ctrl-C stops it" in line:
                break
        expect(self.process.poll() is None, f"the demo ended: {told}\n{self.log_tail()}")
        self.http = re.search(r"API +http://(\S+)", told).group(1)
        self.key = re.search(r"API key +(\S+)", told).group(1)
        return self


def events_of(client):
    answer = client.get("/v1/events", headers={"Accept": "application/x-ndjson"})
    expect(answer.status == 200, f"{answer}")
    lines = answer.body.decode().splitlines()
    trailer = json.loads(lines[-1])
    expect(trailer["object"] == "trailer" and trailer["count"] == len(lines) - 1, f"the stream is cut: {trailer}")
    return list(fold_events.events_of(lines))


def shown_balances(client, currency):
    answer = client.get(f"/v1/reports/trial_balance?currency={currency}").json
    expect(answer["total_debit"] == answer["total_credit"], f"{answer}")
    return {account["code"]: account["debit"] - account["credit"] for account in answer["accounts"]
            if account["debit"] != account["credit"]}


def check_story(events):
    """Two years, about 5 000 invoices, and everything that can happen to one."""
    kinds = {}
    for event in events:
        kinds[event["type"]] = kinds.get(event["type"], 0) + 1
    expect(4_500 <= kinds["invoice_issued"] <= 5_500, f"{kinds}")
    for kind in ("payment_received", "credit_note_issued", "refund_requested", "expense_recorded", "invoice_written_off",
                 "withholding_tax_recorded", "vat_withheld_recorded", "invoice_cancelled", "invoice_drafted"):
        expect(kinds.get(kind, 0) > 0, f"nobody made a {kind}: {kinds}")
    days = sorted(event["payload"]["issued_on"] for event in events if event["type"] == "invoice_issued")
    expect(int(days[-1][:4]) - int(days[0][:4]) in (1, 2), f"from {days[0]} to {days[-1]}")
    numbers = [event["series_number"] for event in events if event["type"] == "invoice_issued"]
    expect(numbers == list(range(1, len(numbers) + 1)), "invoice numbers are not dense in order")
    return kinds


def main():
    scratch = scratch_directory("demo")
    demo = Demo(scratch / "data").start()
    try:
        client = Client(demo.http, demo.key, timeout=120)
        events = events_of(client)
        kinds = check_story(events)
        folded = fold_events.fold(events)
        shown = {currency: shown_balances(client, currency) for currency in folded}
        expect(shown == folded, f"trial balance {shown}, independent fold {folded}")
        for name, balances in (("hledger", hledger_balances), ("beancount", beancount_balances)):
            journal = client.get(f"/v1/reports/journal?format={name}")
            expect(journal.status == 200, f"{journal}")
            theirs = balances(journal.body.decode())
            expect(theirs == folded, f"{name} {theirs}, independent fold {folded}")
    finally:
        demo.stop()
    shutil.rmtree(scratch)
    print(kinds)
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
