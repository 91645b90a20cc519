#!/usr/bin/env python3
"""What gets bad input: one clear message on standard error, the documented exit status, everything else still analysed and
written, and never half an output file."""
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import check  # noqa: E402

GOOD = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Topic:\n    Type: AWS::SNS::Topic\n"
MARK = "AWSTemplateFormatVersion: '2010-09-09'\n"

# name of the file, its bytes, expected status, and what standard error must hold
FILES = [
    ("broken.yaml", MARK + "Resources:\n  A: [1, 2\n", 2, ["broken.yaml:"]),
    ("tabs.yaml", MARK + "Resources:\n\tA: 1\n", 2, ["tabs.yaml:3"]),
    ("broken.json", '{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"A": }', 2, ["broken.json:1"]),
    ("trailing.json", '{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {}} x', 2, ["trailing.json:1"]),
    ("unterminated.yaml", MARK + 'Description: "no end\n', 2, ["unterminated.yaml:2"]),
    ("resources.yaml", MARK + "Resources: [a]\n", 2, ["resources.yaml:2:12", "a map of resources"]),
    ("empty.yaml", "", 2, ["empty.yaml"]),
    ("jinja.yaml", MARK + "Resources:\n{% if fifo %}\n  A: {Type: AWS::SNS::Topic}\n{% endif %}\n", 2, ["jinja.yaml:3:1", "Jinja"]),
    ("helm.yaml", MARK + "Resources:\n  A: {{ .Values.queue }}\n", 2, ["helm.yaml:3:6", "Helm"]),
    ("erb.json", '{"AWSTemplateFormatVersion": "2010-09-09", "Resources": <%= resources.to_json %>}', 2, ["erb.json:1", "ERB"]),
    ("strings.yaml", MARK + "Resources:\n  A: {Type: AWS::SNS::Topic, Properties: {DisplayName: '{{ name }} <% %>'}}\n", 0, []),
    ("named.cform", '{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"A": {"Type": "AWS::SNS::Topic"}}}', 0, []),
    ("named", MARK + "Resources:\n  A: {Type: AWS::SNS::Topic}\n", 0, []),
    ("binary.yaml", MARK + "\0\1\2\3", 2, ["binary.yaml"]),
    ("latin.yaml", (MARK + "Description: caf").encode() + b"\xe9\n", 2, ["latin.yaml"]),
    ("utf16.json", ('{"AWSTemplateFormatVersion": "2010-09-09"}').encode("utf-16"), 2, ["utf16.json"]),
    ("deep.json", '{"AWSTemplateFormatVersion": ' + "[" * 100_000 + "]" * 100_000 + "}", 2, ["deep.json"]),
    ("deep.yaml", MARK + "A: " + "[" * 100_000 + "]" * 100_000 + "\n", 2, ["deep.yaml"]),
    ("laughs.yaml", MARK + "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i-1}'] * 9)}]\n" for i in range(1, 12)), 2,
     ["laughs.yaml"]),
    ("huge.yaml", MARK + "#" * (11 << 20), 2, ["huge.yaml"]),
    ("broken.tf", 'resource "t" "x" {\n  a = [1, 2\n}\n', 2, ["broken.tf:"]),
    ("deep.tf", "locals {\n  a = " + "[" * 100_000 + "]" * 100_000 + "\n}\n", 2, ["deep.tf"]),
    ("huge.tf", "#" * (3 << 20), 2, ["huge.tf"]),
    ("loops.tf", "locals {\n  n = range(1000)\n}\n" + 'resource "aws_sqs_queue" "q" {\n  name = join(",", flatten('
     "[for a in local.n : [for b in local.n : [for c in local.n : a + b + c]]]))\n}\n", 0, ["too large to evaluate"]),
    ("doubling.tf", "locals {\n" + "".join(f'  v{i} = "${{local.v{i + 1}}}${{local.v{i + 1}}}"\n' for i in range(60)) +
     '  v60 = "xx"\n}\nresource "aws_sqs_queue" "q" {\n  name = local.v0\n}\n', 0, ["too large"]),
]

PROBLEMS = []


def expect(what, condition, run):
    if not condition:
        PROBLEMS.append(f"{what}: status {run.status}\n  stderr: {run.errors[:600]}\n  stdout: {run.output[:300]}")


def weir(*arguments, cwd):
    run = check.Run([check.DEV, *arguments], cwd=cwd, timeout=120)
    expect(f"{' '.join(arguments)}: does not end well", run.ended_well(), run)
    return run


