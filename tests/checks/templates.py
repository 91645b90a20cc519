#!/usr/bin/env python3
"""Public templates, file by file. The good ones are read without an error or a warning; of the bad ones something is said, by a
warning or an error, and none ends badly. template_exceptions.txt beside this file says which do not, and why."""
import concurrent.futures
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import check  # noqa: E402

FIXTURES = "aws-cloudformation__cfn-lint/test/fixtures/templates/"
GOOD = [FIXTURES + "good", "aws-cloudformation__aws-cloudformation-templates"]
BAD = [FIXTURES + "bad"]
SUFFIXES = (".yaml", ".yml", ".json", ".template", ".txt")
SAID = re.compile(r"^weir: (warning|error): ", re.MULTILINE)


def read_exceptions():
    """Group → {path: reason}."""
    groups, group = {}, None
    with open(os.path.join(check.SOURCE, "tests/checks/template_exceptions.txt"), encoding="utf-8") as file:
        for line in filter(None, (line.strip() for line in file)):
            if line.startswith("["):
                group = groups.setdefault(line.strip("[]"), {})
            elif not line.startswith("#"):
                path, reason = line.split(": ", 1)
                group[path] = reason
    return groups


def files_below(corpora, folders):
    for folder in folders:
        for path, _, names in os.walk(os.path.join(corpora, folder)):
            for name in names:
                if name.endswith(SUFFIXES):
                    yield os.path.relpath(os.path.join(path, name), corpora)


class Checked:
    """What weir says of one template, named alone."""

    def __init__(self, corpora, path):
        run = check.Run([check.DEV, "scan", "-f", "text", "--fail-on", "never", path], cwd=corpora)
        self.path = path
        self.well = run.ended_well()
        self.unreadable = run.status == 2
        self.said = bool(SAID.search(run.errors))
        self.errors = run.errors[:1000]


def main():
    corpora = check.shared("corpora")
    exceptions = read_exceptions()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        good, bad = (list(pool.map(lambda path: Checked(corpora, path), sorted(files_below(corpora, folders))))
                     for folders in (GOOD, BAD))
    problems = [f"{one.path}: does not end well\n{one.errors}" for one in good + bad if not one.well]
    unlike = {"no template": [one for one in good if one.unreadable],
              "warned of rightly": [one for one in good if one.said and not one.unreadable],
              "bad, and not said": [one for one in bad if not one.said]}
    for group, found in unlike.items():
        expected = dict(exceptions.pop(group))
        for one in found:
            if expected.pop(one.path, None) is None:
                problems.append(f"[{group}] {one.path}: no exception says why\n{one.errors}")
        problems += [f"[{group}] {path}: the exception is not needed any more" for path in expected]
    problems += [f"template_exceptions.txt: there is no group {group}" for group in exceptions]
    print("\n".join(problems))
    print(f"{len(good)} good templates, {len(bad)} bad ones")
    if problems or len(good) < 100 or len(bad) < 50:
        check.fail("templates of which weir does not say what it should")


main()
