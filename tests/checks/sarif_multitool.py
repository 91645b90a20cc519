#!/usr/bin/env python3
"""Microsoft's SARIF validator finds no error and no warning, GitHub's rules included, in a real log."""
import collections
import json
import os
import stat
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import check  # noqa: E402


def main():
    multitool = check.tool("@microsoft/sarif-multitool-linux/Sarif.Multitool")
    os.chmod(multitool, os.stat(multitool).st_mode | stat.S_IXUSR)  # npm runs no script that would set it
    with tempfile.TemporaryDirectory() as folder:
        log, verdict = os.path.join(folder, "out.sarif"), os.path.join(folder, "validation.sarif")
        scan = check.Run([check.DEV, "scan", "-f", "sarif", "-o", log, check.FLAWED])
        if scan.status != 1:
            check.fail(f"weir scan {check.FLAWED}: status {scan.status}, expected 1\n{scan.errors[-2000:]}")
        results = sum(len(run["results"]) for run in json.load(open(log, encoding="utf-8"))["runs"])
        if not results:
            check.fail("the log has no results: there is nothing to validate")
        # The tool ends with 0 whatever it finds: its own log is what counts.
        validation = check.Run([multitool, "validate", log, "--rule-kind", "Sarif;Ghas",
                                "--level", "Error;Warning;Note", "--kind", "Fail",
                                "-o", verdict, "--log", "ForceOverwrite"], cwd=folder)
        if not os.path.exists(verdict):
            check.fail(f"the validator wrote nothing:\n{validation.output}{validation.errors}")
        with open(verdict, encoding="utf-8-sig") as file:
            runs = json.load(file)["runs"]
    found = [result for run in runs for result in run["results"]]
    levels = collections.Counter(result.get("level", "warning") for result in found)
    for result in found:
        if result.get("level", "warning") != "note":
            print(result.get("level", "warning"), result["ruleId"], json.dumps(result["message"])[:600])
    print(f"{results} results; validator: {levels['error']} errors, {levels['warning']} warnings, {levels['note']} notes")
    sys.exit(1 if levels["error"] or levels["warning"] else 0)


main()
