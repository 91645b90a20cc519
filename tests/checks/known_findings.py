#!/usr/bin/env python3
"""Which findings another run knows again, edit by edit: `weir baseline write` before the edit, `weir scan --baseline` after it.
Neither may an edit resurrect what is known, nor may what is known hide what is new."""
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import check  # noqa: E402

HEAD = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n"


def queue(name, visibility=30):
    return f"  {name}:\n    Type: AWS::SQS::Queue\n    Properties:\n      VisibilityTimeout: {visibility}\n"


def consumer(name, of, timeout=20, secret=None):
    text = (f"  {name}:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: python3.12\n      Handler: main.handler\n"
            f"      Role: arn:aws:iam::111122223333:role/worker\n      Code: {{S3Bucket: code, S3Key: work.zip}}\n      Timeout: {timeout}\n")
    if secret:
        text += f"      Environment:\n        Variables:\n          DB_PASSWORD: {secret}\n"
    return text + (f"  {name}Feed:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: !Ref {name}\n"
                   f"      EventSourceArn: !GetAtt {of}.Arn\n")


JOBS = queue("Jobs") + consumer("Work", "Jobs", secret="hunter2-hunter2")
MAILS = queue("Mails") + consumer("Send", "Mails")
BASE = HEAD + JOBS + MAILS
SECRET, JOBS_DLQ, MAILS_DLQ = "secret-in-environment-variable Work/variable[DB_PASSWORD]", "queue-without-dead-letter Jobs", "queue-without-dead-letter Mails"
TERRAFORM = """resource "aws_sqs_queue" "jobs" {
  name = "jobs"
}

resource "aws_lambda_function" "work" {
  function_name = "work"
  role          = "arn:aws:iam::111122223333:role/worker"
  runtime       = "python3.12"
  handler       = "main.handler"
  filename      = "work.zip"
}

resource "aws_lambda_event_source_mapping" "feed" {
  event_source_arn = aws_sqs_queue.jobs.arn
  function_name    = aws_lambda_function.work.arn
}
"""
MODULE = 'module "worker" {\n  source = "./worker"\n}\n\n'
STACK = HEAD + "  Inner:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: ./inner.yaml\n"


def as_json(text):
    """The YAML of this file as JSON; it uses two short forms only."""
    import re
    lines = []
    for line in text.splitlines():
        line = re.sub(r"!Ref (\w+)", r'{"Ref": "\1"}', line)
        lines.append(re.sub(r"!GetAtt (\w+)\.(\w+)", r'{"Fn::GetAtt": ["\1", "\2"]}', line))
    return json.dumps(read_block(lines, [0], 0), indent=2)


def read_block(lines, at, indent):
    block = {}
    while at[0] < len(lines):
        line = lines[at[0]]
        depth = len(line) - len(line.lstrip())
        if depth < indent:
            return block
        key, _, value = line.strip().partition(":")
        at[0] += 1
        value = value.strip()
        if not value:
            block[key] = read_block(lines, at, depth + 1)
        elif value.startswith('{"'):
            block[key] = json.loads(value)
        elif value.startswith("{"):
            block[key] = dict(part.split(": ") for part in value.strip("{}").split(", "))
        else:
            block[key] = int(value) if value.isdigit() else value.strip("'")
    return block


