# SPDX-License-Identifier: Apache-2.0
"""Our mail server as a process beside the service, the service set up to use it, and mails taken apart."""
import email
import email.policy
import hashlib
import hmac
import json
import socket
import subprocess
import sys

from harness import REPOSITORY, expect

PASSWORD = "s@cret/0123456789"
WEBHOOK_SECRETS = ["mailhook_new_0123456789", "mailhook_old_0123456789"]
# Not one of the addresses that may be spoken to in clear, and yet this machine.
HOST = "127.0.0.2"
OURS = {"Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "Mime-Version", "Content-Type"}


class MailServer:
    def __init__(self, scratch):
        self.certificate = scratch / "mail.pem"
        key = scratch / "mail.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=mail.test",
                        "-addext", f"subjectAltName=IP:{HOST}", "-keyout", key, "-out", self.certificate],
                       check=True, capture_output=True)
        self.certificate.chmod(0o644)
        self.process = subprocess.Popen(
            [sys.executable, "-B", REPOSITORY / "tests/end_to_end/mail_server.py", "--host", HOST, "--certificate",
             self.certificate, "--key", key, "--needs-tls", "--login", f"ada:{PASSWORD}"], stdout=subprocess.PIPE, text=True)
        _, self.address, orders = self.process.stdout.readline().split()
        self.orders = (orders.split(":")[0], int(orders.split(":")[1]))

    def ask(self, **order):
        with socket.create_connection(self.orders) as connection, connection.makefile("rw") as stream:
            stream.write(json.dumps(order) + "\n")
            stream.flush()
            return json.loads(stream.readline())

    def faults(self, names):
        self.ask(do="faults", faults=names)

    def mails(self):
        return [Mail(taken) for taken in self.ask(do="mails")]

    def stop(self):
        self.process.terminate()
        self.process.wait(30)

    def environment(self):
        password = PASSWORD.replace("@", "%40").replace("/", "%2F")
        return {"SUOLEDGER_SMTP_URL": f"smtp://ada:{password}@{self.address}",
                "SUOLEDGER_SMTP_CA_FILE": str(self.certificate), "SUOLEDGER_MAIL_FROM": "bills@ledger.example",
                "SUOLEDGER_MAIL_WEBHOOK_SECRET": ",".join(WEBHOOK_SECRETS)}


class Mail:
    """One that the server took; refuses to be one with a header that is not ours."""

    def __init__(self, taken):
        self.id, self.to = taken["id"], taken["to"]
        self.message = email.message_from_string(taken["data"], policy=email.policy.default)
        expect(taken["tls"] and taken["login"] == "ada", "a mail went over without TLS or login")
        names = [name for name, _ in self.message.items()]
        expect(set(names) == OURS and len(names) == len(OURS), f"a mail has the headers {names}")
        expect(len(self.to) == 1, f"one mail for {self.to}")
        shown = [address.addr_spec for address in self.message["To"].addresses]
        expect(shown == self.to, f"it says it is for {shown}, and went to {self.to}")
        expect(str(self.message["Message-ID"]) == f"<{self.id}>", "two ids")

    @property
    def subject(self):
        return str(self.message["Subject"])

    def text(self):
        return self.message.get_body(("plain",)).get_content()

    def html(self):
        return self.message.get_body(("html",)).get_content()

    def document(self):
        attached = list(self.message.iter_attachments())
        expect(len(attached) == 1 and attached[0].get_content_type() == "application/pdf", "a mail without its document")
        return attached[0].get_content()


def signature(body, secret=WEBHOOK_SECRETS[0]):
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
