# SPDX-License-Identifier: Apache-2.0
"""Whether the service's memory stays where it is while commands come for a long time."""
import pathlib
import re
import statistics
import subprocess

from . import checks, load

CONNECTIONS = 64


def resident_mb(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf8")
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024


def over_many_commands(ledger, generator, commands, scratch):
    """Resident memory in MB, twice a second, while so many invoices are issued over 64 connections."""
    requests, acknowledged = scratch / "many", scratch / "many acknowledged"
    load.write_requests(requests, load.interleaved(ledger.businesses, load.invoice_of))
    after = ledger.head()
    running = generator.start(requests, CONNECTIONS, 0, count=commands, acknowledged=acknowledged)
    samples = []
    while running.poll() is None:
        samples.append(resident_mb(ledger.service.process.pid))
        try:
            running.wait(0.5)
        except subprocess.TimeoutExpired:
            pass
    result = generator.finish(running)
    checked = checks.check_run(ledger, [(requests, acknowledged)], after)
    quarter = len(samples) // 4
    return {"commands": result["sent"], "checked": checked, "samples_mb": samples,
            "second_quarter_mb": statistics.mean(samples[quarter:2 * quarter]),
            "last_quarter_mb": statistics.mean(samples[3 * quarter:])}
