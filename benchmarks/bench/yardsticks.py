# SPDX-License-Identifier: Apache-2.0
"""What the same PostgreSQL does without the service: pgbench on tables with the same keys, with the bytes of a real event."""
import os
import pathlib
import re
import resource
import subprocess
import time

from .ledger import harness
from .machine import CpuUse

SCRIPTS = pathlib.Path(__file__).resolve().parents[1] / "yardsticks"
PLAIN_INSERT, ONE_BY_ONE, BATCHED = "plain_insert", "full_write_set", "full_write_set_batched"
EVENT_ROWS = "(SELECT * FROM suoledger.event ORDER BY position)"


def _children_cpu_seconds():
    """Of programs that this one ran to their end."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Yardsticks:
    def __init__(self, ledger):
        self.ledger = ledger
        self.environment = {**os.environ, **ledger.libpq_environment()}
        self.run_script("schema.sql")
        self._same_indexes()
        self.sample = self._sample()

    def run_script(self, name):
        self._tool("psql", "-X", "-q", "-o", "/dev/null", "-v", "ON_ERROR_STOP=1", "-f", SCRIPTS / name)

    def _tool(self, tool, *arguments, stdout=subprocess.PIPE):
        done = subprocess.run([str(part) for part in (harness.POSTGRES_BIN / tool, *arguments)], env=self.environment,
                              stdout=stdout, stderr=subprocess.PIPE, text=True, cwd="/", check=False,
                              stdin=subprocess.DEVNULL, **harness.as_service_user())
        if done.returncode != 0 or "aborted" in done.stderr:
            raise RuntimeError(f"{tool} failed: {done.stderr}")
        return done.stdout

    def _same_indexes(self):
        """A yardstick with fewer indexes would be another one."""
        found = {}
        for schema, table, definition in self.ledger.rows(
                "SELECT schemaname, tablename, definition FROM yardstick.indexes"):
            found.setdefault(schema, set()).add((table, definition))
        assert found["suoledger"] == found["yardstick"], found["suoledger"] ^ found["yardstick"]

    def _sample(self):
        """The newest invoice: its bytes and those of its kept reply."""
        salt, metadata, payload, leaf_hash, reply = self.ledger.rows(
            "SELECT encode(e.salt, 'hex'), e.metadata::text, e.payload::text, encode(e.leaf_hash, 'hex'), "
            "encode(c.reply, 'hex') FROM suoledger.event e JOIN suoledger.command c USING (position) "
            "WHERE event_type = 'invoice_issued' ORDER BY position DESC LIMIT 1")[0]
        return {"salt": salt, "metadata": metadata, "payload": payload, "leaf_hash": leaf_hash, "reply": reply}

    def sizes(self):
        return {"payload_bytes": len(self.sample["payload"].encode()), "metadata_bytes": len(self.sample["metadata"].encode()),
                "sealed_reply_bytes": len(self.sample["reply"]) // 2}

    def pgbench(self, script, clients, seconds, batch=1):
        """Transactions a second and their mean latency; tables are emptied before."""
        self.run_script("reset.sql")
        values = [part for name, value in {**self.sample, "batch": batch}.items() for part in ("-D", f"{name}={value}")]
        own_before = _children_cpu_seconds()
        with CpuUse({"postgres": self.ledger.processes()["postgres"]}, settle=0.2) as cpu:
            text = self._tool("pgbench", "-n", "-M", "prepared", "-f", SCRIPTS / f"{script}.sql", "-c", clients, "-j",
                              min(clients, 2), "-T", seconds, *values)
        cores = {**cpu.cores, "pgbench": (_children_cpu_seconds() - own_before) / cpu.seconds}
        failed = int(re.search(r"number of failed transactions: (\d+)", text)[1])
        assert failed == 0, f"{script}: {failed} transactions failed"
        if "tps = " not in text:
            raise RuntimeError(f"{script}: not one transaction in {seconds} s; is this machine doing something else?")
        tps = float(re.search(r"tps = ([\d.]+)", text)[1])
        written = self.ledger.rows("SELECT count(*) FROM yardstick.event")[0][0]
        done = int(re.search(r"transactions actually processed: (\d+)", text)[1])
        assert written >= done * batch, f"{script}: {done} transactions of {batch} wrote {written} events"
        return {"per_second": tps * batch, "latency_ms": float(re.search(r"latency average = ([\d.]+)", text)[1]),
                "clients": clients, "batch": batch, "cores": cores}

    def copy_out(self):
        """Event rows a second in binary, in order of position, to nowhere."""
        events = self.ledger.head()
        with open(os.devnull, "wb") as nowhere:
            begun = time.monotonic()
            self._tool("psql", "-X", "-c", f"COPY {EVENT_ROWS} TO STDOUT (FORMAT binary)", stdout=nowhere)
            took = time.monotonic() - begun
        return {"per_second": events / took, "events": events, "seconds": took}
