#!/usr/bin/env python3
"""Microsoft's SARIF validator finds no error and no warning, GitHub's rules included, in the logs of real scans: all systems of the
fixtures, and, where WEIR_SHARED is set, everything in the corpora."""
import collections
import glob
import json
import os
import stat
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import check  # noqa: E402


def scan(binary, folder, log, *arguments):
    """Writes a log; the number of its results."""
    if os.path.exists(log):
        os.remove(log)
    run = check.Run([binary, "scan", "-f", "sarif", "-o", log, *arguments, folder], timeout=300)
    if not os.path.exists(log) or (run.status not in (0, 1) and not arguments):
        check.fail(f"weir scan {folder}: status {run.status}\n{run.errors[-2000:]}")
    with open(log, encoding="utf-8") as file:
        return sum(len(run["results"]) for run in json.load(file)["runs"])


def validate(multitool, log, folder):
    """What the validator says of a log, by level. It ends with 0 whatever it finds: its own log is what counts."""
    verdict = os.path.join(folder, "validation.sarif")
    if os.path.exists(verdict):
        os.remove(verdict)
    validation = check.Run([multitool, "validate", log, "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note", "--kind", "Fail",
                            "-o", verdict, "--log", "ForceOverwrite"], cwd=folder, timeout=600)
    if not os.path.exists(verdict):
        check.fail(f"the validator wrote nothing:\n{validation.output}{validation.errors}")
    with open(verdict, encoding="utf-8-sig") as file:
        found = [result for run in json.load(file)["runs"] for result in run["results"]]
    for result in found:
        if result.get("level", "warning") != "note":
            print(result.get("level", "warning"), result["ruleId"], json.dumps(result["message"])[:600])
    return collections.Counter(result.get("level", "warning") for result in found)


def main():
    multitool = check.tool("@microsoft/sarif-multitool-linux/Sarif.Multitool")
    os.chmod(multitool, os.stat(multitool).st_mode | stat.S_IXUSR)  # npm runs no script that would set it
    systems = sorted(glob.glob(os.path.join(check.SOURCE, "fixtures/systems/*/*/")))
    inputs = [(check.DEV, os.path.relpath(system, check.SOURCE), ()) for system in systems]
    if os.environ.get("WEIR_SHARED"):
        inputs.append((check.RELEASE, check.shared("corpora"), ("--all-rules", "--ignore-parse-errors", "--quiet")))
    faults = results = 0
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "out.sarif")
        for binary, system, arguments in inputs:
            count = scan(binary, system, log, *arguments)
            levels = validate(multitool, log, folder)
            print(f"{system}: {count} results; validator: {levels['error']} errors, {levels['warning']} warnings, {levels['note']} notes")
            faults += levels["error"] + levels["warning"]
            results += count
    if not results:
        check.fail("the logs have no results: there is nothing to validate")
    sys.exit(1 if faults else 0)


main()
