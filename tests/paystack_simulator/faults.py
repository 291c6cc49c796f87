# SPDX-License-Identifier: Apache-2.0
"""What goes wrong on demand: answers that a provider gives on a bad day, and connections that end."""
import json
import random
import socket
import struct
import threading

HTML = b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"
KINDS = {
    "500": "answers 500 with JSON",
    "429": "answers 429 with Retry-After: 1",
    "html": "answers 502 with an HTML page",
    "html_200": "answers 200 with an HTML page",
    "half_json": "answers 200 with half of the JSON, its length told truthfully",
    "half_body": "tells the whole length, sends half of the body and ends the connection",
    "timeout": "takes the request and says nothing until the fault is removed",
    "cut": "ends the connection without a word",
    "lost_answer": "does what was asked, then ends the connection without a word",
    "empty": "answers 200 with no body",
}


class Fault:
    def __init__(self, kind, method=None, path="", times=None, probability=1.0, **unknown):
        if kind not in KINDS or unknown:
            raise ValueError(f"kind is one of {', '.join(KINDS)}; further: method, path (its beginning), times, probability")
        self.kind, self.method, self.path = kind, method, path
        self.left, self.probability, self.hits = times, float(probability), 0

    def shown(self):
        return {"kind": self.kind, "method": self.method, "path": self.path, "left": self.left,
                "probability": self.probability, "hits": self.hits}


class Faults:
    def __init__(self, seed):
        self.chance, self.lock, self.active = random.Random(seed), threading.Lock(), []
        self.removed = threading.Event()

    def add(self, **fault):
        with self.lock:
            self.active.append(Fault(**fault))

    def clear(self):
        with self.lock:
            self.active.clear()
            self.removed.set()
            self.removed = threading.Event()

    def shown(self):
        with self.lock:
            return [fault.shown() for fault in self.active]

    def kind_for(self, method, path):
        """Of the first fault that is meant and has a turn left."""
        with self.lock:
            for fault in self.active:
                if (fault.method in (None, method) and path.startswith(fault.path) and fault.left != 0
                        and self.chance.random() < fault.probability):
                    fault.hits += 1
                    fault.left = None if fault.left is None else fault.left - 1
                    return fault.kind
        return None


def cut(handler):
    """A reset, not a polite end: what was not read yet is lost to the other side."""
    handler.close_connection = True
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def spoil(handler, kind, faults, status, body):
    """Answers `body` as the fault has it."""
    if kind == "500":
        handler.send_whole(500, json.dumps({"status": False, "message": "An error occurred"}).encode())
    elif kind == "429":
        handler.send_whole(429, json.dumps({"status": False, "message": "Too many requests"}).encode(), {"Retry-After": "1"})
    elif kind == "html":
        handler.send_whole(502, HTML, {"Content-Type": "text/html"})
    elif kind == "html_200":
        handler.send_whole(200, HTML, {"Content-Type": "text/html"})
    elif kind == "half_json":
        handler.send_whole(200, body[: len(body) // 2])
    elif kind == "empty":
        handler.send_whole(200, b"")
    elif kind == "half_body":
        handler.send_head(status, len(body))
        handler.wfile.write(body[: len(body) // 2])
        handler.wfile.flush()
        handler.close_connection = True
    else:
        if kind == "timeout":
            faults.removed.wait()
        cut(handler)
