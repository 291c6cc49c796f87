# SPDX-License-Identifier: Apache-2.0
"""The runner of the contract's examples notices what it is there for."""

import email.message
import json
import unittest

from documented_names import Names
from live_examples import check_reply, run
from test_openapi_examples import check_schemas, check_whole

THING, OTHER = "inv_" + "0" * 25 + "1", "inv_" + "0" * 25 + "2"
GIVEN = "inv_" + "9" * 26
THING_SCHEMA = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}


def contract(**changes):
    """One command that makes a thing and one read that names it."""
    make = {"operationId": "make", "x-listener": "api", "security": [], "parameters": [],
            "requestBody": {"content": {"application/json": {"schema": {"type": "object"}, "examples": {"a": {"value": {}}}}}},
            "responses": {"201": {"content": {"application/json": {"schema": THING_SCHEMA,
                                                                  "examples": {"a": {"value": {"id": THING}}}}}}}}
    read = {"operationId": "read", "x-listener": "api", "security": [],
            "parameters": [{"name": "id", "in": "path", "example": THING}],
            "responses": {"200": {"content": {"application/json": {"schema": THING_SCHEMA, "example": {"id": THING}}}}}}
    for name, change in changes.items():
        {"make": make, "read": read}[name].update(change)
    return {"paths": {"/things": {"post": make}, "/things/{id}": {"get": read}}}


def json_headers(kind="application/json"):
    headers = email.message.Message()
    headers["Content-Type"] = kind
    return headers


class Service:
    """Answers the two operations, or what it is told to."""

    def __init__(self, given=GIVEN, status=None):
        self.given, self.status, self.targets = given, status, []

    def send(self, operation, method, target, body, idempotency_key):
        self.targets.append(f"{method} {target}")
        status = self.status or (201 if method == "post" else 200)
        return status, json_headers(), json.dumps({"id": self.given}).encode()


class Whole(unittest.TestCase):
    def assert_one(self, words, document):
        found = list(check_whole(document))
        self.assertEqual(1, len(found), found)
        self.assertIn(words, found[0])

    def test_a_whole_contract_has_no_complaints(self):
        self.assertEqual([], list(check_whole(contract())) + list(check_schemas(contract())))

    def test_a_request_without_an_example_is_a_complaint(self):
        body = {"requestBody": {"content": {"text/csv": {"schema": {"type": "string"}}}}}
        self.assert_one("post /things cannot be tried", contract(make=body))

    def test_a_path_parameter_without_an_example_is_a_complaint(self):
        self.assert_one("id has no example", contract(read={"parameters": [{"name": "id", "in": "path"}]}))

    def test_an_answer_without_an_example_is_a_complaint(self):
        answer = {"responses": {"200": {"content": {"application/json": {"schema": THING_SCHEMA}}}}}
        self.assert_one("its answer has no example", contract(read=answer))

    def test_a_reason_excuses_the_example(self):
        reason = {"x-example-reason": "It needs a code from a mail.", "parameters": [{"name": "id", "in": "path"}]}
        self.assertEqual([], list(check_whole(contract(read=reason))))

    def test_an_example_that_does_not_fit_its_schema_is_a_complaint(self):
        answer = {"responses": {"200": {"content": {"application/json": {"schema": THING_SCHEMA, "example": {}}}}}}
        self.assertIn("id is missing", "".join(check_schemas(contract(read=answer))))


class Live(unittest.TestCase):
    def test_a_later_example_asks_for_what_an_earlier_one_made(self):
        service = Service()
        self.assertEqual([], list(run(contract(), service)))
        self.assertEqual(["post /things", f"get /things/{GIVEN}"], service.targets)

    def test_an_id_that_no_reply_gave_is_a_complaint_and_nothing_is_sent(self):
        service = Service()
        found = list(run(contract(read={"parameters": [{"name": "id", "in": "path", "example": OTHER}]}), service))
        self.assertIn(OTHER, "".join(found))
        self.assertEqual(["post /things"], service.targets)

    def test_another_status_is_a_complaint(self):
        self.assertIn("post /things a: 500 instead of 201", "".join(run(contract(), Service(status=500))))

    def test_what_has_a_reason_is_not_sent(self):
        service = Service()
        self.assertEqual([], list(run(contract(read={"x-example-reason": "Not now."}), service)))
        self.assertEqual(["post /things"], service.targets)

    def test_a_command_that_is_not_replayed_is_a_complaint(self):
        keyed = {"parameters": [{"name": "Idempotency-Key", "in": "header"}]}
        self.assertIn("not answered as a replay", "".join(run(contract(make=keyed), Service())))
        self.assertEqual([], list(run(contract(make=keyed | {"x-replayed": False}), Service())))

    def test_an_undocumented_media_type_or_member_is_a_complaint(self):
        operation = contract()["paths"]["/things/{id}"]["get"]
        self.assertIn("text/html", "".join(check_reply({}, operation, None, json_headers("text/html"), b"", Names())))
        reply = json.dumps({"id": GIVEN, "more": 1}).encode()
        self.assertIn("more", "".join(check_reply({}, operation, None, json_headers(), reply, Names())))


class NamesOfThings(unittest.TestCase):
    def test_an_id_that_stands_for_two_things_is_a_complaint(self):
        names = Names()
        self.assertEqual([], list(names.learn({"id": THING}, {"id": GIVEN}, "#")))
        self.assertIn(THING, "".join(names.learn([THING], ["inv_" + "8" * 26], "#")))

    def test_the_token_of_a_link_is_learnt_and_put_into_later_texts(self):
        names = Names()
        documented, actual = "A" * 44, "b" * 44
        self.assertEqual([], list(names.learn(f"http://a/pay/{documented}", f"http://b/pay/{actual}", "#")))
        self.assertEqual({"path": f"/x/{actual}.pdf"}, names.translate({"path": f"/x/{documented}.pdf"}))


if __name__ == "__main__":
    unittest.main()
