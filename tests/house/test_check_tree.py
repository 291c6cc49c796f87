# SPDX-License-Identifier: Apache-2.0
"""Each rule of check_tree.py is shown to fail on a tree that breaks it, and this tree keeps them all."""

import tempfile
import unittest
from pathlib import Path

import check_tree
import include_order

LICENCE = "// SPDX-License-Identifier: Apache-2.0\n"


def seeded(files):
    """What the check says of a tree that is clean but for these files."""
    with tempfile.TemporaryDirectory() as folder:
        tree = {f"{name}/README.md": "A folder.\n" for name in check_tree.README_FOLDERS} | files
        for path, content in tree.items():
            if content is None:
                continue
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).write_bytes(content if isinstance(content, bytes) else content.encode())
        return check_tree.violations(Path(folder))


class CheckTree(unittest.TestCase):
    def assert_one(self, start, files):
        found = seeded(files)
        self.assertEqual(1, len(found), found)
        self.assertTrue(found[0].startswith(start), found[0])

    def test_this_tree_keeps_its_rules(self):
        found = check_tree.violations(include_order.repository())
        self.assertEqual([], found, "\n" + "\n".join(found))

    def test_a_clean_tree_passes(self):
        self.assertEqual([], seeded({"domain/a.hpp": LICENCE + "// A double entry.\nint a = 0;\n", "a.png": b"\xff\xd8"}))

    def test_a_missing_licence_line_is_found(self):
        self.assert_one("http/a.cpp:1:", {"http/a.cpp": "int a = 0;\n"})
        self.assert_one("migrations/0001.sql:1:", {"migrations/0001.sql": "SELECT 1;\n"})
        self.assert_one("tool:1:", {"tool": "#!/bin/sh\ntrue\n"})

    def test_a_file_over_the_limit_is_found(self):
        self.assert_one("http/a.cpp:401:", {"http/a.cpp": LICENCE + "//\n" * 400})
        contract = LICENCE.replace("//", "#") + "#\n" * 400
        self.assert_one("http/openapi/a.yaml:401:", {"http/openapi/a.yaml": contract, "deploy/a.yaml": contract})
        self.assertEqual([], seeded({"http/a.cpp": LICENCE + "//\n" * 399}))

    def test_words_for_unfinished_work_are_found(self):
        for word in ("TO" + "DO", "FIX" + "ME", "X" + "XX"):
            self.assert_one("http/a.cpp:2:", {"http/a.cpp": LICENCE + f"// {word}: later\n"})

    def test_floating_point_in_the_domain_is_found(self):
        self.assert_one("domain/a.cpp:2:", {"domain/a.cpp": LICENCE + "double amount = 0;\n"})
        self.assert_one("domain/a.cpp:2:", {"domain/a.cpp": LICENCE + "auto a = static_cast<float>(1);\n"})

    def test_a_missing_readme_is_found(self):
        self.assert_one("deploy/README.md:1:", {"deploy/README.md": None})

    def test_a_long_readme_is_found(self):
        self.assert_one("deploy/README.md:21:", {"deploy/README.md": "a line\n" * 21})

    def test_an_include_to_the_right_is_found(self):
        self.assert_one("domain/a.hpp:2:", {"domain/a.hpp": LICENCE + '#include "http/routes.hpp"\n'})


if __name__ == "__main__":
    unittest.main()
