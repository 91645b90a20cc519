#!/usr/bin/env python3
"""What terraform makes of the expressions in tests/terraform/expressions/*.txt. `--record` writes its answers behind the rows
(a row may still be an expression alone); without it they are compared (tests/checks/terraform_expressions.py does the same).

A row is `EXPRESSION  ⇒  JSON`, `EXPRESSION  ⇒  error`, or in differences.txt `EXPRESSION  ⇒  TERRAFORM  ≠  WEIR`. In unknown*.txt
and differences.txt the JSON has a `?` for each part that terraform knows only when it applies. Rows are outputs of a plan: what terraform refuses is
taken out, by the lines that its diagnostics name, until it plans the rest."""
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import check

FOLDER = os.path.join(check.SOURCE, "tests/terraform/expressions")
ARROW = "  ⇒  "
DIFFERS = "  ≠  "
IN_PARTS = ("unknown.txt", "unknown_parts.txt", "differences.txt")
OFFLINE = {"CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull, "TF_IN_AUTOMATION": "1"}
LINES_PER_OUTPUT = 4
ROWS_PER_PLAN = 400


class Row:
    def __init__(self, path, number, line):
        self.path, self.number, self.line = path, number, line
        self.open = line.startswith("? ")
        self.expression, _, answers = line.removeprefix("? ").partition(ARROW)
        self.expected, _, self.weir = answers.partition(DIFFERS)

    def where(self):
        return f"{os.path.basename(self.path)}:{self.number}"

    def in_parts(self):
        """Whether the answer shows which parts are unknown."""
        return os.path.basename(self.path) in IN_PARTS

    def with_answer(self, answer):
        difference = DIFFERS + self.weir if self.weir else ""
        return ("? " if self.open else "") + self.expression + ARROW + answer + difference


def rows():
    for path in sorted(glob.glob(os.path.join(FOLDER, "*.txt"))):
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file.read().splitlines(), 1):
                if line.strip() and not line.startswith("#"):
                    yield Row(path, number, line)


class Digits(str):
    """A number as terraform writes it."""


def with_holes(value, unknown):
    """JSON of a planned value, `?` where it is not known yet."""
    if unknown is True:
        return "?"
    if isinstance(value, dict):
        names = sorted({*value, *(unknown or {})})
        return "{" + ",".join(json.dumps(name, ensure_ascii=False) + ":" +
                              with_holes(value.get(name), (unknown or {}).get(name)) for name in names) + "}"
    if isinstance(value, list):
        flags = list(unknown or []) + [None] * len(value)
        return "[" + ",".join(with_holes(item, flag) for item, flag in zip(value, flags)) + "]"
    return value if isinstance(value, Digits) else json.dumps(value, ensure_ascii=False)


class Terraform:
    """Plans in a folder of its own, without a network."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.environment = {**{k: v for k, v in os.environ.items() if not k.startswith("TF_")}, **OFFLINE}
        for given in glob.glob(os.path.join(FOLDER, "*.tf")):
            shutil.copy(given, folder)
        shutil.copytree(os.path.join(FOLDER, "files"), os.path.join(folder, "files"))
        self.run("init", "-no-color")

    def run(self, *arguments):
        return subprocess.run([self.program, f"-chdir={self.folder}", *arguments], capture_output=True,
                              encoding="utf-8", env=self.environment, timeout=300)

    def write(self, table, numbers):
        with open(os.path.join(self.folder, "rows.tf"), "w", encoding="utf-8") as file:
            for n in numbers:
                expression = table[n].expression
                value = expression if table[n].in_parts() else f"jsonencode({expression})"
                file.write(f'output "o{n}" {{\n  value     = {value}\n  sensitive = true\n}}\n')

    def refused(self, diagnostics, numbers):
        found = set()
        for diagnostic in diagnostics:
            if diagnostic["severity"] != "error":
                continue
            place = diagnostic.get("range") or {}
            if place.get("filename") != "rows.tf":
                check.fail(f"terraform: {json.dumps(diagnostic)[:2000]}")
            found.add(numbers[(place["start"]["line"] - 1) // LINES_PER_OUTPUT])
        return found

    def faults(self):
        validation = json.loads(self.run("validate", "-json").stdout)
        if not validation["valid"]:
            return validation["diagnostics"]
        plan = [json.loads(line) for line in self.run("plan", "-json", "-out=plan").stdout.splitlines()]
        return [message["diagnostic"] for message in plan if message["type"] == "diagnostic"]

    def answers(self, table):
        answers = {}
        numbers = list(range(len(table)))
        while numbers:
            self.write(table, numbers)
            refused = self.refused(self.faults(), numbers)
            if not refused:
                break
            answers.update((n, "error") for n in refused)
            numbers = [n for n in numbers if n not in refused]
        shown = json.loads(self.run("show", "-json", "plan").stdout, parse_int=Digits, parse_float=Digits)
        changes = shown.get("output_changes", {})
        for n in numbers:
            change = changes.get(f"o{n}", {})
            value, unknown = change.get("after"), change.get("after_unknown")
            plain = not table[n].in_parts() and unknown is not True
            answers[n] = value if plain else with_holes(value, unknown)
        return [answers[n] for n in range(len(table))]


def ask(program, table):
    def part(begin):
        with tempfile.TemporaryDirectory() as folder:
            return Terraform(program, folder).answers(table[begin:begin + ROWS_PER_PLAN])

    with ThreadPoolExecutor(2) as pool:
        return [answer for answers in pool.map(part, range(0, len(table), ROWS_PER_PLAN)) for answer in answers]


def compare(program):
    """Fails where terraform answers something else than the tables say."""
    table = list(rows())
    problems = [f"{row.where()}: {row.expression}\n  found {answer}, in the table {row.expected}"
                for row, answer in zip(table, ask(program, table)) if answer != row.expected]
    if problems:
        check.fail("\n".join(problems))
    print(f"terraform agrees with {len(table)} rows, of which it refuses {sum(row.expected == 'error' for row in table)}")


def record(program):
    table = list(rows())
    changed = {}
    for row, answer in zip(table, ask(program, table)):
        if answer != row.expected:
            changed.setdefault(row.path, {})[row.number] = row.with_answer(answer)
            print(f"{row.where()}: {row.with_answer(answer)}")
    for path, lines in changed.items():
        with open(path, encoding="utf-8") as file:
            old = file.read().splitlines()
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(lines.get(number, line) + "\n" for number, line in enumerate(old, 1))


def main():
    program = shutil.which("terraform")
    if program is None:
        check.fail("no terraform on PATH to ask")
    record(program) if sys.argv[1:] == ["--record"] else compare(program)


if __name__ == "__main__":
    main()
