# SPDX-License-Identifier: Apache-2.0
"""Our Paystack as a process beside the service, and the service set up to speak with it."""
import json
import subprocess
import sys
import urllib.request

from harness import REPOSITORY

SECRET = "sk_live_reconciled_0123456789"


class SimulatedPaystack:
    def __init__(self, run_seed, workers=16, retry_scale=1):
        self.process = subprocess.Popen(
            [sys.executable, "-B", REPOSITORY / "tests/paystack_simulator/simulator.py", "--secret", SECRET, "--seed",
             str(run_seed), "--workers", str(workers), "--retry-scale", str(retry_scale)], stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            if line.startswith("ready "):
                self.url = line.split()[1]
                return
        raise RuntimeError("the simulator did not start")

    def ask(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(f"{self.url}/_simulator{path}", data), timeout=600) as answer:
            return json.load(answer)

    def stop(self):
        self.process.terminate()
        self.process.wait(30)

    def environment(self, business):
        return {"SUOLEDGER_PAYSTACK_SECRET_KEY": SECRET, "SUOLEDGER_PAYSTACK_BASE_URL": self.url,
                "SUOLEDGER_PAYSTACK_BUSINESS": business}
