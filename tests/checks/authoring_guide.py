#!/usr/bin/env python3
"""The authoring guide (rules/README.md) holds what it says: its worked example is a rule whose cases pass, and its queries compile."""
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import check  # noqa: E402

RULE = """---
id: guide
title: A query of the guide
kind: threat
severity: 5.0
precision: low
tags: [class/authn]
since: 0.1.0
statement: {source: anybody, prerequisites: nothing, action: try, impact: nothing, goals: [integrity], assets: [nothing]}
---
```query
QUERY```

A query of the guide.
"""


def put(folder, name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def main():
    with open(os.path.join(check.SOURCE, "rules/README.md"), encoding="utf-8") as file:
        guide = file.read()
    example = re.search(r"(?ms)^````markdown\n(.*?)^````$", guide)
    queries = re.findall(r"(?ms)^```query\n(.*?)^```$", guide[:example.start()] if example else guide)
    if not example or not queries:
        check.fail("rules/README.md has no worked example or no query")
    identifier = re.search(r"(?m)^id: (\S+)$", example.group(1)).group(1)
    if f"`my-rules/threat/spoofing/{identifier}.md`" not in guide:
        check.fail(f"the guide does not say where the example {identifier} stands")
    with tempfile.TemporaryDirectory() as folder:
        put(folder, f"threat/spoofing/{identifier}.md", example.group(1))
        run = check.Run([check.DEV, "rules", "test", folder])
        print(run.output.strip() or run.errors.strip())
        if run.status != 0:
            check.fail("the worked example")
    for query in queries:
        with tempfile.TemporaryDirectory() as folder:
            put(folder, "rules/threat/spoofing/guide.md", RULE.replace("QUERY", query))
            put(folder, "a/b.yaml", "Resources: {}\n")
            run = check.Run([check.DEV, "scan", "-q", "--rules", f"{folder}/rules", f"{folder}/a"])
            if run.status != 0:
                check.fail(f"a query of the guide does not compile:\n{query}{run.errors}")
    print(f"{len(queries)} queries compile")


main()
