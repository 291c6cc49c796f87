# SPDX-License-Identifier: Apache-2.0
"""The rings: which file may include which. Rings stand from left to right; a file looks to its left only."""

import re
import subprocess
from pathlib import Path

RINGS = ["domain", "eventstore", "projections", "http", "adapters"]
# Folders without a ring of their own. Embedded SQL is data for the event store and what stands to its right.
LEFT_OF = {"migrations": "eventstore"}
# Seconds of compile time each: they stay in .cpp files, so that a public header costs its readers nothing.
# A header named *_parts.hpp is what the .cpp files of one class share; no other header may include it.
HEAVY = ("boost/beast", "boost/asio", "pqxx/", "rocksdb/", "librdkafka/")
LIGHT = ("boost/asio/awaitable.hpp",)
# Heavy even for a .cpp file, and behind one of ours: who reads what, and no one else but programs that measure.
ONE_READER = {"CLI/": "adapters/cli/command_tree.cpp"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')

STANDARD_LIBRARY = set("""
algorithm any array atomic barrier bit bitset cassert cctype cerrno cfenv cfloat charconv chrono cinttypes climits clocale
cmath compare complex concepts condition_variable coroutine csetjmp csignal cstdarg cstddef cstdint cstdio cstdlib cstring
ctime cuchar cwchar cwctype deque exception execution expected filesystem forward_list fstream functional future
initializer_list iomanip ios iosfwd iostream istream iterator latch limits list locale map memory memory_resource mutex new
numbers numeric optional ostream queue random ranges ratio regex scoped_allocator semaphore set shared_mutex
source_location span spanstream sstream stack stacktrace stdexcept stop_token streambuf string string_view strstream
syncstream system_error thread tuple type_traits typeindex typeinfo unordered_map unordered_set utility valarray variant
vector version
""".split())
# DOMAIN is pure: what has a clock, does I/O, draws numbers or starts threads is not for it, standard or not.
IMPURE = set("""
atomic barrier condition_variable coroutine csignal cstdio ctime filesystem fstream future iostream latch mutex random
semaphore shared_mutex stop_token syncstream thread
""".split())


def tracked_files(root):
    """Files git knows or would add; every file when the folder is no repository (the tests' own trees)."""
    if not (root / ".git").exists():
        return sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    return sorted(name for name in set(listing.split("\0")) if name and (root / name).is_file())


def rank(folder):
    """Place in the row of rings, None for folders that have none."""
    if folder in LEFT_OF:
        return RINGS.index(LEFT_OF[folder]) - 0.5
    return RINGS.index(folder) if folder in RINGS else None


def home_of(parts):
    """(ring, is it test or benchmark code) of a path; the ring is None outside of the rings."""
    is_test = parts[0] in ("tests", "benchmarks")
    folder = parts[1] if is_test and len(parts) > 2 else parts[0]
    return (folder if rank(folder) is not None else None), is_test


def complaint(path, bracket, target):
    """Why the file at `path` may not include `target`, or None."""
    ring, is_test = home_of(path.split("/"))
    if bracket == "<":
        if ring == "domain" and not is_test and target not in STANDARD_LIBRARY:
            return "domain/ uses the standard library only"
        if ring == "domain" and not is_test and target in IMPURE:
            return "domain/ has no clock, I/O, randomness or threads"
        is_public = path.endswith(".hpp") and not path.endswith("_parts.hpp")
        if is_public and not is_test and target.startswith(HEAVY) and target not in LIGHT:
            return "heavy headers belong into .cpp files"
        for library, reader in ONE_READER.items():
            if target.startswith(library) and path != reader and not path.startswith("benchmarks/"):
                return f"only {reader} reads this library"
        return None
    if target.endswith("_parts.hpp") and path.endswith(".hpp") and not path.endswith("_parts.hpp"):
        return "what the .cpp files of one class share does not belong into a public header"
    parts = target.split("/")
    if len(parts) < 2 or (rank(parts[0]) is None and parts[0] not in ("tests", "benchmarks")):
        return 'write the path from the top, as in "domain/money.hpp"; libraries in angle brackets'
    target_ring, target_is_test = home_of(parts)
    if target_is_test and not is_test:
        return "code does not include its tests"
    if ring is not None and target_ring is not None and rank(target_ring) > rank(ring):
        return f"{ring}/ may not look to its right, into {target_ring}/"
    return None


def violations(root):
    """Lines `path:line: text: why` for every include that the rings forbid."""
    found = []
    for path in tracked_files(root):
        if not path.endswith((".cpp", ".hpp", ".h", ".ipp")):
            continue
        for number, line in enumerate((root / path).read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            why = complaint(path, *match.groups()) if match else None
            if why:
                found.append(f"{path}:{number}: {line.strip()}: {why}")
    return found


def repository():
    return Path(__file__).resolve().parents[2]
