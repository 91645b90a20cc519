#!/usr/bin/env python3
"""tests/terraform/functions.txt, which terraform_test holds Weir's table against, has every function that `terraform metadata
functions` lists, with its number of arguments; what it has beyond that is OpenTofu's or the terraform provider's."""
import json
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import check  # noqa: E402

OPENTOFU = {"base64gunzip", "cidrcontains", "convert", "urldecode"}
ASSUMPTIONS = "assume"  # what the names of OpenTofu's functions about unknown values begin with
PROVIDER = "provider::terraform::"


def listed():
    with open(os.path.join(check.SOURCE, "tests/terraform/functions.txt"), encoding="utf-8") as file:
        for line in file:
            name, least, most, _ = line.split(" ", 3)
            yield name, int(least), None if most == "any" else int(most)


def signatures(program):
    environment = {**{k: v for k, v in os.environ.items() if not k.startswith("TF_")},
                   "CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull}
    run = subprocess.run([program, "metadata", "functions", "-json"], capture_output=True, encoding="utf-8",
                         env=environment, timeout=60)
    if run.returncode != 0:
        check.fail(f"terraform metadata functions: {run.stderr[:2000]}")
    return json.loads(run.stdout)["function_signatures"]


def problem(name, least, most, signature):
    """A variadic function may limit its arguments itself; its signature does not tell."""
    parameters = len(signature.get("parameters", []))
    if "variadic_parameter" in signature:
        fine = least >= parameters and (most is None or most >= parameters)
    else:
        fine = least == most == parameters
    return None if fine else f"{name}: {least} to {most} arguments; terraform's has {parameters} parameters"


def main():
    program = shutil.which("terraform")
    if program is None:
        check.skip("no terraform on PATH")
    theirs = signatures(program)
    ours = {name: (least, most) for name, least, most in listed()}
    plain = {name.removeprefix("core::") for name in theirs}
    problems = [f"{name}: terraform has it, the table has not" for name in sorted(plain - set(ours))]
    problems += [f"{name}: the table has it, terraform has not" for name in sorted(set(ours) - plain - OPENTOFU)
                 if not name.startswith((PROVIDER, ASSUMPTIONS))]
    problems += filter(None, (problem(name, *ours[name], theirs[name]) for name in sorted(plain & set(ours))))
    if problems:
        check.fail("\n".join(problems))
    print(f"{len(plain)} functions as terraform lists them, {len(ours) - len(plain)} others")


main()
