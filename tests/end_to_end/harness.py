# SPDX-License-Identifier: Apache-2.0
"""What the end-to-end tests share: a private PostgreSQL, service processes, HTTP clients. Standard library and psycopg2."""
import contextlib
import datetime
import http.client
import json
import os
import pathlib
import pwd
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid

import psycopg2

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("SUOLEDGER_BINARY", REPOSITORY / "build/dev/suoledger"))
POSTGRES_BIN = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]


def seed():
    """One seed a run, printed, so that a failure can be run again."""
    value = int(os.environ.get("SUOLEDGER_SEED", random.SystemRandom().randrange(1 << 32)))
    print(f"seed {value} (repeat with SUOLEDGER_SEED={value})", flush=True)
    return value


def today():
    """Where the businesses are: for an hour of every day it is tomorrow there already."""
    return datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=1), "Africa/Lagos")).date()


def wait_until(condition, seconds, what):
    """Polls a condition of another process; the limit is a safety net, never a measurement. `what` may be a function."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(what() if callable(what) else what)
        time.sleep(0.02)


def service_user():
    for name in ("suoledger", "postgres"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SystemExit("no user 'suoledger' or 'postgres' to run PostgreSQL as")


def as_service_user():
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    user = service_user()
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def scratch_directory(name):
    path = pathlib.Path(tempfile.mkdtemp(prefix=f"suoledger-{name}-", dir="/tmp"))
    path.chmod(0o755)
    if os.geteuid() == 0:
        shutil.chown(path, service_user().pw_uid)  # the list of destroyed keys is written beside the keys
    return path


class Cluster:
    """A private PostgreSQL without TCP that can be killed and started again."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.data = self.directory / "pg"
        self.directory.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(self.directory, service_user().pw_uid)
        self._run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C",
                  "--data-checksums", "--no-sync")
        with open(self.data / "postgresql.conf", "a", encoding="utf8") as conf:
            conf.write(f"listen_addresses=''\nunix_socket_directories='{self.directory}'\nmax_connections=100\n"
                       "restart_after_crash=on\nlogging_collector=off\n")
        self.process = None

    def _run(self, tool, *arguments):
        subprocess.run([POSTGRES_BIN / tool, *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/tmp",
                       **as_service_user())

    def start(self):
        log = open(self.directory / "postgres.log", "ab")
        self.process = subprocess.Popen([POSTGRES_BIN / "postgres", "-D", self.data], stdout=log, stderr=log,
                                        cwd="/tmp", start_new_session=True, **as_service_user())
        wait_until(self.answers, 60, "PostgreSQL did not start")

    def answers(self):
        try:
            self.connect().close()
            return True
        except psycopg2.OperationalError:
            return False

    def connect(self, database="postgres"):
        connection = psycopg2.connect(host=str(self.directory), user="postgres", dbname=database)
        connection.autocommit = True
        return connection

    def url(self, database="suoledger"):
        return f"postgresql://postgres@/{database}?host={urllib.parse.quote(str(self.directory), safe='')}"

    def create_database(self, database="suoledger"):
        # Not `with connection`: that is a transaction even with autocommit, in which no database can be created.
        connection = self.connect()
        connection.cursor().execute(f'CREATE DATABASE "{database}"')
        connection.close()

    def kill(self):
        """kill -9 of the postmaster and, through their session, of every backend."""
        os.killpg(self.process.pid, signal.SIGKILL)
        for backend in self._children():
            try:
                os.kill(backend, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()
        wait_until(lambda: not self._children(), 10, "backends outlive the postmaster")

    def _children(self):
        """Backends call setsid, so the process group alone does not reach them."""
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                if os.readlink(entry / "cwd") == str(self.data):
                    found.append(int(entry.name))
            except OSError:
                continue
        return [pid for pid in found if pid != self.process.pid or self.process.poll() is None]

    def cut_backends(self, pattern="suoledger%"):
        """Cuts connections of the service in the middle of whatever they do."""
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                           "WHERE pid <> pg_backend_pid() AND application_name LIKE %s", (pattern,))

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)


# Tests hammer with one key from one address; those of the limits themselves set them.
NO_LIMITS = {"SUOLEDGER_RATE_LIMIT_PER_KEY": "off", "SUOLEDGER_RATE_LIMIT_PER_ADDRESS": "off"}


