#!/usr/bin/env python3
"""The systems of fixtures/systems that say what is to be found in them, by files beside their variants:

expected-<variant>.txt   one line for each finding, `file:line rule`, in the order of places; `#` begins a remark. All that is found stands
                         there and the other way round. Of a hardened variant nothing at medium or above may.
mutations.txt            what is taken away from a hardened variant, and which findings that makes appear, no more and no fewer:
                             file: terraform-hardened/api.tf
                             - a line of the file, with its indentation (several in a row are found together, and only once)
                             + what stands there instead (none: nothing)
                             finds: rule-id rule-id
                             misses: Orders/zone/rto buying/availability   objectives of stores and journeys that are missed then, and no others
                         (one of the last two is enough: what is not said is not compared)

resilience-<variant>.md  the page of `weir resilience`, of systems that declare objectives: a hardened variant misses none, a flawed one does.

A system is written in CloudFormation and in Terraform, or in a language of its own. The flawed variants of its languages have findings of the same rules. WEIR_UPDATE_EXPECTED=1 writes the expected files anew: read the
difference. Names of systems as arguments: only those."""
import collections
import concurrent.futures
import glob
import json
import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import check  # noqa: E402

SYSTEMS = os.path.join(check.SOURCE, "fixtures/systems")
LEAST_MUTATIONS = 5
Finding = collections.namedtuple("Finding", "file line rule level message")


def scan(folder, variant):
    """The findings of one variant of the system in `folder`, in the order of places; files are relative to the system's folder."""
    with tempfile.TemporaryDirectory() as out:
        log = os.path.join(out, "out.sarif")
        run = check.Run([check.DEV, "scan", "-f", "sarif", "-o", log, "--fail-on", "never", variant], cwd=folder)
        if run.status != 0:
            check.fail(f"{folder}/{variant}: status {run.status}, expected 0\n{run.errors}")
        with open(log, encoding="utf-8") as file:
            results = json.load(file)["runs"][0]["results"]
    findings = []
    for result in results:
        place = result["locations"][0]["physicalLocation"]
        # in a repository addresses are relative to its root, elsewhere to the folder
        path = os.path.relpath(os.path.join(check.SOURCE, place["artifactLocation"]["uri"]), folder)
        if path.startswith(".."):
            path = place["artifactLocation"]["uri"]
        findings.append(Finding(path, place["region"]["startLine"], result["ruleId"], result["level"], result["message"]["text"]))
    return sorted(findings)


def line_of(finding):
    return f"{finding.file}:{finding.line} {finding.rule}"


def read_expected(path):
    with open(path, encoding="utf-8") as file:
        return [line for line in (line.split("#")[0].strip() for line in file) if line]


def write_expected(path, findings):
    with open(path, encoding="utf-8") as file:
        remarks = [line for line in file if line.startswith("#")]
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(remarks + [line_of(finding) + "\n" for finding in findings])


class Mutation:
    def __init__(self, where):
        self.where, self.file, self.old, self.new, self.rules, self.misses = where, None, [], [], None, None


def read_mutations(path):
    """The blocks of a file of mutations; empty lines and remarks part them."""
    found = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            if line.startswith("file: "):
                found.append(Mutation(f"{os.path.relpath(path, check.SOURCE)}:{number}"))
                found[-1].file = line[len("file: "):]
            elif line.startswith("- "):
                found[-1].old.append(line[2:])
            elif line.startswith("+ "):
                found[-1].new.append(line[2:])
            elif line.startswith("finds: "):
                found[-1].rules = line[len("finds: "):].split()
            elif line.startswith("misses: "):
                found[-1].misses = line[len("misses: "):].split()
            elif line and not line.startswith("#"):
                check.fail(f"{path}:{number}: expected `file: `, `- `, `+ `, `finds: `, `misses: ` or a remark")
    return found


def mutated(text, mutation):
    """The text of a file after the mutation."""
    lines, size = text.split("\n"), len(mutation.old)
    places = [i for i in range(len(lines)) if lines[i:i + size] == mutation.old]
    if not size or len(places) != 1:
        check.fail(f"{mutation.where}: the lines stand {len(places)} times in {mutation.file}, expected once")
    return "\n".join(lines[:places[0]] + mutation.new + lines[places[0] + size:])


def rules(findings):
    return collections.Counter(finding.rule for finding in findings)


def missed(folder, variant):
    """The objectives of stores and journeys that a variant misses: name/disruption/figure, name/availability."""
    run = check.Run([check.DEV, "resilience", "-q", "-f", "json", variant], cwd=folder)
    said = json.loads(run.output)
    found = set()
    for thing in [entry for entry in said["entries"] if entry["journey"]] + said["stores"]:
        name = (thing.get("name") or thing["address"]).split(".")[-1]
        if thing["availability"]["judgement"] == "missed":
            found.add(f"{name}/availability")
        for disruption, one in thing["recovery"].items():
            found.update(f"{name}/{disruption}/{figure}" for figure in ("rto", "rpo") if one[f"{figure}_judgement"] == "missed")
    return found


