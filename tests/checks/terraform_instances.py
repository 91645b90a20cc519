#!/usr/bin/env python3
"""Asks terraform what each of tests/terraform/configurations makes (addresses of instances and their inputs), and compares with the
recording beside it, which tests/terraform/instances_test.cpp compares weir with. `--record` writes the recordings.

A configuration is a root module of terraform_data; `arguments.txt` holds options for `terraform plan`, one a line. A recording has a
line for each instance, or one line `refused: …` where terraform refuses the configuration."""
import concurrent.futures
import json
import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import check  # noqa: E402

CONFIGURATIONS = os.path.join(check.SOURCE, "tests/terraform/configurations")
RECORDING = "expected.txt"
AT_A_TIME = 2
OFFLINE = {"CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": "/dev/null", "TF_IN_AUTOMATION": "1"}


def with_unknown(value, unknown):
    """A planned value in which what is not known yet reads `<unknown>`."""
    if unknown is True:
        return "<unknown>"
    if isinstance(unknown, dict):
        known = value or {}
        return {key: with_unknown(known.get(key), unknown.get(key)) for key in known.keys() | unknown.keys()}
    if isinstance(unknown, list):
        known = value or []
        size = max(len(known), len(unknown))
        at = lambda items, n: items[n] if n < len(items) else None  # noqa: E731
        return [with_unknown(at(known, n), at(unknown, n)) for n in range(size)]
    return value


def lines_of(plan):
    for resource in plan.get("resource_changes", []):
        change = resource["change"]
        value = with_unknown(change["after"].get("input"), change["after_unknown"].get("input"))
        yield resource["address"] + " " + json.dumps(value, ensure_ascii=False, sort_keys=True)


def refusal(run):
    faults = [line for line in run.output.splitlines() + run.errors.splitlines() if "Error: " in line]
    fault = faults[-1].split("Error: ")[1] if faults else "none named"
    return "refused: " + fault.split(":")[0].rstrip("│ ")  # behind a colon come names in any order


def asked(name):
    """What terraform says of one configuration."""
    with tempfile.TemporaryDirectory() as folder:
        root = os.path.join(folder, "root")
        shutil.copytree(os.path.join(CONFIGURATIONS, name), root)
        arguments = []
        if os.path.exists(os.path.join(root, "arguments.txt")):
            with open(os.path.join(root, "arguments.txt"), encoding="utf-8") as file:
                arguments = file.read().splitlines()
        for command in (["init", "-no-color"], ["plan", "-no-color", "-input=false", "-out=plan", *arguments]):
            run = check.Run(["terraform", *command], cwd=root)
            if run.status != 0:
                return refusal(run) + "\n"
        run = check.Run(["terraform", "show", "-json", "plan"], cwd=root)
        return "".join(line + "\n" for line in sorted(lines_of(json.loads(run.output))))


def main():
    if shutil.which("terraform") is None:
        check.skip("terraform is not installed")
    os.environ.update(OFFLINE)
    record = sys.argv[1:] == ["--record"]
    names = sorted(os.listdir(CONFIGURATIONS))
    with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
        answers = list(pool.map(asked, names))
    different, instances = [], 0
    for name, answer in zip(names, answers):
        path = os.path.join(CONFIGURATIONS, name, RECORDING)
        instances += 0 if answer.startswith("refused") else answer.count("\n")
        if record:
            with open(path, "w", encoding="utf-8") as file:
                file.write(answer)
        elif not os.path.exists(path) or open(path, encoding="utf-8").read() != answer:
            different.append(name)
    print(f"{len(names)} configurations, {instances} instances")
    if different:
        check.fail("terraform says something else than is recorded of " + ", ".join(different))


main()
