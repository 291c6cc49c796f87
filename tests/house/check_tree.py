# SPDX-License-Identifier: Apache-2.0
"""The rules of the tree that no compiler knows. Prints every offending line; exit code 1 if there is one."""

import re
import sys
from pathlib import Path

import include_order

MAX_LINES = 400
MAX_README_LINES = 20
README_FOLDERS = include_order.RINGS + ["migrations", "tests", "benchmarks", "docs", "deploy"]
SPDX = "SPDX-License-Identifier: Apache-2.0"
CODE = (".cpp", ".hpp", ".h", ".py", ".sh", ".sql", ".cmake", ".js", ".css")
WITH_SPDX = CODE + (".yml", ".yaml", ".html", "CMakeLists.txt")
CONTRACT = "http/openapi/"
# In pieces, so that this file does not offend itself.
LEFT_BEHIND = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX"]) + r")\b")
FLOATING_POINT = re.compile(r"\b(float|double)\b")
COMMENT_OR_TEXT = re.compile(r'//.*|/\*.*?\*/|"(?:\\.|[^"\\])*"')


def is_code(root, path):
    if path.endswith(CODE):
        return True
    return "." not in Path(path).name and (root / path).read_bytes()[:2] == b"#!"


def check_file(root, path, lines):
    """Complaints about one file."""
    code = is_code(root, path)
    if (code or path.endswith(WITH_SPDX)) and not any(SPDX in line for line in lines[:3]):
        yield f"{path}:1: the line `{SPDX}` is missing"
    if (code or path.startswith(CONTRACT)) and len(lines) > MAX_LINES:
        yield f"{path}:{MAX_LINES + 1}: {len(lines)} lines; split it at {MAX_LINES}"
    if path.endswith("/README.md") and len(lines) > MAX_README_LINES:
        yield f"{path}:{MAX_README_LINES + 1}: a folder's README has at most {MAX_README_LINES} lines"
    for number, line in enumerate(lines, 1):
        if code and LEFT_BEHIND.search(line):
            yield f"{path}:{number}: {line.strip()}: finish it or drop it"
        if path.startswith("domain/") and path.endswith((".cpp", ".hpp")):
            if FLOATING_POINT.search(COMMENT_OR_TEXT.sub("", line)):
                yield f"{path}:{number}: {line.strip()}: money is counted in integers"


def violations(root):
    """Everything wrong with the tree at `root`, one line each."""
    found = include_order.violations(root)
    files = include_order.tracked_files(root)
    for folder in README_FOLDERS:
        if f"{folder}/README.md" not in files:
            found.append(f"{folder}/README.md:1: missing; purpose, what it may include, what to read first")
    for path in files:
        try:
            lines = (root / path).read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue  # a picture or a font
        found.extend(check_file(root, path, lines))
    return found


def main():
    found = violations(include_order.repository())
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
