#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An object store that speaks as much of S3 as is asked of it, and believes no request that is not signed right.

AWS Signature Version 4 as it is documented, with the standard library only and nothing of the client's code. Prints
`ready <url>`, and one line for each request: method, path, status, why.
"""

import argparse
import datetime
import hashlib
import hmac
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlsplit

SKEW_SECONDS = 15 * 60


def digest(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def canonical_request(method, target, headers, signed, payload_hash):
    parts = urlsplit(target)
    query = "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
                     for name, value in sorted(parse_qsl(parts.query, keep_blank_values=True)))
    lines = [method, quote(unquote(parts.path), safe="/-_.~"), query]
    lines += [f"{name}:{' '.join(headers[name].split())}" for name in signed]
    return "\n".join(lines + ["", ";".join(signed), payload_hash])


class Store(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    objects, options = {}, None

    def log_message(self, *_):
        pass

    def refusal(self, headers, body):
        """Why the request is not believed, or None."""
        kind, _, rest = headers.get("authorization", "").partition(" ")
        if kind != "AWS4-HMAC-SHA256":
            return "unsigned"
        fields = dict(field.strip().split("=", 1) for field in rest.split(","))
        access_key, day, region, service, last = fields["Credential"].split("/")
        signed = fields["SignedHeaders"].split(";")
        if access_key != self.options.access_key or region != self.options.region or (service, last) != ("s3", "aws4_request"):
            return "scope"
        if signed != sorted(signed) or not {"host", "x-amz-content-sha256", "x-amz-date"} <= set(signed):
            return "headers not signed"
        if not set(signed) <= set(headers):
            return "signed headers that were not sent"
        payload_hash = headers["x-amz-content-sha256"]
        if payload_hash != hashlib.sha256(body).hexdigest():
            return "body"
        time = headers["x-amz-date"]
        sent = datetime.datetime.strptime(time, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
        if abs((datetime.datetime.now(datetime.timezone.utc) - sent).total_seconds()) > SKEW_SECONDS or day != time[:8]:
            return "time"
        request = canonical_request(self.command, self.path, headers, signed, payload_hash)
        scope = f"{day}/{region}/s3/aws4_request"
        to_sign = "\n".join(["AWS4-HMAC-SHA256", time, scope, hashlib.sha256(request.encode()).hexdigest()])
        key = ("AWS4" + self.options.secret_key).encode()
        for part in (day, region, "s3", "aws4_request"):
            key = digest(key, part)
        expected = digest(key, to_sign).hex()
        return None if hmac.compare_digest(expected, fields["Signature"]) else "signature"

    def answer(self, status, body=b"", why=""):
        print(self.command, self.path, status, why, flush=True)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_request(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        why = self.refusal(headers, body)
        if why is not None:
            return self.answer(403, why=why)
        if not self.path.startswith(f"/{self.options.bucket}/"):
            return self.answer(404, why="bucket")
        if self.command == "PUT":
            if self.options.full:
                return self.answer(507, why="full")
            self.objects[self.path] = body
            return self.answer(200)
        if self.path not in self.objects:
            return self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        return self.answer(200, self.objects[self.path])

    do_GET = do_PUT = handle_request


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bucket", required=True)
    parser.add_argument("--region", required=True)
    parser.add_argument("--access-key", required=True)
    parser.add_argument("--secret-key", required=True)
    parser.add_argument("--full", action="store_true", help="refuse to keep anything")
    Store.options = parser.parse_args()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Store)
    print(f"ready http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
