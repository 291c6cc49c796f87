# SPDX-License-Identifier: Apache-2.0
"""Documents as the C++ file that carries them in the binary."""

# Compilers limit a string literal; documents are written as byte arrays of lines this long.
BYTES_PER_LINE = 32
HEAD = '// Generated from http/openapi and http/documents.\n#include "http/documents.hpp"\n\nnamespace suoledger::http {\n'


def array(name, text):
    data = text.encode()
    lines = [",".join(str(byte) for byte in data[start:start + BYTES_PER_LINE])
             for start in range(0, len(data), BYTES_PER_LINE)]
    return f"constexpr unsigned char {name}[] = {{\n" + ",\n".join(lines) + "};\n"


def view(name):
    return f"{{reinterpret_cast<const char*>({name}), sizeof({name})}}"


def source(texts, problem_pages):
    """A function of each name in `texts`, and problem_page(code)."""
    parts = [HEAD, "namespace {\n"]
    parts += [array(f"{name}_bytes", text) for name, text in texts.items()]
    parts += [array(f"problem_{code}", text) for code, text in problem_pages.items()]
    parts.append("}  // namespace\n")
    parts += [f"std::string_view {name}() {{ return {view(name + '_bytes')}; }}\n" for name in texts]
    parts.append("std::optional<std::string_view> problem_page(std::string_view code) {\n")
    parts += [f'    if (code == "{code}") return std::string_view{view("problem_" + code)};\n' for code in problem_pages]
    parts.append("    return std::nullopt;\n}\n}  // namespace suoledger::http\n")
    return "".join(parts)