# what is edited: files before, files after, which findings are new, which are gone (or part of a new one); all others are known
EDITS = [
    ("nothing", {"app.yaml": BASE}, {"app.yaml": BASE}, set(), set()),
    ("lines inserted above", {"app.yaml": BASE}, {"app.yaml": "# one\n# two\n\n" + BASE}, set(), set()),
    ("the file renamed", {"app.yaml": BASE}, {"deploy/application.yml": BASE}, set(), set()),
    ("resources in another order", {"app.yaml": BASE}, {"app.yaml": HEAD + MAILS + JOBS}, set(), set()),
    ("another layout", {"app.yaml": BASE},
     {"app.yaml": BASE.replace("    Properties:\n      VisibilityTimeout: 30\n", "    Properties: {VisibilityTimeout: 30}\n")}, set(), set()),
    ("an unrelated resource renamed", {"app.yaml": BASE + queue("Other")}, {"app.yaml": BASE + queue("Renamed")}, set(), set()),
    ("from YAML to JSON", {"app.yaml": BASE}, {"app.json": as_json(BASE)}, set(), set()),
    ("a unit added to the repository", {"app.yaml": BASE}, {"app.yaml": BASE, "more.yaml": HEAD + queue("Jobs")}, set(), set()),
    ("a unit added that has the same fault", {"app.yaml": HEAD + MAILS},
     {"app.yaml": HEAD + MAILS, "a.yaml": HEAD + MAILS}, {"a.yaml: queue-without-dead-letter Mails"}, set()),
    ("a value changed nearby", {"app.yaml": BASE}, {"app.yaml": BASE.replace("VisibilityTimeout: 30", "VisibilityTimeout: 45")}, set(), set()),
    ("the file split", {"app.yaml": BASE}, {"jobs.yaml": HEAD + JOBS, "mails.yaml": HEAD + MAILS}, set(), set()),
    ("a default written out", {"app.yaml": BASE}, {"app.yaml": BASE.replace("VisibilityTimeout: 30", "VisibilityTimeout: 30\n      DelaySeconds: 0")},
     set(), set()),
    ("a second finding of the same rule", {"app.yaml": HEAD + JOBS}, {"app.yaml": BASE}, {MAILS_DLQ}, set()),
    ("one fixed", {"app.yaml": BASE}, {"app.yaml": BASE.replace("hunter2-hunter2", "'{{resolve:secretsmanager:db}}'")}, set(), {SECRET}),
    ("one fixed, another made", {"app.yaml": HEAD + MAILS}, {"app.yaml": HEAD + JOBS}, {SECRET, JOBS_DLQ}, {MAILS_DLQ}),
    ("a new hole in an old file", {"app.yaml": BASE},
     {"app.yaml": BASE.replace("Handler: main.handler", "Handler: main.handler\n      Environment: {Variables: {API_TOKEN: 9f8e7d6c5b4a39281706}}", 2)
                      .replace("\n      Environment: {Variables: {API_TOKEN: 9f8e7d6c5b4a39281706}}", "", 1)},
     {"secret-in-environment-variable Send/variable[API_TOKEN]"}, set()),
    ("moved into a nested stack", {"app.yaml": HEAD + JOBS}, {"app.yaml": STACK, "inner.yaml": HEAD + JOBS}, set(), set()),
    ("moved into a module", {"main.tf": TERRAFORM},
     {"main.tf": 'module "worker" {\n  source = "./worker"\n}\n', "worker/main.tf": TERRAFORM}, set(), set()),
    ("given a count", {"main.tf": TERRAFORM},
     {"main.tf": TERRAFORM.replace('  name = "jobs"', '  count = 1\n  name  = "jobs"').replace("aws_sqs_queue.jobs.arn", "aws_sqs_queue.jobs[0].arn")},
     set(), set()),
    ("one more instance of a module", {"main.tf": MODULE, "worker/main.tf": TERRAFORM},
     {"main.tf": MODULE + MODULE.replace('"worker"', '"payments"'), "worker/main.tf": TERRAFORM},
     {"queue-without-dead-letter module.payments.aws_sqs_queue.jobs"}, {"queue-without-dead-letter module.worker.aws_sqs_queue.jobs"}),
    ("one more key of for_each", {"main.tf": TERRAFORM.replace('  name = "jobs"', '  for_each = toset(["dev"])\n  name     = each.key').replace("jobs.arn", 'jobs["dev"].arn')},
     {"main.tf": TERRAFORM.replace('  name = "jobs"', '  for_each = toset(["dev", "prod"])\n  name     = each.key').replace("aws_sqs_queue.jobs.arn", 'aws_sqs_queue.jobs["prod"].arn')},
     {'queue-without-dead-letter aws_sqs_queue.jobs["prod"]'}, {'queue-without-dead-letter aws_sqs_queue.jobs["dev"]'}),
    ("one fixed in one function, the same made in another", {"app.yaml": HEAD + JOBS + MAILS},
     {"app.yaml": HEAD + JOBS.replace("hunter2-hunter2", "'{{resolve:secretsmanager:db}}'") + queue("Mails") + consumer("Send", "Mails", secret="hunter2-hunter2")},
     {"secret-in-environment-variable Send/variable[DB_PASSWORD]"}, {SECRET}),
    ("a module's fault gone, another's come", {"main.tf": MODULE, "worker/main.tf": TERRAFORM},
     {"main.tf": MODULE.replace('"worker"', '"payments"', 1), "worker/main.tf": TERRAFORM},
     {"queue-without-dead-letter module.payments.aws_sqs_queue.jobs"}, {"queue-without-dead-letter module.worker.aws_sqs_queue.jobs"}),
]


def write(folder, files):
    os.makedirs(os.path.join(folder, ".git"))
    for name, text in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


def scan(folder, *arguments):
    run = check.Run([check.DEV, "scan", "-f", "json", "--fail-on", "never", *arguments], cwd=folder, timeout=120)
    if run.status != 0:
        raise SystemExit(f"weir scan: status {run.status}\n{run.errors}")
    findings = json.loads(run.output)["findings"]
    return [finding for finding in findings if finding["suppression"] is None]


def main():
    faults = []
    for what, before, after, new, gone in EDITS:
        with tempfile.TemporaryDirectory() as there:
            old, now, baseline = os.path.join(there, "old"), os.path.join(there, "now"), os.path.join(there, "baseline.json")
            write(old, before)
            write(now, after)
            run = check.Run([check.DEV, "baseline", "write", "-o", baseline], cwd=old, timeout=120)
            if run.status != 0:
                raise SystemExit(f"{what}: weir baseline write: status {run.status}\n{run.errors}")
            known = scan(old)
            if not known:
                faults.append(f"{what}: nothing is found before the edit")
            reported = scan(now, "--baseline", baseline)
            everything = scan(now)
            found = {label(finding, new) for finding in reported}
            if found != new:
                faults.append(f"{what}: new {sorted(found)}, expected {sorted(new)}")
            remaining = len(known) - len(gone)
            if len(everything) - len(reported) != remaining:
                faults.append(f"{what}: {len(everything) - len(reported)} findings are known again, expected {remaining} of {len(known)}")
    print(f"{len(EDITS)} edits, {len(faults)} not as expected")
    for fault in faults:
        print("  " + fault)
    return 1 if faults else 0


def label(finding, expected):
    """rule and address; the unit too where the expectation names it."""
    unit, _, address = finding["address"].rpartition("#")
    bare = f"{finding['rule']} {address}"
    return f"{unit}: {bare}" if f"{unit}: {bare}" in expected else bare


if __name__ == "__main__":
    sys.exit(main())
