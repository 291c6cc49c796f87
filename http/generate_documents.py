# SPDX-License-Identifier: Apache-2.0
"""Joins openapi/*.yaml into the contract and writes it as openapi.json, openapi.yaml and documents.cpp.

documents.cpp holds both, the documentation page (beside it as docs.html, to be looked at), a page per problem, and the
verifier that goes into audit bundles.
"""

import sys
from pathlib import Path

from documents.cpp_source import source
from documents.docs_page import docs_html, problem_html
from documents.expand import expand
from documents.join import ContractError, join
from documents.page import content_security_policy
from documents.written import json_of, yaml_of


def write_all(folder, target, verifier):
    document = expand(join(folder))
    texts = {"openapi_yaml": yaml_of(document), "openapi_json": json_of(document), "docs_page": docs_html(document),
             "content_security_policy": content_security_policy(), "audit_verifier": verifier.read_text(encoding="utf-8")}
    problem_pages = {problem: problem_html(document, problem) for problem in document["x-problems"]}
    files = {"openapi.yaml": texts["openapi_yaml"], "openapi.json": texts["openapi_json"], "docs.html": texts["docs_page"],
             "documents.cpp": source(texts, problem_pages)}
    for name, text in files.items():
        (target / name).write_text(text, encoding="utf-8")


def main():
    folder, target, verifier = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    try:
        write_all(folder, target, verifier)
    except ContractError as error:
        print(f"{folder}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
