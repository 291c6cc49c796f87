# SPDX-License-Identifier: Apache-2.0
"""The style sheet and scripts of pages/ as C++: smaller, and the scripts under names that change with what is in them."""
import base64
import hashlib
import re
import sys
from pathlib import Path

from documents.cpp_source import array, view

HEAD = '// Generated from http/pages.\n#include "http/pages/assets.hpp"\n\nnamespace suoledger::http {\n'


def small_css(text):
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r": ", ":", text)).replace(";}", "}").strip()


def small_js(text):
    """Lines keep their ends, which JavaScript reads; only comments that fill a line and indentation go."""
    lines = (line.strip() for line in text.splitlines())
    return "".join(line + "\n" for line in lines if line and not line.startswith("//"))


def source(folder):
    style = small_css((folder / "page.css").read_text(encoding="utf-8"))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    parts = [HEAD, "namespace {\n", array("style_bytes", style)]
    tail = [f"std::string_view page_style() {{ return {view('style_bytes')}; }}\n",
            f'std::string_view page_style_hash() {{ return "sha256-{digest}"; }}\n']
    for path in sorted(folder.glob("*.js")):
        text = small_js(path.read_text(encoding="utf-8"))
        name = f"{path.stem}-{hashlib.sha256(text.encode()).hexdigest()[:16]}.js"
        parts.append(array(f"{path.stem}_bytes", text))
        tail.append(f'Script {path.stem}_script() {{ return {{"{name}", {view(path.stem + "_bytes")}}}; }}\n')
    return "".join([*parts, "}  // namespace\n", *tail, "}  // namespace suoledger::http\n"])


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(source(Path(sys.argv[1])), encoding="utf-8")
