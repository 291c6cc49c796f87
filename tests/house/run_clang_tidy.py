# SPDX-License-Identifier: Apache-2.0
"""Runs clang-tidy-19 over our files of a build tree, a process per core, and only over files that changed since they passed.

A file's stamp is named by the SHA-256 of all that its verdict depends on and that we can change: the file, the project's
headers it reaches, its compile command, .clang-tidy and the version of clang-tidy. Only passes are stamped."""

import concurrent.futures
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import include_order

CLANG_TIDY = "clang-tidy-19"
OURS = tuple(f"{folder}/" for folder in include_order.RINGS + ["tests", "benchmarks"])
INCLUDE = re.compile(rb'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.MULTILINE)
# Clang reads GCC's command lines: it need not know each of GCC's warnings.
EXTRA = ["--extra-arg=-Wno-unknown-warning-option"]


def reached(root, path, seen):
    """Adds `path` and every project header that it includes, directly or not, to `seen` (path → bytes)."""
    if path in seen or not (root / path).is_file():
        return
    seen[path] = (root / path).read_bytes()
    for target in INCLUDE.findall(seen[path]):
        reached(root, target.decode(), seen)


def fingerprint(root, path, command, common):
    digest = hashlib.sha256(common)
    digest.update(command.encode())
    seen = {}
    reached(root, path, seen)
    for name in sorted(seen):
        digest.update(f"\n{name}\n{len(seen[name])}\n".encode())
        digest.update(seen[name])
    return digest.hexdigest()


def work(root, build):
    """(path, stamp) of each of our files in the compile commands, without those that passed before."""
    version = subprocess.run([CLANG_TIDY, "--version"], check=True, capture_output=True).stdout
    common = (root / ".clang-tidy").read_bytes() + version + Path(__file__).read_bytes()
    stamps = build / "stamps"
    stamps.mkdir(exist_ok=True)
    pending, current = [], set()
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = Path(entry["directory"], entry["file"]).resolve()
        if not path.is_relative_to(root) or not path.relative_to(root).as_posix().startswith(OURS):
            continue
        name = path.relative_to(root).as_posix()
        stamp = stamps / fingerprint(root, name, entry.get("command", ""), common)
        current.add(stamp.name)
        if not stamp.exists():
            pending.append((name, stamp))
    for old in stamps.iterdir():
        if old.name not in current:
            old.unlink()
    return pending, len(current)


def tidy(root, build, name, stamp):
    """The findings in one file; None when it is clean."""
    command = [CLANG_TIDY, "-p", str(build), "--quiet", *EXTRA, str(root / name)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode == 0:
        stamp.touch()
        return None
    return (done.stdout + done.stderr).strip() or f"{name}: {CLANG_TIDY} ended with {done.returncode}"


def main():
    root = include_order.repository()
    build = (root / sys.argv[1]).resolve()
    pending, total = work(root, build)
    print(f"{len(pending)} of {total} files to look at", flush=True)
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {pool.submit(tidy, root, build, *task): task[0] for task in pending}
        for done, future in enumerate(concurrent.futures.as_completed(running), 1):
            findings = future.result()
            print(f"[{done}/{len(pending)}] {running[future]}{' FAILED' if findings else ''}", flush=True)
            if findings:
                failed += 1
                print(findings, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