def write(folder, name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    return path


def files():
    for name, text, status, words in FILES:
        with tempfile.TemporaryDirectory() as folder:
            write(folder, name, text)
            write(folder, "good.yaml", GOOD)
            run = weir("scan", "-f", "sarif", "-o", "out.sarif", name, "good.yaml", cwd=folder)
            expect(f"{name}: expected status {status}", run.status == status, run)
            for word in words:
                expect(f"{name}: stderr says {word}", word in run.errors, run)
            expect(f"{name}: few lines", run.errors.count("\n") <= 12, run)
            try:
                with open(os.path.join(folder, "out.sarif"), encoding="utf-8") as file:
                    log = json.load(file)["runs"][0]
                expect(f"{name}: executionSuccessful", log["invocations"][0]["executionSuccessful"] == (status != 2), run)
            except (OSError, ValueError, KeyError) as error:
                expect(f"{name}: the log is whole ({error})", False, run)
            expect(f"{name}: nothing is left beside the log", sorted(os.listdir(folder)) == sorted({name, "good.yaml", "out.sarif"}), run)


def usage():
    with tempfile.TemporaryDirectory() as folder:
        write(folder, "good.yaml", GOOD)
        for arguments, words in [
            (["scan", "missing.yaml"], ["missing.yaml", "No such file"]),
            (["scan", "--no-such-option"], ["--no-such-option"]),
            (["scan", "-f", "pdf", "good.yaml"], ["pdf"]),
            (["scan", "--fail-on", "often", "good.yaml"], ["often"]),
            (["scan", "--config", "none.yaml", "good.yaml"], ["none.yaml"]),
            (["scan", "--rules", "none", "good.yaml"], ["none"]),
            (["scan", "--parameters", "none.json", "good.yaml"], ["none.json"]),
            (["scan", "--var-file", "none.tfvars", "good.yaml"], ["none.tfvars"]),
            (["scan", "--var", "none", "good.yaml"], ["NAME=VALUE", "none"]),
            (["scan", "-o", "no/such/folder/out.sarif", "good.yaml"], ["out.sarif"]),
            (["explain", "no-such-rule", "--path", "good.yaml"], ["no-such-rule"]),
            (["diagram", "--focus", "Nobody", "good.yaml"], ["Nobody"]),
            ([], ["subcommand"]),
        ]:
            run = weir(*arguments, cwd=folder)
            expect(f"{' '.join(arguments)}: expected status 2", run.status == 2, run)
            for word in words:
                expect(f"{' '.join(arguments)}: stderr says {word}", word in run.errors, run)
            expect(f"{' '.join(arguments)}: standard output stays empty", not run.output, run)
        expect("nothing but the input is left", os.listdir(folder) == ["good.yaml"], weir("version", cwd=folder))


def unreadable():
    with tempfile.TemporaryDirectory() as folder:
        write(folder, "good.yaml", GOOD)
        os.mkfifo(os.path.join(folder, "pipe.yaml"))
        os.symlink("nowhere", os.path.join(folder, "dangling.yaml"))
        os.symlink("/etc/passwd", os.path.join(folder, "out.yaml"))
        run = weir("scan", ".", cwd=folder)
        expect("a pipe and links beside a template: expected status 0", run.status == 0, run)
        expect("what is behind a link out of the root is not shown", "root:" not in run.output + run.errors, run)
        write(folder, "templated.yaml", MARK + "Resources:\n{% if fifo %}\n  A: {Type: AWS::SNS::Topic}\n{% endif %}\n")
        run = weir("scan", "--verbose", ".", cwd=folder)
        expect("a Jinja file that was found: a note and status 0", run.status == 0 and "Jinja" in run.errors, run)
        run = weir("scan", "pipe.yaml", cwd=folder)
        expect("a named pipe: expected status 2", run.status == 2 and "not a regular file" in run.errors, run)


def configuration():
    for text, words in [
        ("exlude: [a]\n", [".weir.yaml:1:1", "exlude", "exclude"]),
        ("systems:\n  - name: a\n", [".weir.yaml:2", "paths"]),
        ("exclude: [../up]\n", [".weir.yaml:1", "leads out"]),
        ("exclude: [a\n", [".weir.yaml"]),
    ]:
        with tempfile.TemporaryDirectory() as folder:
            write(folder, ".weir.yaml", text)
            write(folder, "good.yaml", GOOD)
            run = weir("scan", "good.yaml", cwd=folder)
            expect(f"configuration {text!r}: expected status 2", run.status == 2, run)
            for word in words:
                expect(f"configuration {text!r}: stderr says {word}", word in run.errors, run)


def parameter_files():
    forms = "expected a list of {ParameterKey, ParameterValue}"
    for text, words in [
        ("[1]", ["p.json:1:2", forms]),
        ("3", ["p.json:1:1", forms]),
        ("", ["p.json", forms]),
        ('{"A": {}}', ["p.json:1:7", "the value of A"]),
        ('["A=1",\n "A=2"]', ["p.json:2:2", "A is given twice"]),
        ('{"A": 1, "A": 2}', ["p.json:1:10", "A"]),
        ('{"A": ', ["p.json:1"]),
    ]:
        with tempfile.TemporaryDirectory() as folder:
            write(folder, "p.json", text)
            write(folder, "good.yaml", GOOD)
            run = weir("scan", "--parameters", "p.json", "good.yaml", cwd=folder)
            expect(f"parameter file {text!r}: expected status 2", run.status == 2, run)
            expect(f"parameter file {text!r}: one line", run.errors.count("\n") == 1, run)
            for word in words:
                expect(f"parameter file {text!r}: stderr says {word}", word in run.errors, run)
    with tempfile.TemporaryDirectory() as folder:
        write(folder, "p.json", '{"Nobody": 1}')
        write(folder, "good.yaml", GOOD)
        run = weir("scan", "--parameters", "p.json", "good.yaml", cwd=folder)
        expect("a value for nobody is a warning", run.status == 0 and "p.json: no template has the parameter Nobody" in run.errors, run)
        run = weir("scan", "--parameters", "p.json", "--parameters", "./p.json", "good.yaml", cwd=folder)
        expect("a file that is named twice", run.status == 2 and "names p.json twice" in run.errors, run)


def variable_files():
    for name, text, words in [
        ("p.tfvars", "a = ]\n", ["p.tfvars:1"]),
        ("p.tfvars", "a = \n", ["p.tfvars:2:1", "found the end of the file"]),
        ("p.tfvars.json", "[1]", ["p.tfvars.json", "expected an object"]),
        ("p.tfvars.json", '{"a": ', ["p.tfvars.json:1"]),
    ]:
        with tempfile.TemporaryDirectory() as folder:
            write(folder, name, text)
            write(folder, "main.tf", 'variable "a" {}\n')
            run = weir("scan", "--var-file", name, ".", cwd=folder)
            expect(f"values file {text!r}: expected status 2", run.status == 2, run)
            for word in words:
                expect(f"values file {text!r}: stderr says {word}", word in run.errors, run)
    with tempfile.TemporaryDirectory() as folder:
        write(folder, "p.tfvars", "nobody = 1\n")
        write(folder, "main.tf", 'variable "a" {}\n')
        run = weir("scan", "--var-file", "p.tfvars", "--var", "noone=1", ".", cwd=folder)
        expect("values for nobody are warnings", run.status == 0 and "p.tfvars: no root module has the variable nobody" in run.errors
               and "--var: no root module has the variable noone" in run.errors, run)
        run = weir("scan", "--var-file", "p.tfvars", "--var-file", "./p.tfvars", ".", cwd=folder)
        expect("a values file that is named twice", run.status == 2 and "names p.tfvars twice" in run.errors, run)


RULE = """---
id: a-rule
title: A rule
kind: threat
severity: 5.0
precision: high
tags: [class/logging, stride/tampering]
since: 0.1.0
statement:
  source: an external threat actor
  prerequisites: access to the network
  action: read messages
  impact: "{q} being read"
  goals: [confidentiality]
  assets: ["{q}"]
mitigations: []
---
```query
QUERY
```
Text.

## Cases
"""


def rules():
    for query, words in [
        ('match (q:quue) report q "x"', ["a-rule.md:19", "quue", "queue"]),
        ('match (q:queue) where q.no_such = true report q "x"', ["a-rule.md:19", "no_such"]),
        ('match (q:queue report q "x"', ["a-rule.md:19"]),
        ('match (q:queue) report z "x"', ["a-rule.md:19", "z"]),
    ]:
        with tempfile.TemporaryDirectory() as folder:
            write(folder, "pack/threat/tampering/a-rule.md", RULE.replace("QUERY", query))
            write(folder, "good.yaml", GOOD)
            run = weir("scan", "--rules", "pack", "good.yaml", cwd=folder)
            expect(f"rule {query!r}: expected status 2", run.status == 2, run)
            for word in words:
                expect(f"rule {query!r}: stderr says {word}", word in run.errors, run)


def main():
    files()
    usage()
    unreadable()
    configuration()
    parameter_files()
    variable_files()
    rules()
    print("\n".join(PROBLEMS) or "every bad input got one clear message and its status")
    sys.exit(1 if PROBLEMS else 0)


main()
