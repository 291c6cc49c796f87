#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the documentation shows is true of a live service: every example of the contract, and the guide's commands in order."""
import json
import os
import re
import subprocess
import sys

from harness import REPOSITORY, expect, one_service

EXAMPLES = REPOSITORY / "tests" / "http" / "test_openapi_examples.py"
GUIDE = REPOSITORY / "http" / "documents" / "guide.md"


def run_examples(service):
    operator_key = json.loads(service.command("keys", "create", "--operator", "--output", "json"))["api_key"]
    env = {**os.environ, "SUOLEDGER_URL": f"http://{service.http}", "SUOLEDGER_ADMIN_URL": f"http://{service.admin}",
           "SUOLEDGER_OPERATOR_KEY": operator_key}
    finished = subprocess.run([sys.executable, EXAMPLES], env=env, capture_output=True, text=True)
    print(finished.stdout, finished.stderr, sep="")
    expect(finished.returncode == 0, "an example of the contract is not true")


def run_guide(scratch, service):
    blocks = re.findall(r"^```sh\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.S | re.M)
    expect(len(blocks) >= 5, f"the guide has only {len(blocks)} blocks of commands")
    env = {**os.environ, "LEDGER": f"http://{service.http}", "KEY": service.create_business("Ada Stores")["api_key"]}
    folder = scratch / "guide"
    folder.mkdir()
    finished = subprocess.run(["bash", "-euo", "pipefail", "-c", "\n".join(blocks)], cwd=folder, env=env,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
    print(finished.stdout, finished.stderr, sep="")
    expect(finished.returncode == 0, f"the guide ended with {finished.returncode}")
    for sight in ('"Ada Stores"', '"receipt_number"', "invoice_issued", "true"):
        expect(sight in finished.stdout, f"the guide did not show {sight}")


def main():
    with one_service("documentation") as (scratch, _, service):
        run_examples(service)
        run_guide(scratch, service)
    print("2 passed, 0 failed")


if __name__ == "__main__":
    main()
