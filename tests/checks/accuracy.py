#!/usr/bin/env python3
"""The inferred diagrams against the hand-written truths (the shared ones and fixtures/ground-truth): prints a table by language, and fails
where a figure is lower than accuracy.tsv has it, or a flow is drawn that a truth forbids. `--record` writes what is measured into it."""
import csv
import glob
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import check  # noqa: E402

RECORD = os.path.join(check.SOURCE, "tests/checks/accuracy.tsv")
BLIND = os.path.join(check.SOURCE, "fixtures/ground-truth")
WITH_POSSIBLE = "flow_precision_with_possible"  # flow_precision with the flows that only a permission shows
# what the scorer calls it → our heading
FIGURES = {"node_precision": "node P", "node_recall": "node R", "role_right": "role", "flow_precision": "flow P",
           "flow_recall_firm": "firm R", "apart": "apart", WITH_POSSIBLE: "poss. P"}
LANGUAGES = ["Terraform", "CloudFormation", "other"]


def language(truth):
    if any(name.endswith((".tf", ".tf.json")) for name in truth["files"]):
        return "Terraform"
    types = [node.get("type", "") for node in truth["nodes"]]
    serverless = any("serverless" in name for name in truth["files"])
    return "CloudFormation" if not serverless and any(t.startswith("AWS::") for t in types) else "other"


def scored(folder, *options):
    """The scorer's report by workload, and what it prints."""
    roots = f"{check.shared('corpora')}:{check.shared('systems')}"
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        run = check.Run([sys.executable, check.shared("tools/score_diagram.py"), "--all", "--weir", check.RELEASE, "-v",
                         "--truth", folder, "--root", roots, "--json", report.name, *options], timeout=900)
        if run.status != 0 or "no diagram:" in run.output or "no usable" in run.errors:
            check.fail("no complete accuracy table\n" + run.output + run.errors)
        return json.load(open(report.name))["workloads"], run.output


def measured(folder):
    """Workload → (language, {figure: [right, of]}, forbidden flows drawn)."""
    workloads, printed = scored(folder)
    with_possible, _ = scored(folder, "--possible")
    forbidden = forbidden_flows(printed)
    found = {}
    for path in glob.glob(os.path.join(folder, "*.json")):
        name = os.path.splitext(os.path.basename(path))[0]
        figures = {**workloads[name], WITH_POSSIBLE: with_possible[name]["flow_precision"]}
        with open(path, encoding="utf-8") as file:
            spoken = language(json.load(file))
        found[name] = spoken, {key: figures[key] for key in FIGURES}, forbidden.get(name, [])
    return found


def forbidden_flows(printed):
    """Workload → flows, from what the scorer prints with -v: a line for each workload, indented ones below."""
    found, name = {}, ""
    for line in printed.splitlines():
        if line and not line.startswith(" "):
            name = line.split()[0]
        mark, _, flow = line.strip().partition("forbidden_flows: ")
        if mark == "" and flow:
            found.setdefault(name, []).append(flow)
    return found


def ratio(pair):
    return pair[0] / pair[1] if pair[1] else 1.0


def shown(name, figures):
    return f"{name:42}" + "".join(f"{ratio(figures[key]):8.2f}" if figures[key][1] else f"{'-':>8}" for key in FIGURES)


def recorded():
    if not os.path.exists(RECORD):
        return {}
    with open(RECORD, encoding="utf-8", newline="") as file:
        return {row["workload"]: row for row in csv.DictReader(file, delimiter="\t")}


def record(found):
    with open(RECORD, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter="\t", lineterminator="\n")
        out.writerow(["workload", *FIGURES])
        for name, (_, figures, _) in sorted(found.items()):
            out.writerow([name, *(f"{figures[key][0]}/{figures[key][1]}" for key in FIGURES)])


def main():
    found = {**measured(check.shared("ground-truth")), **measured(BLIND)}
    if sys.argv[1:] == ["--record"]:
        record(found)
    faults, before = [], recorded()
    print(f"{'':42}" + "".join(f"{head:>8}" for head in FIGURES.values()))
    for spoken in LANGUAGES:
        own = {name: one for name, one in found.items() if one[0] == spoken}
        for name, (_, figures, _) in sorted(own.items()):
            print(shown(name, figures))
        total = {key: [sum(one[1][key][i] for one in own.values()) for i in (0, 1)] for key in FIGURES}
        print(shown(f"all of {spoken}", total), end="\n\n")
    for name, (_, figures, forbidden) in sorted(found.items()):
        faults += [f"{name}: {flow} is drawn, which its truth forbids" for flow in forbidden]
        if name not in before:
            faults.append(f"{name} is not in {os.path.basename(RECORD)}")
            continue
        for key in FIGURES:
            was = [int(part) for part in before[name][key].split("/")]
            if was[1] > 0 and ratio(figures[key]) < ratio(was):
                faults.append(f"{name}: {FIGURES[key]} was {before[name][key]}, is {figures[key][0]}/{figures[key][1]}")
    if faults:
        check.fail("\n".join(faults))


main()
