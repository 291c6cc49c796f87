# SPDX-License-Identifier: Apache-2.0
"""What the examples of the contract call things, and what the service calls them."""

import re

TYPE_ID = re.compile(r"[a-z]{3}_[0-9a-z]{26}")
# The last part of a link, as that of `pay_url`: whoever has it may pay, and later examples ask with it.
TOKEN = re.compile(r"(?<=/)[A-Za-z0-9_-]{40,}$")


class Names:
    """From the ids and tokens of the document to those of the service."""

    def __init__(self):
        self.real = {}

    def learn(self, example, actual, where):
        """Reads the two side by side; what stands for two things at once is reported."""
        if isinstance(example, dict) and isinstance(actual, dict):
            for name in example.keys() & actual.keys():
                yield from self.learn(example[name], actual[name], f"{where}/{name}")
        elif isinstance(example, list) and isinstance(actual, list):
            for index, (left, right) in enumerate(zip(example, actual)):
                yield from self.learn(left, right, f"{where}/{index}")
        elif isinstance(example, str) and isinstance(actual, str):
            yield from self.learn_text(example, actual, where)

    def learn_text(self, example, actual, where):
        if TYPE_ID.fullmatch(example):
            if self.real.setdefault(example, actual) != actual:
                yield f"{where}: {example} stands for {self.real[example]}, not for {actual}"
            return
        documented, token = TOKEN.search(example), TOKEN.search(actual)
        if documented and token:
            # Examples show one token for many links; the first that was seen is the one that is asked with.
            self.real.setdefault(documented.group(), token.group())

    def translate(self, value):
        if isinstance(value, dict):
            return {name: self.translate(member) for name, member in value.items()}
        if isinstance(value, list):
            return [self.translate(element) for element in value]
        if not isinstance(value, str):
            return value
        for documented, actual in self.real.items():
            value = value.replace(documented, actual)
        return value

    def unknown(self, value):
        """Ids in a request that no reply before it gave."""
        if isinstance(value, dict):
            return {name for member in value.values() for name in self.unknown(member)}
        if isinstance(value, list):
            return {name for element in value for name in self.unknown(element)}
        return {name for name in TYPE_ID.findall(value) if name not in self.real} if isinstance(value, str) else set()
