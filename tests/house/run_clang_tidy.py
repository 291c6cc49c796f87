# SPDX-License-Identifier: Apache-2.0
"""Runs clang-tidy-19 over our files of a build tree, a process per core, and only over files that changed since they passed.

A file's stamp is named by the SHA-256 of all that its verdict depends on and that we can change: the file, the project's
headers it reaches, its compile command, .clang-tidy and the version of clang-tidy. Only passes are stamped. Stamps are kept
in the user's cache, so that clones share them as they share compiled files, and go when a month old.

Where many are to be looked at, neighbours are looked at together, as one translation unit: most of a file's time goes into
what it includes. Those that do not compile together are looked at alone, and so are few files: whether each includes all
that it needs is found there."""

import concurrent.futures
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path

import include_order

CLANG_TIDY = "clang-tidy-19"
OURS = tuple(f"{folder}/" for folder in include_order.RINGS + ["tests", "benchmarks"])
INCLUDE = re.compile(rb'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.MULTILINE)
# Clang reads GCC's command lines: it need not know each of GCC's warnings.
EXTRA = ["--extra-arg=-Wno-unknown-warning-option"]
FEW, TOGETHER = 40, 5
KEPT_SECONDS = 30 * 86400
# Files of a group are included by what is compiled: findings in them count as those in headers do.
OF_A_GROUP = f"({'|'.join(folder.rstrip('/') for folder in OURS)})/[^.]*\\.[ch]pp$"


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
    """(path, flags, stamp) of each of our files in the compile commands, without those that passed before."""
    version = subprocess.run([CLANG_TIDY, "--version"], check=True, capture_output=True).stdout
    common = (root / ".clang-tidy").read_bytes() + version + Path(__file__).read_bytes()
    stamps = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "suoledger-tidy"
    stamps.mkdir(parents=True, exist_ok=True)
    pending, total = [], 0
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = Path(entry["directory"], entry["file"]).resolve()
        if not path.is_relative_to(root) or not path.relative_to(root).as_posix().startswith(OURS):
            continue
        name = path.relative_to(root).as_posix()
        total += 1
        command = entry["command"].replace(str(root), ".")  # wherever the clone lies
        stamp = stamps / fingerprint(root, name, command, common)
        if stamp.exists():
            stamp.touch()
        else:
            words = shlex.split(entry["command"])
            pending.append((name, tuple(words[1:words.index("-o")]), stamp))
    for old in stamps.iterdir():
        if time.time() - old.stat().st_mtime > KEPT_SECONDS:
            old.unlink(missing_ok=True)
    return pending, total


def groups_of(pending):
    """Lists of tasks: neighbours with the same flags, or each alone."""
    if len(pending) <= FEW:
        return [[task] for task in pending]
    alike = {}
    for task in pending:
        alike.setdefault((os.path.dirname(task[0]), task[1]), []).append(task)
    return [tasks[first:first + TOGETHER] for tasks in alike.values() for first in range(0, len(tasks), TOGETHER)]


def run(command):
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode == 0:
        return ""
    return (done.stdout + done.stderr).strip() or f"{command[-1]}: {CLANG_TIDY} ended with {done.returncode}"


def tidy_alone(root, build, name, stamp):
    """The findings in one file; empty when it is clean."""
    findings = run([CLANG_TIDY, "-p", str(build), "--quiet", *EXTRA, str(root / name)])
    if not findings:
        stamp.touch()
    return findings


def tidy(root, build, group):
    """The findings in all files of the group; empty when they are clean."""
    if len(group) > 1:
        unit = build / "groups" / (hashlib.sha256(group[0][0].encode()).hexdigest()[:16] + ".cpp")
        unit.parent.mkdir(exist_ok=True)
        unit.write_text("".join(f'#include "{root / name}"\n' for name, _, _ in group))
        findings = run([CLANG_TIDY, "--quiet", f"--header-filter={OF_A_GROUP}", *EXTRA, str(unit), "--", *group[0][1]])
        if not findings:
            for _, _, stamp in group:
                stamp.touch()
            return ""
    # What does not compile together is no finding; what is one is found again.
    return "\n".join(filter(None, (tidy_alone(root, build, name, stamp) for name, _, stamp in group)))


def main():
    root = include_order.repository()
    build = (root / sys.argv[1]).resolve()
    pending, total = work(root, build)
    print(f"{len(pending)} of {total} files to look at", flush=True)
    failed, done = 0, 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {pool.submit(tidy, root, build, group): group for group in groups_of(pending)}
        for future in concurrent.futures.as_completed(running):
            findings, group = future.result(), running[future]
            done += len(group)
            print(f"[{done}/{len(pending)}] {group[0][0]}{' and neighbours' if len(group) > 1 else ''}"
                  f"{' FAILED' if findings else ''}", flush=True)
            if findings:
                failed += 1
                print(findings, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