class Service:
    """One `suoledger serve` process."""

    def __init__(self, data_dir, database_url=None, kek_file=None, environment=None, arguments=(),
                 listen="127.0.0.1:0"):
        self.listen = listen
        self.data_dir = pathlib.Path(data_dir)
        self.database_url = database_url
        self.kek_file = kek_file
        self.environment = {**NO_LIMITS, **(environment or {})}
        self.arguments = list(arguments)
        self.process = None
        self.log_path = self.data_dir.parent / (self.data_dir.name + ".log")

    def options(self):
        options = ["--data-dir", self.data_dir]
        if self.database_url:
            options += ["--database-url", self.database_url]
        if self.kek_file:
            options += ["--kek-file", self.kek_file]
        return options

    def start(self, wait=True):
        listen = self.data_dir / "listen.json"
        if listen.exists():
            listen.unlink()
        log = open(self.log_path, "ab")
        self.process = subprocess.Popen(
            [BINARY, "serve", *self.options(), "--listen", self.listen, "--admin-listen", "127.0.0.1:0",
             *self.arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            env={**os.environ, **self.environment}, start_new_session=True)
        if wait:
            self.wait_ready()
        return self

    def wait_ready(self, seconds=90):
        listen = self.data_dir / "listen.json"

        def ready():
            if self.process.poll() is not None:
                raise RuntimeError(f"the service ended with {self.process.returncode}:\n{self.log_tail()}")
            return listen.exists() and listen.stat().st_size > 0
        wait_until(ready, seconds, lambda: f"the service is not ready:\n{self.log_tail()}")
        addresses = json.loads(listen.read_text())
        self.http, self.admin = addresses["http"], addresses["admin"]

    def log_tail(self, lines=40, most_bytes=65536):
        with open(self.log_path, "rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - most_bytes))
            return "\n".join(log.read().decode(errors="replace").splitlines()[-lines:])

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, seconds=60):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(seconds)
        return self.process.returncode if self.process else None

    def command(self, *arguments):
        """A command-line tool beside (or instead of) the running service; returns its standard output."""
        result = subprocess.run([BINARY, *arguments, *self.options()], stdin=subprocess.DEVNULL, capture_output=True,
                                env={**os.environ, **self.environment}, text=True, timeout=120, check=False)
        if result.returncode != 0:
            raise RuntimeError(f"{' '.join(map(str, arguments))} ended with {result.returncode}: "
                               f"{result.stdout}{result.stderr}")
        return result.stdout

    def create_business(self, name="Ada Stores", test_mode=False):
        extra = ["--test-mode"] if test_mode else []
        return json.loads(self.command("business", "create", "--name", name, "--output", "json", *extra))


@contextlib.contextmanager
def one_service(name, environment=lambda scratch: {}, listen="127.0.0.1:0"):
    """A ready service on a PostgreSQL of its own, and both gone afterwards: yields (scratch, cluster, service).

    What a failed test leaves in its scratch directory stays, to be looked at.
    """
    scratch = scratch_directory(name)
    cluster = Cluster(scratch / "db")
    cluster.start()
    cluster.create_database()
    service = Service(scratch / "node", cluster.url(), scratch / "kek.json", environment(scratch), listen=listen)
    try:
        yield scratch, cluster, service.start()
    finally:
        service.stop()
        cluster.stop()
    shutil.rmtree(scratch)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:400]!r}"


class Client:
    """A keep-alive client of one thread; a lost connection raises OSError or http.client.HTTPException."""

    LONGEST_REST_S = 15  # the service hangs up on a connection that rests longer than its idle timeout

    def __init__(self, address, key, timeout=30):
        self.host, port = address.rsplit(":", 1)
        self.port, self.key, self.timeout = int(port), key, timeout
        self.connection = None
        self.used_at = 0.0

    def request(self, method, path, body=None, idempotency_key=None, headers=None):
        if time.monotonic() - self.used_at > self.LONGEST_REST_S:
            self.close()
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)
        sent = {"Authorization": f"Bearer {self.key}", **(headers or {})}
        data = None
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        if method == "POST" and idempotency_key is not False:
            sent["Idempotency-Key"] = idempotency_key or str(uuid.uuid4())
        try:
            self.connection.request(method, path, body=data, headers=sent)
            response = self.connection.getresponse()
            answer = Answer(response.status, dict((k.lower(), v) for k, v in response.getheaders()), response.read())
            if response.will_close:
                self.close()
            self.used_at = time.monotonic()
            return answer
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def get(self, path, **rest):
        return self.request("GET", path, **rest)

    def post(self, path, body, idempotency_key=None, **rest):
        return self.request("POST", path, body, idempotency_key, **rest)

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None


class PatientClient(Client):
    """Asks again until there is a definite answer: the retry of an unknown outcome is the client's half of the contract."""

    ATTEMPTS = 2000  # while the service is away: bounds a client whose service never comes back

    def request(self, method, path, body=None, idempotency_key=None, headers=None):
        key = idempotency_key or str(uuid.uuid4())  # of all attempts, or each would be a command of its own
        sent = headers if method == "GET" else {"Idempotency-Key": key, **(headers or {})}
        for _ in range(self.ATTEMPTS):
            try:
                answer = super().request(method, path, body, False, sent)
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
                continue
            if answer.status != 503 or "retry-after" not in answer.headers:
                return answer
            time.sleep(0.02)
        raise AssertionError(f"no answer to {method} {path} with key {key}")


def invoice_body(total=107_500, phone="+2348012345678", name="Bola Ade", **more):
    return {"customer": {"name": name, "phone": phone},
            "lines": [{"description": "Rice 50kg bag", "quantity": 1, "unit_price": total}], **more}


def run_threads(count, function):
    """Runs function(index) on that many threads, raises the first failure."""
    failures = []

    def guarded(index):
        try:
            function(index)
        except BaseException as failure:  # noqa: B902 - handed to the caller below
            failures.append(failure)
    threads = [threading.Thread(target=guarded, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def expect(condition, message):
    if not condition:
        print(f"FAILED: {message}", file=sys.stderr, flush=True)
        raise AssertionError(message)


def free_port():
    """None of those that the system gives to whoever asks for any: another test would get it before it is used."""
    for port in random.SystemRandom().sample(range(20000, 32000), 100):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no port is free")
