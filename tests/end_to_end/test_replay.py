#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Read models folded again into a directory of their own: equal to those that serve, and as of the past to those of then."""
import json
import subprocess

from harness import BINARY, Client, expect, invoice_body, one_service


def replay(service, until, directory):
    done = subprocess.run([BINARY, "replay", "--until", str(until), "--to", directory, "--output", "json", *service.options()],
                          capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr


def digests(service, until, directory):
    code, out, err = replay(service, until, directory)
    expect(code == 0, f"replay --until {until} ended with {code}: {out}{err}")
    answer = json.loads(out)
    return answer["position"], {row["name"]: (row["digest"], row["equals_serving"]) for row in answer["projections"]}


def serving(service, name):
    return json.loads(service.command("projections", "digest", name, "--output", "json"))


def main():
    with one_service("replay") as (scratch, _, service):
        client = Client(service.http, service.create_business()["api_key"])
        expect(client.post("/v1/invoices", invoice_body()).status == 201, "the first invoice")
        then = {row: serving(service, row)["digest"] for row in ("invoices", "customers", "figures", "journal")}
        position = serving(service, "invoices")["position"]
        events = json.loads(service.command("events", "export").splitlines()[position - 1])
        expect(client.post("/v1/invoices", invoice_body(total=5_000, phone="+2348099999999")).status == 201, "the second")

        at, now = digests(service, "head", scratch / "head")
        expect(at > position, f"{at} is not behind {position}")
        for name, (digest, same) in now.items():
            expect(same is True and digest == serving(service, name)["digest"], f"{name}: {digest}, {same}")
        for until in (position, events["recorded_at"]):
            at, past = digests(service, until, scratch / f"past-{until}")
            expect(at == position, f"--until {until} stands at {at}, not {position}")
            for name, digest in then.items():
                expect(past[name] == (digest, None), f"{name} as of {until}: {past[name]}, then {digest}")
            expect(past["invoices"][0] != now["invoices"][0], "the past looks like the present")
        expect(digests(service, 0, scratch / "nothing")[0] == 0, "before the first event")

        code, _, err = replay(service, "head", scratch / "head")
        expect(code == 73 and "not empty" in err, f"a directory in use: {code} {err}")
        code, _, err = replay(service, at + 1000, scratch / "future")
        expect(code == 64, f"a position that is not there: {code} {err}")
        code, _, err = replay(service, "yesterday", scratch / "yesterday")
        expect(code == 64, f"no instant: {code} {err}")

        service.stop()  # the read models that it left are compared with instead
        _, left = digests(service, "head", scratch / "alone")
        expect(left == now, "what a stopped service left differs")
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
