#!/usr/bin/env python3
"""The talk's threat: found in the flawed patient assistant, with its path through the diagram; gone in the hardened one."""
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import check  # noqa: E402

STATEMENT = ("An external threat actor with access to the public facing application, can inject malicious prompts which overwrite "
             "existing system prompts, which leads to PHI records held in PatientRecordsTable being returned to the caller, "
             "negatively impacting the confidentiality of the PHI data in PatientRecordsTable.")


def scan(folder):
    with tempfile.TemporaryDirectory() as out:
        log = os.path.join(out, "out.sarif")
        run = check.Run([check.DEV, "scan", "-f", "sarif", "-o", log, folder])
        with open(log, encoding="utf-8") as file:
            return run, json.load(file)["runs"][0]["results"]


def main():
    run, results = scan(check.FLAWED)
    if run.status != 1:
        check.fail(f"flawed: status {run.status}, expected 1\n{run.errors}")
    told = [result for result in results if STATEMENT in result["message"]["text"]]
    if len(told) != 1:
        check.fail(f"flawed: {len(told)} results tell the talk's threat, expected 1")
    steps = [location["location"]["logicalLocations"][0]["fullyQualifiedName"]
             for location in told[0]["codeFlows"][0]["threadFlows"][0]["locations"]]
    print("flawed:", len(results), "results; path of the talk's threat:", " > ".join(steps))
    if not any("ChatFunction" in step for step in steps) or not any("AssistantAgent" in step for step in steps):
        check.fail("the path does not lead through ChatFunction and AssistantAgent")
    run, results = scan(check.HARDENED)
    print("hardened: status", run.status, [(result["ruleId"], result["level"]) for result in results])
    if run.status != 0 or any(STATEMENT[:60] in result["message"]["text"] for result in results):
        check.fail(f"hardened: status {run.status}, expected 0 without the talk's threat\n{run.errors}")


main()
