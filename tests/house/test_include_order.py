# SPDX-License-Identifier: Apache-2.0
"""No file includes a ring to its right; the check is shown to fail on trees that do."""

import tempfile
import unittest
from pathlib import Path

import include_order


def seeded(files):
    """What the check says of a tree with these files."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).write_text(text, encoding="utf-8")
        return include_order.violations(Path(folder))


class IncludeOrder(unittest.TestCase):
    def test_this_tree_keeps_the_order_of_the_rings(self):
        found = include_order.violations(include_order.repository())
        self.assertEqual([], found, "\n" + "\n".join(found))

    def test_this_tree_has_files_to_look_at(self):
        files = include_order.tracked_files(include_order.repository())
        self.assertIn("domain/money.hpp", files)

    def test_an_include_to_the_right_is_named_with_file_and_line(self):
        for left, right in zip(include_order.RINGS, include_order.RINGS[1:]):
            found = seeded({f"{left}/a.hpp": f'#pragma once\n#include "{right}/b.hpp"\n'})
            self.assertEqual(1, len(found))
            self.assertTrue(found[0].startswith(f'{left}/a.hpp:2: #include "{right}/b.hpp"'), found[0])

    def test_includes_to_the_left_and_of_the_own_ring_are_allowed(self):
        for place, ring in enumerate(include_order.RINGS):
            text = "".join(f'#include "{left}/a.hpp"\n' for left in include_order.RINGS[: place + 1])
            self.assertEqual([], seeded({f"{ring}/sub/a.cpp": text}))

    def test_tests_of_a_ring_obey_its_order(self):
        self.assertEqual(1, len(seeded({"tests/domain/a.cpp": '#include "eventstore/leaf.hpp"\n'})))
        self.assertEqual(1, len(seeded({"tests/domain/a.cpp": '#include "tests/http/client.hpp"\n'})))
        self.assertEqual([], seeded({"tests/http/a.cpp": '#include "tests/eventstore/store.hpp"\n'}))

    def test_code_does_not_include_tests(self):
        self.assertEqual(1, len(seeded({"adapters/a.cpp": '#include "tests/domain/given.hpp"\n'})))

    def test_the_domain_takes_the_pure_part_of_the_standard_library_only(self):
        self.assertEqual([], seeded({"domain/a.hpp": "#include <vector>\n#include <expected>\n"}))
        for library in ("fmt/format.h", "boost/json.hpp", "unistd.h", "thread", "random", "fstream"):
            self.assertEqual(1, len(seeded({"domain/a.cpp": f"#include <{library}>\n"})), library)

    def test_heavy_headers_stay_out_of_headers(self):
        for library in ("pqxx/pqxx", "rocksdb/db.h", "boost/beast/http.hpp", "librdkafka/rdkafkacpp.h"):
            self.assertEqual(1, len(seeded({"adapters/a.hpp": f"#include <{library}>\n"})), library)
            self.assertEqual([], seeded({"adapters/a.cpp": f"#include <{library}>\n"}))

    def test_the_library_of_the_command_line_has_one_reader(self):
        include = "#include <CLI/CLI.hpp>\n"
        for reader in ("adapters/cli/command_tree.cpp", "benchmarks/a_program.cpp"):
            self.assertEqual([], seeded({reader: include}), reader)
        for reader in ("adapters/cli/command_tree.hpp", "adapters/cli/main.cpp", "tests/adapters/a_test.cpp"):
            self.assertEqual(1, len(seeded({reader: include})), reader)

    def test_paths_are_written_from_the_top(self):
        self.assertEqual(1, len(seeded({"http/a.cpp": '#include "routes.hpp"\n'})))
        self.assertEqual(1, len(seeded({"http/a.cpp": '#include "../domain/money.hpp"\n'})))


if __name__ == "__main__":
    unittest.main()
