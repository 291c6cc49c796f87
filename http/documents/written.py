# SPDX-License-Identifier: Apache-2.0
"""The joined contract as YAML and as JSON."""

import json

import yaml


class PlainDumper(yaml.CSafeDumper):
    """Spells out what occurs twice."""

    def ignore_aliases(self, data):
        return True


def text_as_written(dumper, text):
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


PlainDumper.add_representer(str, text_as_written)


def yaml_of(document):
    return yaml.dump(document, Dumper=PlainDumper, sort_keys=False, allow_unicode=True, width=120)


def json_of(document):
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
