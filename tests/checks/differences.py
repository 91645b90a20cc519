#!/usr/bin/env python3
"""weir diff on scratch repositories: what counts as worse, and at which severities it ends with 1."""
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from revisions import HEAD, PROBLEMS, Repository, expect, function  # noqa: E402


FILTER = "Resources:\n  Guard:\n    Type: AWS::Bedrock::Guardrail\n    Properties:\n      Name: g\n      BlockedInputMessaging: no\n" \
         "      BlockedOutputsMessaging: no\n      ContentPolicyConfig:\n        FiltersConfig:\n" \
         "          - {Type: PROMPT_ATTACK, InputStrength: HIGH, OutputStrength: NONE}\n" \
         "  Agent:\n    Type: AWS::Bedrock::Agent\n    Properties:\n      AgentName: a\n      FoundationModel: anthropic.claude-3-haiku-20240307-v1:0\n" \
         "      GuardrailConfiguration: {GuardrailIdentifier: !Ref Guard, GuardrailVersion: '1'}\n" \
         "  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      Engine: postgres\n      DBInstanceClass: db.t3.micro\n" \
         "      PubliclyAccessible: false\n      StorageEncrypted: true\n"


def what_weakens(there):
    """Changes that make less safe what was there are worse; so is what hides findings."""
    def bearings(repository, *arguments):
        _, output, errors = repository.weir("diff", "HEAD", "-f", "json", *arguments)
        return {(change["bearing"], change["kind"], change["text"].split(" ")[0].rstrip(":")) for change in json.loads(output)["changes"]}, errors

    repository = Repository(os.path.join(there, "weaker"))
    repository.commit({"a.yaml": FILTER})
    for what, before, after, kind in (("a filter", "InputStrength: HIGH", "InputStrength: LOW", "setting"),
                                      ("a filter's absence", "          - {Type: PROMPT_ATTACK, InputStrength: HIGH, OutputStrength: NONE}\n",
                                       "          - {Type: HATE, InputStrength: HIGH, OutputStrength: HIGH}\n", "setting"),
                                      ("a public database", "PubliclyAccessible: false", "PubliclyAccessible: true", "element"),
                                      ("no encryption", "StorageEncrypted: true", "StorageEncrypted: false", "element")):
        repository.write({"a.yaml": FILTER.replace(before, after)})
        found, errors = bearings(repository)
        expect(f"diff: {what} is worse", any(change[:2] == ("worse", kind) for change in found), f"{found}\n{errors}")
        expect(f"diff: {what} ends with 1", repository.weir("diff", "HEAD")[0] == 1)
        status, output, _ = repository.weir("diff", "HEAD", "-f", "json", "--fail-on", "never")
        expect(f"diff: {what}, never failing", status == 0)

    repository = Repository(os.path.join(there, "hidden"))
    flawed = HEAD + function("A")
    repository.commit({"infra/a.yaml": flawed})
    ways = (("a suppression", {"infra/a.yaml": flawed.replace("          DB_PASSWORD", "          # weir:ignore secret-in-environment-variable -- known\n"
                                                              "          DB_PASSWORD")}),
            ("a suppression in .weir.yaml", {".weir.yaml": "suppress:\n  - {rule: secret-in-environment-variable, paths: [infra], reason: known, owner: ann, until: 2099-01-01}\n"}),
            ("an exclude", {".weir.yaml": "exclude: [infra]\n"}), ("an ignore file", {".gitignore": "infra/\n"}))
    for what, files in ways:
        repository.git("checkout", "-q", "--", ".")
        repository.git("clean", "-qfd")
        repository.write(files)
        status, output, errors = repository.weir("diff", "HEAD")
        expect(f"diff: {what} that hides a finding is worse", status == 1 and "1 worse" in output, output + errors)
        expect(f"diff: {what} that hides a high finding does not count from critical on", repository.weir("diff", "HEAD", "--fail-on", "critical")[0] == 0)
    _, _, errors = repository.weir("scan", "--changed-since", "HEAD")
    expect("scan says what went with a file", "1 finding went with it (the worst high)" in errors, errors)


def severities_of_differences(there):
    repository = Repository(os.path.join(there, "medium"))
    queue = "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n"
    repository.commit({"a.yaml": queue})
    repository.write({"a.yaml": queue + "  F:\n    Type: AWS::Lambda::Function\n    Properties: {Runtime: python3.12, Handler: a.b, Role: 'arn:aws:iam::111122223333:role/r', "
                                "Code: {S3Bucket: c, S3Key: k}}\n  M:\n    Type: AWS::Lambda::EventSourceMapping\n"
                                "    Properties: {EventSourceArn: !GetAtt Q.Arn, FunctionName: !Ref F}\n"})
    _, output, _ = repository.weir("diff", "HEAD", "-f", "json")
    found = {change["severity"] for change in json.loads(output)["changes"] if change["kind"] == "finding"}
    expect("what came is of medium severity", found == {"medium"}, output)
    expect("a medium finding is below high", repository.weir("diff", "HEAD")[0] == 0)
    expect("a medium finding counts from medium on", repository.weir("diff", "HEAD", "--fail-on", "medium")[0] == 1)
    expect("what is not precise enough does not count", repository.weir("diff", "HEAD", "--fail-on", "medium", "--min-precision", "very-high")[0] == 0)


def main():
    with tempfile.TemporaryDirectory() as there:
        there = os.path.realpath(there)
        what_weakens(there)
        severities_of_differences(there)
    print(f"{len(PROBLEMS)} problems")
    for problem in PROBLEMS:
        print("  " + problem)
    return 1 if PROBLEMS else 0


if __name__ == "__main__":
    sys.exit(main())
