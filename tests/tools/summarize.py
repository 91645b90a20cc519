#!/usr/bin/env python3
"""summarize.py RESULTS: lists what failed or was skipped and prints the closing line, 'N passed, N failed, N skipped'.

RESULTS holds ctest.xml (one entry per test program and check) and one GoogleTest report for each program, whose cases are what
is counted. Exit status 1 if anything failed, or was skipped while WEIR_FAIL_ON_SKIP is set, or if nothing ran at all.
"""
import json
import os
import sys
import xml.etree.ElementTree


def cases_of(report):
    """(name, outcome) for every case of a GoogleTest report."""
    for suite in report["testsuites"]:
        for case in suite["testsuite"]:
            name = f"{suite['name']}.{case['name']}"
            if case.get("failures"):
                yield name, "failed"
            elif case["result"] == "SKIPPED":
                yield name, "skipped"
            elif case["status"] == "RUN":
                yield name, "passed"


def outcomes_of(entry, folder):
    """What one ctest entry counts for: its cases, or itself where it has none or died before it reported."""
    name, status = entry.get("name"), entry.get("status")
    own = {"run": "passed", "notrun": "skipped"}.get(status, "failed")
    if own == "skipped" and entry.find("skipped[@message='SKIP_RETURN_CODE=77']") is None:
        own = "failed"  # not built, or not found
    try:
        with open(os.path.join(folder, f"{name}.json"), encoding="utf-8") as file:
            cases = [(f"{name}: {case}", outcome) for case, outcome in cases_of(json.load(file))]
    except (OSError, ValueError):
        return [(name, own)]
    if own == "failed" and all(outcome != "failed" for _, outcome in cases):
        cases.append((f"{name}: ended badly", "failed"))  # a sanitizer's report after the last case
    return cases


def main(folder):
    try:
        entries = xml.etree.ElementTree.parse(os.path.join(folder, "ctest.xml")).getroot()
    except (OSError, xml.etree.ElementTree.ParseError) as error:
        print(f"no usable report of ctest: {error}")
        entries = []
    outcomes = [o for entry in entries for o in outcomes_of(entry, folder)]
    count = {kind: sum(o == kind for _, o in outcomes) for kind in ("passed", "failed", "skipped")}
    print()
    for name, outcome in outcomes:
        if outcome != "passed":
            print(f"{outcome}: {name}")
    print(f"{count['passed']} passed, {count['failed']} failed, {count['skipped']} skipped")
    strict = bool(os.environ.get("WEIR_FAIL_ON_SKIP"))
    return 1 if count["failed"] or not count["passed"] or (strict and count["skipped"]) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
