#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The README's walk-through, run word for word: only the binary's path and the two ports are replaced."""
import os
import re
import shutil
import signal
import subprocess

from harness import BINARY, REPOSITORY, expect, free_port, scratch_directory


def walk_through():
    readme = (REPOSITORY / "README.md").read_text()
    section = re.search(r"^## Walk-through$(.*?)^## ", readme, re.S | re.M)
    expect(section, "README.md has no section 'Walk-through'")
    blocks = re.findall(r"^```sh\n(.*?)^```$", section.group(1), re.S | re.M)
    expect(len(blocks) >= 5, f"the walk-through has only {len(blocks)} blocks of commands")
    return "\n".join(blocks)


def main():
    scratch = scratch_directory("readme")
    script = walk_through()
    for printed, used in (("$PWD/build/release/suoledger", str(BINARY)), ("127.0.0.1:8080", f"127.0.0.1:{free_port()}"),
                          ("127.0.0.1:9090", f"127.0.0.1:{free_port()}"), ("/var/tmp/ada-stores", str(scratch / "ada"))):
        expect(printed in script, f"the walk-through does not mention {printed}")
        script = script.replace(printed, used)
    for promise in ("kill -9", "hledger", "trial_balance", "business create", "diff"):
        expect(promise in script, f"the walk-through no longer shows {promise}")
    # A session of its own, so that whatever the script leaves running can be ended by its id.
    # Into a file, not a pipe: a script that fails leaves a service behind that would hold the pipe's other end.
    shown = scratch / "shown"
    with open(shown, "wb") as sink:
        process = subprocess.Popen(["bash", "-euo", "pipefail", "-c", script], cwd=scratch, stdin=subprocess.DEVNULL,
                                   stdout=sink, stderr=subprocess.STDOUT, start_new_session=True,
                                   env={**os.environ, "HOME": str(scratch)})
    try:
        process.wait(180)
    finally:
        try:
            os.killpg(process.pid, signal.SIGTERM)
        except ProcessLookupError:
            pass
    output = shown.read_text(errors="replace")
    print(output)
    expect(process.returncode == 0, f"the walk-through ended with {process.returncode}")
    for sight in ('"total_debit"', "INV-000001", "same answers"):
        expect(sight in output, f"the walk-through did not show {sight}")
    shutil.rmtree(scratch)
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
