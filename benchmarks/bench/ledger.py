# SPDX-License-Identifier: Apache-2.0
"""The service under measurement with its private PostgreSQL, and the businesses and customers in it."""
import contextlib
import pathlib
import re
import shutil
import sys
import tempfile

import psycopg2

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests/end_to_end"))
import harness  # noqa: E402 - how a service is started stands there

from . import machine  # noqa: E402

# As high as the service takes them: they are checked for every request and never reached.
LIMITS = {"SUOLEDGER_RATE_LIMIT_PER_KEY": "1000000/s:1000000", "SUOLEDGER_RATE_LIMIT_PER_ADDRESS": "1000000/s:1000000"}
# Without these an acknowledgement would promise nothing.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
# The only setting that differs from the service's own: pgbench comes with 64 clients.
MAX_CONNECTIONS = 100
SHOWN = [*DURABLE, "wal_sync_method", "wal_level", "shared_buffers", "max_wal_size", "min_wal_size", "backend_flush_after",
         "wal_compression", "data_checksums", "max_connections", "jit", "server_version"]


class Ledger:
    def __init__(self, service, socket):
        self.service = service
        self.data_dir = service.data_dir
        self.socket = socket  # of the API; pgbench comes through PostgreSQL's
        self.businesses = []

    @property
    def postmaster(self):
        return int((self.data_dir / "postgres/postmaster.pid").read_text().split()[0])

    def connection_values(self):
        lines = (self.data_dir / "postgres/postmaster.pid").read_text().splitlines()
        return {"host": lines[4], "port": lines[3], "user": "suoledger", "dbname": "suoledger",
                "password": (self.data_dir / "postgres-password").read_text().strip()}

    def libpq_environment(self):
        values = self.connection_values()
        return {"PGHOST": values["host"], "PGPORT": values["port"], "PGUSER": values["user"],
                "PGDATABASE": values["dbname"], "PGPASSWORD": values["password"]}

    def rows(self, sql, parameters=()):
        return query(self.connection_values(), sql, parameters)

    def settings(self):
        """PostgreSQL's, after making sure that they are the durable ones."""
        found = dict(self.rows("SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY(%s)", (SHOWN,)))
        for name, value in DURABLE.items():
            if found[name] != value:
                raise SystemExit(f"PostgreSQL runs with {name} = {found[name]}: nothing measured so would mean anything")
        return found

    def processes(self):
        return {"service": (self.service.process.pid, False), "postgres": (self.postmaster, True)}

    def metrics(self):
        text = harness.Client(self.service.admin, "").get("/metrics").body.decode()
        return {name: float(value) for name, value in re.findall(r"^suoledger_(\S+) (\S+)$", text, re.MULTILINE)}

    def head(self):
        return self.rows("SELECT position FROM suoledger.log_head")[0][0]

    def client(self, business=0):
        return harness.Client(self.service.http, self.businesses[business]["key"])

    def add_businesses(self, count):
        operator = self.operator_client()
        for number in range(count):
            answer = operator.post("/v1/businesses", {"name": f"Measured Stores {number}"})
            assert answer.status == 201, answer
            made = answer.json
            self.businesses.append({"id": made["business"]["id"], "key": made["api_key"], "customers": []})

    def read_customers(self):
        all_of_them = {"Ledger-Min-Position": str(self.head())}
        for index, business in enumerate(self.businesses):
            client, path = self.client(index), "/v1/customers?limit=200"
            business["customers"] = []
            while path:
                page = client.get(path, headers=all_of_them).json
                business["customers"] += [customer["id"] for customer in page["data"]]
                cursor = page.get("next_cursor")
                path = f"/v1/customers?limit=200&cursor={cursor}" if cursor else None
            client.close()

    def operator_client(self):
        key = self.service.command("keys", "create", "--operator", "--output", "json")
        return harness.Client(self.service.admin, harness.json.loads(key)["api_key"])


def query(values, sql, parameters=()):
    with contextlib.closing(psycopg2.connect(**values)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall() if cursor.description else []


@contextlib.contextmanager
def running(parent, need_gb):
    """A fresh service in a directory of its own, on a file system that can sync; both gone afterwards."""
    parent = pathlib.Path(parent).resolve()
    _, kind = machine.file_system_of(parent)
    if kind in ("tmpfs", "ramfs"):
        raise SystemExit(f"{parent} is in memory ({kind}): an fsync there costs nothing. Give --directory on a disk")
    free_gb = shutil.disk_usage(parent).free / 1e9
    if free_gb < need_gb:
        raise SystemExit(f"{parent} has {free_gb:.0f} GB free, this needs {need_gb}")
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="suoledger-bench-", dir=parent))
    scratch.chmod(0o755)
    socket = scratch / "node/api.sock"
    service = harness.Service(scratch / "node", environment={**LIMITS, "SUOLEDGER_LISTEN_SOCKET": str(socket)})
    try:
        ledger = Ledger(service.start(), socket)
        ledger.rows(f"ALTER SYSTEM SET max_connections = {MAX_CONNECTIONS}")
        service.stop()
        service.start()
        yield ledger, scratch
    finally:
        service.stop()
        # A service told to end while it starts does not wait for its PostgreSQL.
        harness.wait_until(lambda: not (service.data_dir / "postgres/postmaster.pid").exists(), 60,
                           f"PostgreSQL in {scratch} does not end")
        shutil.rmtree(scratch)
