#!/usr/bin/env python3
"""Which elements of the corpora hold which data, and why, against what was judged by hand (data_classes.tsv: right | wrong | seen, for what nobody has
judged). Fails where something judged wrong is still said, something judged right is no longer said, or less than 95 % of what is said and
judged is right. `--record` adds what is new as `seen`."""
import csv
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import check  # noqa: E402

RECORD = os.path.join(check.SOURCE, "tests/checks/data_classes.tsv")
LEAST = 0.95
NOT_READ = {"aws__serverless-application-model"}  # its thousands of test inputs hold names without meaning


def diagram(folder):
    run = check.Run([check.RELEASE, "diagram", "-f", "json", folder], timeout=600)
    if not run.ended_well() or not run.output:
        check.fail(f"{folder}: {run.errors[-2000:]}")
    return json.loads(run.output)


def said():
    """(folder, element, class, why) of every classified element."""
    corpora = check.shared("corpora")
    folders = [os.path.join(corpora, name) for name in sorted(os.listdir(corpora)) if name not in NOT_READ]
    found = set()
    for folder in [f for f in folders if os.path.isdir(f)] + [check.shared("systems")]:
        for element in diagram(folder)["elements"]:
            for reason in element.get("data_reasons", []):
                found.add((os.path.basename(folder), element["id"], reason["class"], reason["why"]))
    return found


def recorded():
    if not os.path.exists(RECORD):
        return {}
    with open(RECORD, encoding="utf-8", newline="") as file:
        return {tuple(row[1:]): row[0] for row in csv.reader(file, delimiter="\t")}


def record(known):
    with open(RECORD, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter="\t", lineterminator="\n")
        rows.writerows([verdict, *key] for key, verdict in sorted(known.items()))


def main():
    now, known = said(), recorded()
    if "--record" in sys.argv:
        known.update({key: "seen" for key in now if key not in known})
        record(known)
    judged = {key: known[key] for key in now if known.get(key, "seen") != "seen"}
    wrong = sorted(key for key, verdict in judged.items() if verdict == "wrong")
    lost = sorted(key for key, verdict in known.items() if verdict == "right" and key not in now)
    for word, keys in (("judged wrong", wrong), ("no longer said", lost)):
        for key in keys:
            print(f"{word}: " + " · ".join(key))
    share = 1 - len(wrong) / len(judged) if judged else 0
    print(f"{len(now)} reasons, {len(judged)} of them judged, {share:.1%} right")
    if share < LEAST or wrong or lost:
        sys.exit(1)


if __name__ == "__main__":
    main()
