# SPDX-License-Identifier: Apache-2.0
"""The contract is joined from its files without loss, and what contradicts itself is refused by name."""

import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "http"))

from documents.expand import expand
from documents.join import ContractError, join

SHARED = """
openapi: 3.1.0
x-files: [things, others]
tags: [{name: Things}, {name: Else}, {name: Others}]
x-problems: {broken: [400, It is broken.], gone: [410, It is gone.]}
components:
  parameters:
    MinPosition: {name: min_position, in: query, schema: {type: string}}
    IfNoneMatch: {name: If-None-Match, in: header, schema: {type: string}}
    IfMatch: {name: If-Match, in: header, schema: {type: string}}
    IdempotencyKey: {name: Idempotency-Key, in: header, required: true, schema: {type: string}}
    OptionalIdempotencyKey: {name: Idempotency-Key, in: header, schema: {type: string}}
  schemas:
    Thing: {type: object}
"""
THINGS = """
x-tag: Things
paths:
  /v1/things/{id}:
    parameters:
    - {name: id, in: path, required: true, schema: {type: string}}
    get: {operationId: get_thing, x-kind: read, responses: {'200': {description: It.}}}
    patch: {operationId: change_thing, x-kind: command, tags: [Else], responses: {'200': {description: It.}}}
"""
OTHERS = """
x-tag: Others
paths:
  /v1/others:
    post: {operationId: make_other, x-kind: command, x-listener: admin, responses: {'201': {description: It.}}}
    get: {operationId: list_others, x-kind: read, responses: {'200': {description: All.}, '503': {description: Own.}}}
"""


def joined(**files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in ({"_document": SHARED, "things": THINGS, "others": OTHERS} | files).items():
            (Path(folder) / f"{name}.yaml").write_text(textwrap.dedent(text), encoding="utf-8")
        return join(folder)


def names(operation):
    return [parameter.get("name") or parameter["$ref"].rsplit("/", 1)[1] for parameter in operation["parameters"]]


class Join(unittest.TestCase):
    def assert_refused(self, words, **files):
        with self.assertRaises(ContractError) as caught:
            expand(joined(**files))
        for word in words:
            self.assertIn(word, str(caught.exception))

    def test_paths_keep_the_order_of_the_list_of_files(self):
        self.assertEqual(["/v1/things/{id}", "/v1/others"], list(joined()["paths"]))

    def test_a_path_in_two_files_is_refused_with_both_names(self):
        self.assert_refused(["/v1/things/{id}", "things.yaml", "others.yaml"], others=THINGS)

    def test_a_schema_in_two_files_is_refused_with_both_names(self):
        self.assert_refused(["Thing", "_document.yaml", "others.yaml"],
                            others="components: {schemas: {Thing: {type: string}}}")

    def test_a_problem_in_two_files_is_refused_with_both_names(self):
        self.assert_refused(["broken", "_document.yaml", "others.yaml"], others="x-problems: {broken: [409, No.]}")

    def test_a_key_twice_in_one_file_is_refused_with_its_line(self):
        self.assert_refused(["others.yaml:3", "Other"],
                            others="components:\n  schemas: {Other: {type: string},\n    Other: {type: object}}\n")

    def test_a_file_that_is_not_listed_is_refused(self):
        self.assert_refused(["stray.yaml"], stray="paths: {}")

    def test_a_listed_file_that_is_not_there_is_refused(self):
        self.assert_refused(["more.yaml"], _document=SHARED.replace("[things, others]", "[things, others, more]"))

    def test_a_section_that_belongs_to_the_document_is_refused_in_a_resource(self):
        self.assert_refused(["others.yaml", "servers"], others="servers: []")

    def test_an_operation_has_the_tag_of_its_file_unless_it_names_its_own(self):
        path = joined()["paths"]["/v1/things/{id}"]
        self.assertEqual(["Things"], path["get"]["tags"])
        self.assertEqual(["Else"], path["patch"]["tags"])


class Expand(unittest.TestCase):
    def setUp(self):
        self.paths = expand(joined())["paths"]

    def test_no_shorthand_is_left(self):
        for item in self.paths.values():
            self.assertLessEqual(set(item), {"get", "post", "patch"})
            for operation in item.values():
                self.assertFalse({"x-kind", "x-without"} & set(operation))

    def test_a_parameter_of_the_path_stands_with_each_operation(self):
        self.assertEqual(["id", "MinPosition", "IfNoneMatch"], names(self.paths["/v1/things/{id}"]["get"]))
        self.assertEqual(["id", "OptionalIdempotencyKey", "IfMatch"], names(self.paths["/v1/things/{id}"]["patch"]))

    def test_a_post_needs_an_idempotency_key(self):
        self.assertEqual(["IdempotencyKey"], names(self.paths["/v1/others"]["post"]))

    def test_a_command_has_the_usual_answers_and_not_found_if_its_path_names_something(self):
        usual = ["400", "401", "403", "409", "412", "413", "415", "422", "429", "503", "default"]
        self.assertEqual(["201", *usual], list(self.paths["/v1/others"]["post"]["responses"]))
        self.assertEqual(sorted(["200", "404", *usual]), sorted(self.paths["/v1/things/{id}"]["patch"]["responses"]))

    def test_a_read_can_be_unchanged_or_behind(self):
        self.assertEqual(["200", "304", "400", "401", "403", "404", "429", "503", "default"],
                         list(self.paths["/v1/things/{id}"]["get"]["responses"]))

    def test_what_an_operation_says_itself_wins(self):
        self.assertEqual({"description": "Own."}, self.paths["/v1/others"]["get"]["responses"]["503"])

    def test_the_position_is_answered_with_success_only(self):
        responses = self.paths["/v1/others"]["post"]["responses"]
        self.assertIn("Ledger-Position", responses["201"]["headers"])
        self.assertNotIn("headers", responses["400"])

    def test_the_listener_decides_which_key_is_asked_for(self):
        self.assertEqual([{"operator_key": []}], self.paths["/v1/others"]["post"]["security"])
        self.assertEqual([{"business_key": []}], self.paths["/v1/others"]["get"]["security"])

    def test_without_takes_away_what_the_kind_adds_and_nothing_else(self):
        others = OTHERS.replace("x-kind: read", "x-kind: read, x-without: [MinPosition, '304']")
        operation = expand(joined(others=others))["paths"]["/v1/others"]["get"]
        self.assertEqual(["IfNoneMatch"], names(operation))
        self.assertNotIn("304", operation["responses"])
        with self.assertRaisesRegex(ContractError, "IfMatch"):
            expand(joined(others=others.replace("MinPosition", "IfMatch")))

    def assert_refused(self, words, before, after):
        self.assertIn(before, OTHERS)
        with self.assertRaisesRegex(ContractError, words):
            expand(joined(others=OTHERS.replace(before, after)))

    def test_a_get_is_no_command(self):
        self.assert_refused("get /v1/others", "x-kind: read", "x-kind: command")

    def test_an_operation_id_twice_is_refused(self):
        self.assert_refused("get /v1/others.*get_thing", "list_others", "get_thing")

    def test_a_tag_that_the_document_does_not_list_is_refused(self):
        self.assert_refused("get /v1/others", "list_others,", "list_others, tags: [Strange],")

    def test_a_problem_that_there_is_not_is_refused(self):
        self.assert_refused("get /v1/others.*missing", "list_others,", "list_others, x-problems: [broken, missing],")

    def test_a_problem_whose_status_the_operation_never_answers_is_refused(self):
        self.assert_refused("get /v1/others: gone", "list_others,", "list_others, x-problems: [gone],")


if __name__ == "__main__":
    unittest.main()
