#!/usr/bin/env python3
"""Findings on real systems that people judged (tests/judged.tsv), replayed: what both judges called right is still found at that rule, file and
line, and what both called wrong is not, unless its reason begins with `todo:`: then it is a known fault, and the check fails once it is
gone. What they disagree on, or find doubtful, is counted and holds nothing. Each row is scanned with the system
that its file belongs to. `--draw N` prints N findings of the whole shared folder as rows to be judged, in an order that SEED decides."""
import collections
import concurrent.futures
import csv
import json
import os
import random
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import check  # noqa: E402

ROWS = os.path.join(check.SOURCE, "tests/judged.tsv")
COLUMNS = ["rule", "file", "line", "verdict_a", "verdict_b", "reason"]
VERDICTS = {"right", "wrong", "doubtful"}
SEED = 20261126
TODO = "todo: "  # begins the reason of what is wrong, found all the same, and to be mended
HIGH = {"high", "very-high"}


def rows_of(path):
    """The rows, each with its number in the file; ends the check where the file is not what it should be."""
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if reader.fieldnames != COLUMNS:
            check.fail(f"{path}: the first line is {reader.fieldnames}, expected {COLUMNS}")
        rows = [{**row, "number": reader.line_num} for row in reader]
    seen = set()
    for row in rows:
        where = f"{path}:{row['number']}"
        if None in row or not all(row[column] for column in COLUMNS):
            check.fail(f"{where}: expected {len(COLUMNS)} columns, none of them empty")
        if not {row["verdict_a"], row["verdict_b"]} <= VERDICTS or not row["line"].isdigit():
            check.fail(f"{where}: expected a line number and verdicts of {sorted(VERDICTS)}")
        if key(row) in seen:
            check.fail(f"{where}: {key(row)} stands twice")
        seen.add(key(row))
    return rows


def key(row):
    return row["rule"], row["file"], int(row["line"])


def system_of(file):
    """The folder that is scanned: `corpora/repository` or `systems/name`."""
    return "/".join(file.split("/")[:2])


def found_in(system):
    """(rule, file, line) → precision, of all that is found in a system of the shared folder."""
    folder = check.shared(system)
    run = check.Run([check.RELEASE, "scan", "-f", "json", "--fail-on", "never", "--ignore-parse-errors", folder], timeout=300)
    if run.status != 0:
        check.fail(f"weir scan {folder}: status {run.status}\n{run.errors[-2000:]}")
    found = {}
    for finding in json.loads(run.output)["findings"]:
        place = finding["location"]
        if place is not None and finding["suppression"] is None:
            found[finding["rule"], f"{system}/{urllib.parse.unquote(place['uri'])}", place["startLine"]] = finding["precision"]
    return found


def found_in_all(systems):
    found = {}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for part in pool.map(found_in, sorted(systems)):
            found.update(part)
    return found


def faults_of(rows, found):
    for row in rows:
        verdicts = {row["verdict_a"], row["verdict_b"]}
        place = f"judged.tsv:{row['number']}: {row['rule']} at {row['file']}:{row['line']}"
        if verdicts == {"right"} and key(row) not in found:
            yield f"{place} was judged right and is not found any more"
        known = row["reason"].startswith(TODO)
        if verdicts == {"wrong"} and (key(row) in found) != known:
            yield f"{place} was judged wrong and is " + (f"not found any more: take `{TODO}` away" if known else f"found: {row['reason']}")


def replay():
    rows = rows_of(ROWS)
    found = found_in_all({system_of(row["file"]) for row in rows})
    counts = collections.Counter("right" if {row["verdict_a"], row["verdict_b"]} == {"right"} else "not right" for row in rows if found.get(key(row)) in HIGH)
    print(f"{len(rows)} findings judged, of {len({row['rule'] for row in rows})} rules; of those found today at precision high or better "
          f"{counts['right']} are right by both judges, {counts['not right']} are not")
    faults = list(faults_of(rows, found))
    for fault in faults:
        print("  " + fault)
    return 1 if faults or not rows else 0


def draw(count):
    systems = {f"{part}/{name}" for part in ("corpora", "systems") for name in os.listdir(check.shared(part)) if os.path.isdir(check.shared(f"{part}/{name}"))}
    found = sorted(place for place, precision in found_in_all(systems).items() if precision in HIGH)
    print("\t".join(COLUMNS))
    for rule, file, line in random.Random(SEED).sample(found, min(count, len(found))):
        print(f"{rule}\t{file}\t{line}\t\t\t")
    return 0


if __name__ == "__main__":
    sys.exit(draw(int(sys.argv[2])) if sys.argv[1:2] == ["--draw"] else replay())
