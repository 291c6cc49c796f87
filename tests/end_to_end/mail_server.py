# SPDX-License-Identifier: Apache-2.0
"""A mail server as a process of its own, over plain sockets: keeps what it is given, and does wrong what it is told to.

Prints `ready <host:port> <host:port>`: of mail, and of those who tell it what to do. They send a JSON line and get one:
  {"do": "faults", "faults": [...]}  the next mails meet these, one each; then none do
  {"do": "mails"}                    what was taken: [{"id", "from", "to", "data", "tls", "login"}]
  {"do": "state"}                    how many were taken, faults are left, connections came
A fault is one of: greeting_4xx, sender_5xx, recipient_4xx, recipient_5xx, relay_5xx, data_4xx, message_4xx, message_5xx,
drop_at_greeting, drop_at_data (before the message is taken), drop_after_message (taken, and no answer), slow (answers when
nobody waits any more), wait (says nothing until `{"do": "go_on"}`).
"""
import argparse
import base64
import json
import re
import socket
import ssl
import threading

LONGEST_SILENCE_S = 60


class Hangup(Exception):
    pass


class Server:
    def __init__(self, options):
        self.options = options
        self.lock = threading.Lock()
        self.faults, self.mails, self.connections = [], [], 0
        self.going_on = threading.Event()
        self.tls = None
        if options.certificate:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(options.certificate, options.key)

    def next_fault(self):
        with self.lock:
            return self.faults.pop(0) if self.faults else None

    def take(self, mail):
        with self.lock:
            self.mails.append(mail)

    def answer(self, asked):
        with self.lock:
            if asked["do"] == "faults":
                self.faults = list(asked["faults"])
            elif asked["do"] == "mails":
                return self.mails
            elif asked["do"] == "go_on":
                self.going_on.set()
            return {"mails": len(self.mails), "faults": len(self.faults), "connections": self.connections}

    def obey(self, listener):
        while True:
            connection = listener.accept()[0]
            with connection, connection.makefile("rw") as stream:
                for line in stream:
                    stream.write(json.dumps(self.answer(json.loads(line))) + "\n")
                    stream.flush()

    def serve(self):
        mail = socket.create_server((self.options.host, 0), backlog=64)
        orders = socket.create_server(("127.0.0.1", 0))
        print(f"ready {self.options.host}:{mail.getsockname()[1]} 127.0.0.1:{orders.getsockname()[1]}", flush=True)
        threading.Thread(target=self.accept, args=(mail,), daemon=True).start()
        self.obey(orders)

    def accept(self, listener):
        while True:
            connection = listener.accept()[0]
            with self.lock:
                self.connections += 1
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection):
        try:
            Conversation(self, connection).run()
        except (Hangup, OSError):
            pass
        finally:
            connection.close()


class Conversation:
    def __init__(self, server, connection):
        self.server, self.connection = server, connection
        self.fault, self.is_tls, self.login = server.next_fault(), False, None
        self.sender, self.recipients = None, []
        connection.settimeout(LONGEST_SILENCE_S)
        if server.options.implicit_tls:
            self.begin_tls()
        self.reader = self.connection.makefile("rb")

    def begin_tls(self):
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.is_tls = True

    def say(self, line):
        self.connection.sendall(line.encode() + b"\r\n")

    def hear(self):
        line = self.reader.readline()
        if not line.endswith(b"\r\n"):
            raise Hangup
        return line[:-2]

    def run(self):
        if self.fault == "drop_at_greeting":
            return
        if self.fault == "wait":
            self.server.going_on.wait(LONGEST_SILENCE_S)
        if self.fault == "greeting_4xx":
            self.say("421 4.3.2 Come back later")
            return
        self.say("220 mail.test ESMTP")
        while True:
            line = self.hear().decode("ascii")  # nobody may say more before SMTPUTF8 was agreed on
            verb = line.split(" ")[0].upper()
            if verb == "QUIT":
                self.say("221 2.0.0 Bye")
                return
            handler = getattr(self, "on_" + verb.lower(), None)
            if handler is None:
                self.say("502 5.5.2 Not understood")
            else:
                handler(line)

    def on_ehlo(self, line):
        lines = ["mail.test", "8BITMIME", "SIZE 10000000"]
        if self.server.tls and not self.is_tls and not self.server.options.no_starttls:
            lines.append("STARTTLS")
        if self.server.options.login and (self.is_tls or self.server.options.host == "127.0.0.1"):
            lines.append("AUTH PLAIN")
        for each in lines[:-1]:
            self.say("250-" + each)
        self.say("250 " + lines[-1])

    def on_starttls(self, line):
        self.say("220 2.0.0 Ready")
        self.begin_tls()
        self.reader = self.connection.makefile("rb")

    def on_auth(self, line):
        words = line.split(" ")
        if len(words) < 3:
            self.say("334 ")
            words.append(self.hear().decode())
        _, user, password = base64.b64decode(words[2]).decode().split("\0")
        if f"{user}:{password}" != self.server.options.login:
            self.say("535 5.7.8 Not you")
            return
        self.login = user
        self.say("235 2.7.0 Welcome")

    def on_mail(self, line):
        if self.server.options.needs_tls and not self.is_tls:
            self.say("530 5.7.0 Must issue a STARTTLS command first")
        elif self.server.options.login and not self.login:
            self.say("530 5.7.0 Authentication required")
        elif self.fault == "sender_5xx":
            self.say("550 5.1.8 Bad sender")
        else:
            self.sender = re.fullmatch(r"MAIL FROM:<([^>]*)>( .*)?", line)[1]
            self.say("250 2.1.0 Ok")

    def on_rcpt(self, line):
        refusals = {"recipient_4xx": "450 4.2.0 Greylisted", "recipient_5xx": "550 5.1.1 No such user here",
                    "relay_5xx": "554 5.7.1 Relay access denied"}
        if self.fault in refusals:
            self.say(refusals[self.fault])
            return
        self.recipients.append(re.fullmatch(r"RCPT TO:<([^>]*)>( .*)?", line)[1])
        self.say("250 2.1.5 Ok")

    def on_data(self, line):
        if self.fault == "drop_at_data":
            raise Hangup
        if self.fault == "data_4xx":
            self.say("451 4.3.0 Not now")
            return
        self.say("354 Go on")
        message = b""
        while (line := self.hear()) != b".":
            message += (line[1:] if line.startswith(b".") else line) + b"\r\n"
        self.finish(message)

    def finish(self, message):
        if self.fault == "slow":
            # Longer than its client waits, which hangs up.
            self.reader.read(1)
            raise Hangup
        if self.fault == "message_4xx":
            self.say("452 4.3.1 No room")
            return
        if self.fault == "message_5xx":
            self.say("554 5.6.0 Refused for what it says")
            return
        head = message.split(b"\r\n\r\n")[0].decode("ascii")
        found = re.search(r"^Message-ID: <([^>]+)>\r?$", head, re.M)
        self.server.take({"id": found[1] if found else None, "from": self.sender, "to": self.recipients,
                          "data": message.decode("ascii"), "tls": self.is_tls, "login": self.login})
        if self.fault == "drop_after_message":
            raise Hangup
        self.say("250 2.0.0 Ok: queued")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--implicit-tls", action="store_true")
    parser.add_argument("--no-starttls", action="store_true")
    parser.add_argument("--needs-tls", action="store_true")
    parser.add_argument("--login", help="user:password")
    Server(parser.parse_args()).serve()


if __name__ == "__main__":
    main()
