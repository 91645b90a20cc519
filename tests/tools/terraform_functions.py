#!/usr/bin/env python3
"""The right sides of tests/terraform/expressions/*.txt are terraform's own: each expression is evaluated again by the terraform
on PATH. It is run by hand when rows are added, as the tests need no terraform: terraform_test compares Weir with the table."""
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
OFFLINE = {"CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull, "TF_IN_AUTOMATION": "1"}


def rows():
    for path in sorted(glob.glob(os.path.join(FOLDER, "*.txt"))):
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip() and not line.startswith("#"):
                    expression, expected = line.rstrip("\n").removeprefix("? ").split(ARROW)
                    yield f"{os.path.basename(path)}:{number}", expression, expected


class Terraform:
    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.environment = {**{k: v for k, v in os.environ.items() if not k.startswith("TF_")}, **OFFLINE}

    def run(self, folder, *arguments, text=None):
        return subprocess.run([self.program, f"-chdir={folder}", *arguments], input=text, capture_output=True,
                              encoding="utf-8", env=self.environment, timeout=600)

    def prepare(self, name):
        folder = os.path.join(self.folder, name)
        os.mkdir(folder)
        shutil.copy(os.path.join(FOLDER, "given.tf"), folder)
        return folder

    def values(self, expressions):
        """JSON texts of expressions that have values."""
        folder = self.prepare("values")
        with open(os.path.join(folder, "outputs.tf"), "w", encoding="utf-8") as file:
            for n, expression in enumerate(expressions):
                file.write(f'output "o{n}" {{\n  value = jsonencode({expression})\n}}\n')
        for arguments in (["init"], ["apply", "-auto-approve"]):
            run = self.run(folder, *arguments, "-no-color")
            if run.returncode != 0:
                check.fail(f"terraform {arguments[0]}: {run.stderr[:2000]}")
        outputs = json.loads(self.run(folder, "output", "-json").stdout)
        return [outputs[f"o{n}"]["value"] for n in range(len(expressions))]

    def refuses(self, expressions):
        folders = [self.prepare(f"refused{n}") for n in range(2)]  # a console locks its folder

        def half(n):
            return [self.run(folders[n], "console", text=f"jsonencode({expression})\n").returncode != 0
                    for expression in expressions[n::2]]

        with ThreadPoolExecutor(2) as pool:
            first, second = pool.map(half, range(2))
        return [(second if n % 2 else first)[n // 2] for n in range(len(expressions))]


def main():
    program = shutil.which("terraform")
    if program is None:
        check.fail("no terraform on PATH to ask")
    table = list(rows())
    with tempfile.TemporaryDirectory() as folder:
        terraform = Terraform(program, folder)
        known = [row for row in table if row[2] != "error"]
        refused = [row for row in table if row[2] == "error"]
        problems = [f"{where}: {expression}\n  found {value}, in the table {expected}"
                    for (where, expression, expected), value in
                    zip(known, terraform.values([row[1] for row in known])) if value != expected]
        problems += [f"{where}: {expression}\n  terraform gives it a value, in the table {expected}"
                     for (where, expression, expected), is_refused in
                     zip(refused, terraform.refuses([row[1] for row in refused])) if not is_refused]
    if problems:
        check.fail("\n".join(problems))
    print(f"terraform agrees with the table: {len(known)} values, {len(refused)} refusals")


main()
