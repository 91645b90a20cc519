#!/usr/bin/env python3
"""Of the corpora's resources whose type is in CloudFormation's resource database and not retired, at least 97 % are modelled.
Read so: resources of ignored kinds leave the base (what is said to be plain configuration is neither a gap nor an achievement) and are
listed apart with the reason of their concept; the ratio with them in the base is printed beside it."""
import collections
import glob
import gzip
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import check  # noqa: E402

LEAST = 0.97
# Services that have ended or take no customers any more: nobody writes a new template for them.
RETIRED = ("AWS::OpsWorks::", "AWS::OpsWorksCM::", "AWS::QLDB::", "AWS::RoboMaker::", "AWS::LookoutMetrics::", "AWS::LookoutVision::",
           "AWS::LookoutEquipment::", "AWS::FinSpace::", "AWS::IoTAnalytics::", "AWS::IoTFleetHub::", "AWS::IoT1Click::", "AWS::NimbleStudio::",
           "AWS::SimSpaceWeaver::", "AWS::SDB::", "AWS::Greengrass::", "AWS::Panorama::", "AWS::Evidently::", "AWS::HoneyCode::", "AWS::CodeStar::")


def cloudformation_types():
    with gzip.open(check.tool("@aws-cdk/aws-service-spec/db.json.gz"), "rt", encoding="utf-8") as file:
        return set(re.findall(r'"cloudFormationType":"(AWS::[A-Za-z0-9]+::[A-Za-z0-9]+)","', file.read()))


def reasons():
    """By CloudFormation type, why its concept is ignored."""
    found = {}
    for path in glob.glob(os.path.join(check.SOURCE, "rules/catalog/aws/*.yaml")):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        why = re.search(r"^why: (.*)$", text, re.MULTILINE)
        if why:
            found.update(dict.fromkeys(re.findall(r"AWS::\w+::\w+", text), why.group(1).strip('"')))
    return found


def counts(folder):
    """The coverage of what lies in one folder of the corpora."""
    run = check.Run([check.RELEASE, "diagram", "-f", "json", folder], timeout=600)
    if not run.ended_well() or not run.output:
        check.fail(f"{folder}: {run.errors[-2000:]}")
    return json.loads(run.output)["coverage"]


def kept(types, counted):
    return collections.Counter({name: n for name, n in counted.items() if name in types and not name.startswith(RETIRED)})


def main():
    corpora = check.shared("corpora")
    types, why = cloudformation_types(), reasons()
    seen, ignored, missing = collections.Counter(), collections.Counter(), collections.Counter()
    for name in sorted(os.listdir(corpora)):
        folder = os.path.join(corpora, name)
        if os.path.isdir(folder):
            coverage = counts(folder)
            seen += kept(types, coverage["types"])
            ignored += kept(types, coverage["ignored"])
            missing += kept(types, coverage["not_modelled"])
    for name, n in ignored.most_common():
        if name not in why:
            check.fail(f"{name} is ignored without a reason")
        print(f"ignored {n:5} {name}: {why[name]}")
    print("not modelled: " + ", ".join(f"{name} {n}" for name, n in missing.most_common()))
    all_of_them, aside, gaps = seen.total(), ignored.total(), missing.total()
    modelled = all_of_them - aside - gaps
    if modelled <= 0:
        check.fail("no resource of the corpora is modelled")
    ratio = modelled / (all_of_them - aside)
    print(f"{all_of_them} resources of CloudFormation's types that are not retired: {modelled} modelled, {aside} ignored, {gaps} not modelled; "
          f"{ratio:.2%} of those that are not ignored are modelled ({modelled / all_of_them:.2%} of all)")
    if ratio < LEAST:
        check.fail(f"less than {LEAST:.0%} are modelled")


main()
