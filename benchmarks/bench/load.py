# SPDX-License-Identifier: Apache-2.0
"""Requests for the load generator, and its runs."""
import json
import subprocess

from .machine import CpuUse, peak_memory_mb, reset_peak_memory, thread_seconds


def write_requests(path, requests):
    """requests: (key, method, path, body or None) each; `{n}` becomes a number of its own."""
    with open(path, "w", encoding="utf8") as out:
        for key, method, target, body in requests:
            out.write("\t".join([key, method, target, json.dumps(body, separators=(",", ":")) if body else ""]) + "\n")


def interleaved(businesses, make):
    """make(business, customer) for every customer, neighbours of different businesses."""
    longest = max(len(business["customers"]) for business in businesses)
    return [make(business, business["customers"][index]) for index in range(longest) for business in businesses
            if index < len(business["customers"])]


# More than a run can send; nine digits leave room for 2000 runs.
NUMBERS_PER_RUN = 500_000
LINE = {"description": "Rice 50kg bag", "quantity": 1, "unit_price": 107_500}


def invoice_of(business, customer):
    return business["key"], "POST", "/v1/invoices", {"customer": customer, "lines": [LINE]}


def invoice_of_new_customer(business, _):
    customer = {"name": "Bola Ade {n}", "phone": "+2348{n}"}
    return business["key"], "POST", "/v1/invoices", {"customer": customer, "lines": [LINE]}


def new_customer(business):
    return business["key"], "POST", "/v1/customers", {"name": "Bola Ade", "phone": "+2347{n}"}


def payment_of(business, invoice):
    return business["key"], "POST", "/v1/payments", {"amount": 100, "currency": "NGN", "method": "cash", "invoice": invoice}


class Load:
    """Runs of the load generator against one service; numbers are never used twice."""

    def __init__(self, binary, ledger, scratch):
        self.binary, self.ledger, self.scratch = binary, ledger, scratch
        self.next_number = 0

    def command(self, requests, connections, seconds, warm_up=0.0, rate=0.0, first=0, count=0, acknowledged=None,
                address=None, more=()):
        command = [self.binary, "--address", address or self.ledger.socket, "--requests", requests,
                   "--connections", connections, "--seconds", seconds, "--warm-up", warm_up, "--rate", rate,
                   "--first", first, "--count", count, "--key-prefix", "bench", *more]
        if acknowledged:
            command += ["--acknowledged", acknowledged]
        return [str(part) for part in command]

    def run(self, requests, connections, seconds, processes=None, **options):
        """One run, with what it cost each process and, in microseconds of a request, each thread of the first one."""
        processes = processes or self.ledger.processes()
        measured = next(iter(processes.values()))[0]
        reset_peak_memory(measured)
        threads_before = thread_seconds(measured)
        first, self.next_number = self.next_number, self.next_number + NUMBERS_PER_RUN
        with CpuUse(processes) as cpu:
            done = subprocess.run(self.command(requests, connections, seconds, first=first, **options),
                                  capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"the load generator failed: {done.stderr}")
        result = json.loads(done.stdout)
        if seconds > 0 and result["measured"] == 0:
            raise RuntimeError(f"not one answer in {seconds} s: {result}")
        result["cores"] = {**cpu.cores, "load generator": result["cpu_seconds"] / cpu.seconds}
        result["took_s"] = cpu.seconds
        result["thread_us"] = {name: (seconds - threads_before.get(name, 0)) / max(result["sent"], 1) * 1e6
                               for name, seconds in thread_seconds(measured).items()}
        result["peak_memory_mb"] = peak_memory_mb(measured)
        result["connections"] = connections
        return result

    def start(self, *arguments, **options):
        """Beside other runs; `finish` gives its result."""
        first, self.next_number = self.next_number, self.next_number + NUMBERS_PER_RUN
        return subprocess.Popen(self.command(*arguments, first=first, **options), stdout=subprocess.PIPE, text=True)

    @staticmethod
    def finish(process):
        out, _ = process.communicate()
        if process.returncode != 0:
            raise RuntimeError("the load generator failed")
        return json.loads(out)


def prepare(ledger, generator, plan, scratch):
    """Businesses, customers, and one invoice for each customer, so that everything is warm."""
    requests = scratch / "prepare"
    ledger.add_businesses(plan.businesses)
    for index, business in enumerate(ledger.businesses):
        write_requests(requests, [new_customer(business)])
        wanted = plan.customers
        generator.run(requests, min(32, wanted), 0, count=wanted)
    ledger.read_customers()
    short = [len(business["customers"]) for business in ledger.businesses if len(business["customers"]) != plan.customers]
    assert not short, f"customers are missing: {short}"
    everyone = interleaved(ledger.businesses, invoice_of)
    write_requests(requests, everyone)
    generator.run(requests, 64, 0, count=len(everyone))
