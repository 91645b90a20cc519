#!/usr/bin/env python3
"""The talk's threat: found in the flawed patient assistants, in each language, with its path through the diagram; gone in the
hardened ones, which have nothing of medium or above."""
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import check  # noqa: E402

STATEMENT = ("An external threat actor with access to the public facing application, can inject malicious prompts which overwrite "
             "existing system prompts, which leads to PHI records held in {store} being returned to the caller, "
             "negatively impacting the confidentiality of the PHI data in {store}.")
SYSTEM = os.path.dirname(check.FLAWED)
# the variants' language, and what they call the records, the chat and the agent
LANGUAGES = [("cloudformation", "PatientRecordsTable", "ChatFunction", "AssistantAgent"),
             ("terraform", "aws_dynamodb_table.patient_records", "module.chat.aws_lambda_function.this",
              "aws_bedrockagent_agent.assistant")]


def scan(folder):
    with tempfile.TemporaryDirectory() as out:
        log = os.path.join(out, "out.sarif")
        run = check.Run([check.DEV, "scan", "-f", "sarif", "-o", log, folder])
        with open(log, encoding="utf-8") as file:
            return run, json.load(file)["runs"][0]["results"]


def flawed(language, store, chat, agent):
    run, results = scan(os.path.join(SYSTEM, f"{language}-flawed"))
    if run.status != 1:
        check.fail(f"{language}, flawed: status {run.status}, expected 1\n{run.errors}")
    told = [result for result in results if STATEMENT.format(store=store) in result["message"]["text"]]
    if len(told) != 1:
        check.fail(f"{language}, flawed: {len(told)} results tell the talk's threat, expected 1")
    steps = [location["location"]["logicalLocations"][0]["fullyQualifiedName"]
             for location in told[0]["codeFlows"][0]["threadFlows"][0]["locations"]]
    print(f"{language}, flawed:", len(results), "results; path of the talk's threat:", " > ".join(steps))
    for name in (chat, agent):
        if not any(name in step for step in steps):
            check.fail(f"{language}: the path does not lead through {name}")


def hardened(language):
    run, results = scan(os.path.join(SYSTEM, f"{language}-hardened"))
    print(f"{language}, hardened: status", run.status, [(result["ruleId"], result["level"]) for result in results])
    serious = [result for result in results if result["level"] != "note"]
    if run.status != 0 or serious:
        check.fail(f"{language}, hardened: status {run.status}, {len(serious)} results of medium or above; expected 0 and none\n{run.errors}")


def both_at_once():
    """Scanned together, every language tells the threat."""
    run, results = scan(SYSTEM)
    for language, store, _, _ in LANGUAGES:
        if not any(STATEMENT.format(store=store) in result["message"]["text"] for result in results):
            check.fail(f"the whole folder: nothing tells the talk's threat of {language}\n{run.errors}")
    if run.status != 1:
        check.fail(f"the whole folder: status {run.status}, expected 1")


def main():
    for language, store, chat, agent in LANGUAGES:
        flawed(language, store, chat, agent)
        hardened(language)
    both_at_once()


main()
