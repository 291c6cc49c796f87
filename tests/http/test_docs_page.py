# SPDX-License-Identifier: Apache-2.0
"""The documentation page: its links lead somewhere, everything of the contract is on it, its policy lets its style through.

Takes the openapi.json and the docs.html that the build wrote.
"""

import base64
import hashlib
import json
import re
import sys
import unittest
from html.parser import HTMLParser
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "http"))

from documents.docs_page import problem_html
from documents.guide import parts_of, sections
from documents.join import ContractError
from documents.operation import curl
from documents.page import content_security_policy
from documents.shapes import Shapes
from documents.text import block, blocks_of, text_of

MOST_BYTES = 480_000
CONTRACT, PAGE = {}, ""


class Links(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.ids, self.targets, self.attributes, self.tags = [], [], set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.add(tag)
        self.attributes |= set(attrs)
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.targets += [attrs["href"]] if "href" in attrs else []


def operations():
    for path, item in CONTRACT["paths"].items():
        for method, operation in item.items():
            yield (method, path), operation


class DocsPage(unittest.TestCase):
    def setUp(self):
        self.links = Links(PAGE)

    def test_every_link_leads_somewhere(self):
        known = {f"#{name}" for name in self.links.ids} | {f"/problems/{code}" for code in CONTRACT["x-problems"]}
        known |= {"/openapi.json", "/openapi.yaml"}
        self.assertEqual([], sorted(set(self.links.targets) - known))

    def test_no_anchor_is_there_twice(self):
        self.assertEqual([], sorted({name for name in self.links.ids if self.links.ids.count(name) > 1}))

    def test_every_operation_has_a_section_and_a_place_in_the_column(self):
        for _, operation in operations():
            self.assertIn(operation["operationId"], self.links.ids)
            self.assertIn("#" + operation["operationId"], self.links.targets)

    def test_nothing_runs_and_nothing_is_loaded(self):
        self.assertFalse({"script", "link", "img", "iframe", "form", "object"} & self.links.tags)
        self.assertFalse([name for name in self.links.attributes if name == "style" or name.startswith("on")])
        self.assertNotIn("url(", PAGE)

    def test_the_policy_names_the_style_of_every_page_and_no_unsafe_one(self):
        for text in (PAGE, problem_html(CONTRACT, "not_found")):
            style = re.search("<style>(.*?)</style>", text, re.DOTALL).group(1)
            digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
            self.assertIn(f"'sha256-{digest}'", content_security_policy())
        self.assertNotIn("unsafe", content_security_policy())

    def test_it_stays_small(self):
        self.assertLess(len(PAGE.encode()), MOST_BYTES)

    def test_a_problem_page_leads_to_the_operations_that_name_it(self):
        for _, operation in operations():
            for problem in operation.get("x-problems", []):
                self.assertIn(f'href="/docs#{operation["operationId"]}"', problem_html(CONTRACT, problem))


class Parts(unittest.TestCase):
    def test_text_cannot_become_markup(self):
        self.assertEqual("<p>a &lt;b&gt; <code>x&lt;y</code> <strong>&amp;</strong></p>", text_of("a <b> `x<y` **&**"))

    def test_a_fence_keeps_its_lines_and_a_list_its_items(self):
        found = [block(lines) for lines in blocks_of("a\n```sh\nb\n\n c\n```\n- d\n  e\n- f")]
        self.assertEqual(["<p>a</p>", '<pre tabindex="0">b\n\n c</pre>', "<ul><li>d e</li><li>f</li></ul>"], found)

    def test_a_quote_in_an_example_ends_no_argument_of_curl(self):
        operation = {"x-listener": "api", "security": [], "operationId": "x"}
        self.assertIn("It'\\''s", curl({}, ("post", "/v1/x"), operation, ("application/json", {"name": "It's"})))

    def test_a_request_shows_members_of_members_and_an_answer_links_to_them(self):
        inner = {"type": "object", "required": ["deep"], "properties": {"deep": {"type": "integer", "minimum": 1}}}
        outer = {"type": "object", "properties": {"inner": {"type": "array", "items": {"$ref": "#/components/schemas/Inner"}}}}
        shapes = Shapes({"components": {"schemas": {"Inner": inner, "Outer": outer}}})
        self.assertIn("<code>deep</code> <i>required</i><td>integer <small>1 or more</small>", shapes.table(outer, True))
        self.assertNotIn("deep", shapes.table(outer, False))
        self.assertIn('array of <a href="#shape-Inner">Inner</a>', shapes.table(outer, False))

    def test_a_shape_that_holds_itself_ends(self):
        tree = {"type": "object", "properties": {"below": {"$ref": "#/components/schemas/Tree"}}}
        self.assertEqual(1, Shapes({"components": {"schemas": {"Tree": tree}}}).table(tree, True).count("below"))


class Guide(unittest.TestCase):
    def test_a_section_is_shown_when_the_contract_has_what_it_speaks_of(self):
        text = "## A {#a}\nx\n## B {#b needs parameter:dry_run}\ny\n"
        self.assertEqual([("a", "A", None, "\nx\n"), ("b", "B", ("parameter", "dry_run"), "\ny\n")], list(parts_of(text)))
        bare = {"paths": CONTRACT["paths"], "components": CONTRACT["components"], "x-problems": {}}
        self.assertNotIn("limits", [name for name, _, _ in sections(bare)])
        self.assertIn("limits", [name for name, _, _ in sections(bare | {"x-problems": {"too_many": [429, "Slower."]}})])

    def test_a_route_that_is_not_in_the_contract_is_refused(self):
        with self.assertRaisesRegex(ContractError, "/v1/"):
            sections({"paths": {}, "x-problems": {}})


if __name__ == "__main__":
    PAGE = Path(sys.argv.pop()).read_text(encoding="utf-8")
    CONTRACT = json.loads(Path(sys.argv.pop()).read_text(encoding="utf-8"))
    unittest.main()