def mutate(system, mutation, before):
    """What is wrong with the findings that the mutation makes appear; None if nothing is."""
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, os.path.basename(system))
        shutil.copytree(system, copy)
        path = os.path.join(copy, mutation.file)
        with open(path, encoding="utf-8") as file:
            text = mutated(file.read(), mutation)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        variant = mutation.file.split("/")[0]
        if mutation.misses is not None and missed(copy, variant) != set(mutation.misses):
            return f"{mutation.where}: missed {sorted(missed(copy, variant))}, expected {sorted(mutation.misses)}"
        if mutation.rules is None and mutation.misses:
            return None
        after = scan(copy, variant)
    appeared = rules(after) - rules(before)
    if appeared and appeared == collections.Counter(mutation.rules):
        return None
    return f"{mutation.where}: appeared {sorted(appeared.elements())}, expected {sorted(mutation.rules or [])}"


def check_variant(system, variant, findings):
    """What is wrong with the findings of a variant."""
    path = os.path.join(system, f"expected-{variant}.txt")
    if os.environ.get("WEIR_UPDATE_EXPECTED"):
        write_expected(path, findings)
    expected, found = collections.Counter(read_expected(path)), collections.Counter(map(line_of, findings))
    problems = [f"{path}: missing: {line}" for line in (expected - found).elements()]
    problems += [f"{path}: not expected: {line}" for line in (found - expected).elements()]
    if variant.endswith("-hardened"):
        problems += [f"{variant}: {finding.level}: {line_of(finding)}: {finding.message}"
                     for finding in findings if finding.level in ("error", "warning")]
    return problems


def check_resilience(system, variant):
    """What is wrong with what is said of a variant's resilience, if its system says what is to be said."""
    path = os.path.join(system, f"resilience-{variant}.md")
    if not os.path.exists(path):
        return []
    run = check.Run([check.DEV, "resilience", "-q", "-f", "markdown", variant], cwd=system)
    said = run.output.replace(os.path.relpath(os.path.join(system, variant), check.SOURCE) + "/", "")
    if os.environ.get("WEIR_UPDATE_EXPECTED"):
        with open(path, "w", encoding="utf-8") as file:
            file.write(said)
    with open(path, encoding="utf-8") as file:
        expected = file.read()
    missed = 0 if variant.endswith("-hardened") else 1
    problems = [] if said == expected else [f"{path}: weir resilience says something else"]
    return problems + ([] if run.status == missed else [f"{variant}: weir resilience ends in {run.status}, expected {missed}"])


def languages_of(system):
    """The languages that the system is written in."""
    names = (os.path.basename(path) for path in glob.glob(os.path.join(system, "expected-*-flawed.txt")))
    languages = {name[len("expected-"):-len("-flawed.txt")] for name in names}
    if len(languages) == 1 and languages & {"cloudformation", "terraform"}:
        check.fail(f"{system}: is written in {languages.pop()} alone")
    return sorted(languages)


def check_system(system, pool):
    languages = languages_of(system)
    variants = [f"{language}-{kind}" for language in languages for kind in ("flawed", "hardened")]
    findings = dict(zip(variants, pool.map(lambda variant: scan(system, variant), variants)))
    problems = [problem for variant in variants for problem in check_variant(system, variant, findings[variant])]
    problems += [problem for problems_of in pool.map(lambda variant: check_resilience(system, variant), variants) for problem in problems_of]
    found = [set(rules(findings[f"{language}-flawed"])) for language in languages]
    if set.union(*found) != set.intersection(*found):
        problems.append(f"{system}: rules of one language only: {sorted(set.union(*found) - set.intersection(*found))}")
    mutations = read_mutations(os.path.join(system, "mutations.txt"))
    if len(mutations) < LEAST_MUTATIONS or {one.file.split("-")[0] for one in mutations} != set(languages):
        problems.append(f"{system}: {len(mutations)} mutations, expected {LEAST_MUTATIONS} or more, in each of its languages")
    wrong = pool.map(lambda one: mutate(system, one, findings[one.file.split("/")[0]]), mutations)
    problems += [problem for problem in wrong if problem]
    print(f"{os.path.basename(system)}:", ", ".join(f"{variant} {len(findings[variant])}" for variant in variants),
          f"findings; {len(mutations)} mutations; {len(problems)} problems")
    return problems


def main():
    systems = sorted({os.path.dirname(path) for path in glob.glob(os.path.join(SYSTEMS, "*/expected-*.txt"))})
    systems = [system for system in systems if not sys.argv[1:] or os.path.basename(system) in sys.argv[1:]]
    if not systems:
        check.fail("no system says what is to be found in it")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        problems = [problem for system in systems for problem in check_system(system, pool)]
    if problems:
        check.fail("\n".join(problems))


main()
