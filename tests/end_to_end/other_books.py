# SPDX-License-Identifier: Apache-2.0
"""Our journal in other accounting programs: whether they accept it, and their balances by our account codes."""
import csv
import decimal
import io
import re
import subprocess
import tempfile

from harness import expect


def minor_units(amount):
    return int(decimal.Decimal(amount.replace(",", "").strip()) * 100)


def codes_of(journal, pattern):
    """{name there: code here}, from the declarations that the export makes."""
    codes = dict(re.findall(pattern, journal, re.MULTILINE))
    expect(len(codes) > 30, f"the journal declares only {sorted(codes)}")
    return codes


def run(command, journal=None):
    result = subprocess.run(command, input=journal, capture_output=True, text=True, check=False)
    expect(result.returncode == 0, f"{command[0]}: {result.stdout[:1000]}{result.stderr[:2000]}")
    return result


def hledger_balances(journal):
    """{currency: {account code: minor units, debit positive}}"""
    codes = codes_of(journal, r"^account (.+?)  ; code:(\d+)$")
    run(["hledger", "-f", "-", "check", "--strict"], journal)
    printed = run(["hledger", "-f", "-", "balance", "--flat", "--no-total", "-O", "csv", "--layout=tidy"], journal).stdout
    found = {}
    for row in csv.DictReader(io.StringIO(printed)):
        amount = minor_units(row["value"])
        if amount:
            found.setdefault(row["commodity"], {})[codes[row["account"]]] = amount
    return found


def beancount_balances(journal):
    """The same of Beancount, which must have nothing to say about the file."""
    codes = codes_of(journal, r"^\d{4}-\d\d-\d\d open (\S+).*\n  code: \"(\d+)\"$")
    with tempfile.NamedTemporaryFile("w", suffix=".beancount", encoding="utf8") as file:
        file.write(journal)
        file.flush()
        checked = run(["bean-check", file.name])
        expect(not checked.stdout.strip() and not checked.stderr.strip(), f"bean-check: {checked}")
        printed = run(["bean-query", "-f", "csv", file.name,
                       "SELECT account, currency, sum(number) AS total GROUP BY account, currency"]).stdout
    found = {}
    for row in csv.DictReader(io.StringIO(printed)):
        amount = minor_units(row["total"])
        if amount:
            found.setdefault(row["currency"].strip(), {})[codes[row["account"].strip()]] = amount
    return found
