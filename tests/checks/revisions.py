#!/usr/bin/env python3
"""--changed-since, --files-from, --baseline and diff on a scratch repository whose configuration would run a marker: what they
report, what they refuse with one clear message, and that git runs nothing, fetches nothing and leaves nothing behind."""
import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import check  # noqa: E402

HEAD = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n"


def function(name, secret=True, timeout=20):
    text = (f"  {name}:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: python3.12\n      Handler: main.handler\n"
            f"      Role: arn:aws:iam::111122223333:role/worker\n      Code: {{S3Bucket: code, S3Key: work.zip}}\n      Timeout: {timeout}\n")
    return text + ("      Environment:\n        Variables:\n          DB_PASSWORD: hunter2-hunter2\n" if secret else "")


PROBLEMS = []


def expect(what, condition, detail=""):
    if not condition:
        PROBLEMS.append(f"{what}\n    {str(detail)[:800]}")


class Repository:
    """A git repository in a folder of its own."""
    without_traps = [word for key in ("smudge", "clean", "process") for word in ("-c", f"filter.x.{key}=")] + ["-c", "alias.rev-parse=rev-parse"]

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        self.git("init", "-q")

    def git(self, *arguments, stdin=None):
        environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C",
                       "GIT_AUTHOR_NAME": "t", "GIT_AUTHOR_EMAIL": "t@example.com", "GIT_COMMITTER_NAME": "t",
                       "GIT_COMMITTER_EMAIL": "t@example.com"}
        done = subprocess.run(["git", "-c", "init.defaultBranch=main", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", *self.without_traps,
                               *arguments], cwd=self.folder, env=environment, input=stdin, capture_output=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"git {' '.join(arguments)}: {done.stderr.decode()}")
        return done.stdout.decode().strip()

    def write(self, files):
        for name, text in files.items():
            path = os.path.join(self.folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)

    def commit(self, files):
        self.write(files)
        self.git("add", "-A")
        self.git("commit", "-qm", "change")
        return self.git("rev-parse", "HEAD")

    def weir(self, *arguments, stdin=None, cwd=None):
        environment = dict(os.environ, TMPDIR=self.temporary) if hasattr(self, "temporary") else None
        done = subprocess.run([check.DEV, *arguments], cwd=cwd or self.folder, input=stdin, capture_output=True, check=False, env=environment,
                              timeout=120)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def reported(self, *arguments, stdin=None, cwd=None):
        status, output, errors = self.weir("scan", "-f", "json", *arguments, stdin=stdin, cwd=cwd)
        if status == 2:
            raise SystemExit(f"weir scan {' '.join(arguments)}: {errors}")
        return {finding["address"].rpartition("#")[2].partition("/")[0] for finding in json.loads(output)["findings"] if finding["suppression"] is None}


def set_traps(repository, marker):
    """Every setting of a repository by which git would run a program."""
    trap = os.path.join(os.path.dirname(marker), "trap")
    with open(trap, "w", encoding="utf-8") as file:
        file.write(f"#!/bin/sh\ntouch {marker}\n")
    os.chmod(trap, os.stat(trap).st_mode | stat.S_IXUSR)
    for key in ("core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "diff.external", "core.askPass", "credential.helper",
                "filter.x.smudge", "filter.x.clean", "filter.x.process", "core.alternateRefsCommand", "uploadpack.packObjectsHook",
                "pager.rev-parse", "pager.ls-tree", "pager.cat-file", "diff.x.textconv", "gpg.program"):
        repository.git("config", key, trap)
    repository.git("config", "alias.rev-parse", f"!{trap}")
    repository.git("config", "core.hooksPath", os.path.dirname(trap))
    repository.write({".gitattributes": "* filter=x diff=x\n"})


def changed_since(repository):
    base = repository.commit({"old.yaml": HEAD + function("Old") + function("Other"), "sub/keep.yaml": HEAD + function("Keep")})
    expect("all findings of a scan", repository.reported() == {"Old", "Other", "Keep"}, repository.reported())
    expect("nothing changed: nothing is reported", repository.reported("--changed-since", base) == set(), repository.reported("--changed-since", base))
    repository.write({"new.yaml": HEAD + function("New")})
    expect("a file that git does not know yet is new", repository.reported("--changed-since", "HEAD") == {"New"})
    repository.commit({"new.yaml": HEAD + function("New")})
    repository.write({"old.yaml": HEAD + "  Topic:\n    Type: AWS::SNS::Topic\n" + function("Old") + function("Other")})
    expect("lines above changed, the finding's did not", repository.reported("--changed-since", "HEAD") == set())
    repository.write({"old.yaml": (HEAD + function("Old") + function("Other")).replace("hunter2-hunter2", "hunter3-hunter3", 1)})
    expect("a finding on a changed line is reported though it was there", repository.reported("--changed-since", "HEAD") == {"Old"},
           repository.reported("--changed-since", "HEAD"))
    expect("from a folder below, and only for it", repository.reported(".", "--changed-since", base, cwd=os.path.join(repository.folder, "sub")) == set())
    expect("a folder that the revision does not have is all new", repository.reported("new.yaml", "--changed-since", base) == {"New"})
    repository.git("checkout", "-q", "--", "old.yaml")
    repository.git("mv", "old.yaml", "renamed.yaml")
    expect("a renamed file brings nothing", repository.reported("--changed-since", "HEAD") == set(), repository.reported("--changed-since", "HEAD"))
    repository.git("mv", "renamed.yaml", "old.yaml")
    return base


def files_from(repository):
    listed = repository.reported("--files-from", "-", stdin=b"new.yaml\nsub/keep.yaml\n")
    expect("--files-from: what is in the listed files", listed == {"New", "Keep"}, listed)
    listed = repository.reported("--files-from", "-", stdin=b"new.yaml\0", cwd=os.path.join(repository.folder, "sub"))
    expect("--files-from: names from the root, ended by NUL, as git writes them", listed == set(), listed)
    listed = repository.reported("..", "--files-from", "-", stdin=b"keep.yaml\r\n", cwd=os.path.join(repository.folder, "sub"))
    expect("--files-from: names from here", listed == {"Keep"}, listed)
    expect("--files-from: none", repository.reported("--files-from", "-", stdin=b"") == set())
    status, _, errors = repository.weir("scan", "--files-from", "nowhere.txt")
    expect("--files-from: a list that is not there", status == 2 and "nowhere.txt" in errors, errors)
    status, _, errors = repository.weir("scan", "--files-from", "-", "--changed-since", "HEAD", stdin=b"")
    expect("not both", status == 2, errors)


def baselines(repository):
    status, output, errors = repository.weir("baseline", "write")
    path = os.path.join(repository.folder, ".weir-baseline.json")
    expect("baseline write says what to do with it", status == 0 and "--baseline .weir-baseline.json" in errors and output == "", errors)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    repository.weir("baseline", "write")
    with open(path, encoding="utf-8") as file:
        expect("the same findings give the same bytes", file.read() == text)
    expect("all is known", repository.reported("--baseline", ".weir-baseline.json") == set())
    faults = [("{", "nothing"), ("[]", "must be a map"), ('{"findings": []}', "weir_baseline"), ('{"weir_baseline": 2, "findings": []}', "format 1"),
              ('{"weir_baseline": 1}', "findings"), ('{"weir_baseline": 1, "findings": [{"rule": "x"}]}', "identities"),
              ('{"weir_baseline": 1, "findings": [{"identities": ["a"], "severity": "bad"}]}', "severity"), ("", "JSON"),
              ("version: 1\n", "baseline")]
    for content, word in faults:
        repository.write({"bad.json": content})
        status, _, errors = repository.weir("scan", "--baseline", "bad.json")
        fine = status == 2 and "bad.json" in errors and errors.count("\n") == 1 and ("baseline write" in errors)
        expect(f"a baseline {content[:40]!r} is refused with a message that says {word!r}", fine and (word in errors or word == "nothing"), errors)
    os.remove(os.path.join(repository.folder, "bad.json"))
    status, _, errors = repository.weir("scan", "--baseline", "nowhere.json")
    expect("a baseline that is not there", status == 2 and "nowhere.json" in errors and "baseline write" in errors, errors)
    status, _, errors = repository.weir("baseline", "write", "-o", "/proc/weir.json")
    expect("a baseline that cannot be written", status == 2 and "/proc/weir.json" in errors, errors)
    repository.write({"broken.yaml": HEAD + "  A: [1, 2\n"})
    before = os.stat(path).st_mtime_ns
    status, _, errors = repository.weir("baseline", "write")
    expect("no baseline of half the input", status == 2 and os.stat(path).st_mtime_ns == before and "no baseline was written" in errors, errors)
    os.remove(os.path.join(repository.folder, "broken.yaml"))
    os.remove(path)


def differences(repository, base):
    repository.git("checkout", "-q", "--", ".")
    status, output, errors = repository.weir("diff", base)
    expect("diff: a new finding is worse, and ends with 1", status == 1 and "+ high finding" in output and "New" in output and "1 worse" in output,
           output + errors)
    status, output, errors = repository.weir("diff", "HEAD", base)
    expect("diff the other way is better, and ends with 0", status == 0 and "- high finding" in output and "0 worse" in output, output + errors)
    status, output, errors = repository.weir("diff", base, "HEAD", "-f", "json", "--fail-on", "never")
    changes = json.loads(output)["changes"]
    expect("diff -f json: kinds and bearings", {("finding", "came", "worse"), ("element", "came", "neutral")} <=
           {(c["kind"], c["change"], c["bearing"]) for c in changes} and status == 0, changes)
    status, output, errors = repository.weir("diff", base, "HEAD", "-f", "markdown", "--fail-on", "never")
    expect("diff -f markdown: a table a bearing", "**Worse**" in output and "| came | high finding |" in output, output)
    status, output, errors = repository.weir("diff", "HEAD", "HEAD")
    expect("diff of the same", status == 0 and output.startswith("No difference"), output)
    status, output, errors = repository.weir("diff", "sub", "sub")
    expect("diff of folders", status == 0 and output.startswith("No difference"), output)
    status, _, errors = repository.weir("diff", "no-such")
    expect("diff with what is neither", status == 2 and "no-such" in errors and "no folder" in errors, errors)


def as_the_revision_has_it(there):
    """What the command line names below the root, and what is read of it, belongs to the version."""
    repository = Repository(os.path.join(there, "versions"))
    module = 'variable "on" { default = false }\nresource "aws_sqs_queue" "q" {\n  count = var.on ? 1 : 0\n}\n' \
             'resource "aws_lambda_event_source_mapping" "m" {\n  count            = var.on ? 1 : 0\n  event_source_arn = aws_sqs_queue.q[0].arn\n' \
             '  function_name    = "arn:aws:lambda:eu-west-1:111122223333:function:work"\n}\n'
    repository.commit({"main.tf": module, "prod.tfvars": "on = false\n"})
    repository.write({"prod.tfvars": "on = true\n"})
    expect("values that change bring what they switch on", len(repository.reported("--var-file", "prod.tfvars", "--changed-since", "HEAD")) == 1,
           repository.reported("--var-file", "prod.tfvars", "--changed-since", "HEAD"))
    status, output, errors = repository.weir("diff", "HEAD", "--var-file", "prod.tfvars")
    expect("diff: likewise", "1 worse" in output, output + errors)
    repository = Repository(os.path.join(there, "vendored"))
    files = {"main.tf": 'module "w" {\n  source = "./vendor/w"\n}\n',
             "vendor/w/main.tf": module.replace("default = false", "default = true")}
    repository.commit(files)
    expect("modules in vendored folders that are committed", repository.reported() and not repository.reported("--changed-since", "HEAD"),
           repository.reported("--changed-since", "HEAD"))
    repository = Repository(os.path.join(there, "ignored"))
    repository.commit({"infra/a.yaml": HEAD + function("A")})
    repository.write({".gitignore": "infra/\n"})
    _, _, errors = repository.weir("scan", "--changed-since", "HEAD")
    expect("what is ignored from now on is said", "infra/a.yaml" in errors and "no-longer-read" in errors, errors)
    repository = Repository(os.path.join(there, "lines"))
    repository.commit({"a.yaml": HEAD + "  # about A\n" + function("A")})
    with open(os.path.join(repository.folder, "a.yaml"), "w", encoding="utf-8", newline="") as file:
        file.write((HEAD + function("A")).replace("\n", " \r\n"))
    expect("ends of lines, and a comment that goes above, touch nothing", repository.reported("--changed-since", "HEAD") == set(),
           repository.reported("--changed-since", "HEAD"))


def interrupted(there):
    """Whatever ends a run, nothing of a revision is left."""
    repository = Repository(os.path.join(there, "interrupted"))
    repository.commit({f"{i}.yaml": HEAD + "".join(function(f"F{j}") for j in range(40)) for i in range(60)})
    for sent in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL):
        temporary = os.path.join(there, f"temporary-{sent}")
        os.makedirs(temporary)
        child = subprocess.Popen([check.DEV, "scan", "-q", "--changed-since", "HEAD"], cwd=repository.folder, env=dict(os.environ, TMPDIR=temporary),
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                 preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))  # a shell's background jobs ignore it
        end = time.monotonic() + 60
        while not os.listdir(temporary) and child.poll() is None and time.monotonic() < end:
            time.sleep(0.001)
        seen = os.listdir(temporary)
        child.send_signal(sent)
        child.wait()
        end = time.monotonic() + 10
        while os.listdir(temporary) and time.monotonic() < end:
            time.sleep(0.01)
        expect(f"signal {sent} while a revision is read leaves nothing", seen and child.returncode == -sent and os.listdir(temporary) == [],
               f"{seen} {child.returncode} {os.listdir(temporary)}")


def submodules(there):
    module = Repository(os.path.join(there, "module"))
    module.commit({"m.yaml": HEAD + function("M")})
    repository = Repository(os.path.join(there, "with-submodule"))
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", module.folder, "shared/m")
    repository.commit({"a.yaml": HEAD + function("A")})
    status, _, errors = repository.weir("scan", "--changed-since", "HEAD")
    expect("submodules are said once", status == 1 and errors.count("[submodules]") == 1 and "shared/m" in errors, errors)
    _, _, errors = repository.weir("scan", "a.yaml", "--changed-since", "HEAD")
    expect("not where none is asked for", "[submodules]" not in errors, errors)
    _, _, errors = repository.weir("diff", "HEAD")
    expect("diff says so, too", errors.count("[submodules]") == 1, errors)
    repository = Repository(os.path.join(there, "with-other-submodule"))
    module.git("rm", "-q", "m.yaml")
    module.commit({"readme.md": "nothing to read"})
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", module.folder, "m")
    repository.commit({"a.yaml": HEAD + function("A")})
    _, _, errors = repository.weir("scan", "--changed-since", "HEAD")
    expect("nor where it holds nothing that would be read", "[submodules]" not in errors, errors)


def staged(there):
    repository = Repository(os.path.join(there, "staged"))
    repository.commit({"old.yaml": HEAD + function("Old")})
    repository.write({"scratch.yaml": HEAD + function("Scratch"), "new.yaml": HEAD + function("New"), "old.yaml": HEAD + function("Old") + function("Late")})
    repository.git("add", "new.yaml")
    expect("--staged: neither what is not tracked nor what was not added", repository.reported("--staged") == {"New"}, repository.reported("--staged"))
    repository.git("add", "old.yaml")
    expect("--staged: once added it is", repository.reported("--staged") == {"New", "Late"}, repository.reported("--staged"))
    repository.write({"old.yaml": HEAD})
    expect("--staged: as it was added", repository.reported("--staged") == {"New", "Late"}, repository.reported("--staged"))
    status, output, errors = repository.weir("scan", "--staged", "scratch.yaml")
    expect("--staged with what is not tracked", status == 2 and "scratch.yaml" in errors and errors.count("\n") == 1, errors)
    unborn = Repository(os.path.join(there, "staged-unborn"))
    unborn.write({"a.yaml": HEAD + function("A"), "b.yaml": HEAD + function("B")})
    unborn.git("add", "a.yaml")
    expect("--staged before the first commit", unborn.reported("--staged") == {"A"}, unborn.reported("--staged"))
    outside = os.path.join(there, "outside-staged")
    os.makedirs(outside)
    status, _, errors = repository.weir("scan", "--staged", cwd=outside)
    expect("--staged without a repository", status == 2 and "need a git repository" in errors, errors)


def renamed_and_edited(there):
    repository = Repository(os.path.join(there, "renamed"))
    repository.commit({"old.yaml": HEAD + function("Old") + function("Other")})
    repository.git("mv", "old.yaml", "renamed.yaml")
    repository.write({"renamed.yaml": (HEAD + function("Old") + function("Other")).replace("hunter2-hunter2", "hunter3-hunter3", 1)})
    reported = repository.reported("--changed-since", "HEAD")
    expect("a renamed file's edited line is changed, its others are not", reported == {"Old"}, reported)


def one_more_instance(there):
    module = 'module "a" {\n  source = "./m"\n}\n'
    inner = 'resource "aws_sqs_queue" "q" {}\nresource "aws_lambda_event_source_mapping" "m" {\n  event_source_arn = aws_sqs_queue.q.arn\n' \
            '  function_name    = "arn:aws:lambda:eu-west-1:111122223333:function:work"\n}\n'
    repository = Repository(os.path.join(there, "instances"))
    repository.commit({"main.tf": module, "m/main.tf": inner})
    repository.write({"main.tf": module + module.replace('"a"', '"b"')})
    _, output, errors = repository.weir("scan", "--changed-since", "HEAD")
    expect("what is new of a finding is named", "New is module.b.aws_sqs_queue.q; the rest was there before." in " ".join(output.split()), output + errors)


def names_and_paths(there):
    repository = Repository(os.path.join(there, "names"))
    base = repository.commit({"infra/a.yaml": HEAD + function("A", secret=False)})
    repository.git("branch", "infra")
    repository.commit({"infra/a.yaml": HEAD + function("A"), f"{base}/a.yaml": HEAD + function("A")})
    for name in ("infra", base):
        status, output, errors = repository.weir("diff", "--path", "infra", name)
        expect("a name that is a folder and a revision is refused", status == 2 and f"{name}^0" in errors, output + errors)
        status, output, errors = repository.weir("diff", "--path", "infra", f"{name}^0")
        expect("as a revision it can be meant", status == 1 and "1 worse" in output, output + errors)
    repository.commit({"more/b.yaml": HEAD + function("B")})
    status, output, errors = repository.weir("diff", "--path", "more", f"{base}^0")
    expect("diff of a folder that the base does not have", status == 1 and "1 worse" in output, output + errors)
    status, output, errors = repository.weir("diff", "--path", "more", "HEAD", base + "^0")
    expect("and the other way round", status == 0 and "1 better" in output, output + errors)
    os.symlink("infra/a.yaml", os.path.join(repository.folder, ".weir-baseline.json"))
    status, _, errors = repository.weir("baseline", "write")
    expect("a baseline is not written through a link", status == 2 and "link" in errors and "AWSTemplate" in open(
        os.path.join(repository.folder, "infra/a.yaml"), encoding="utf-8").read(), errors)


def damaged(there):
    repository = Repository(os.path.join(there, "damaged"))
    repository.commit({"a.yaml": HEAD + function("A")})
    blob = repository.git("rev-parse", "HEAD:a.yaml")
    os.remove(os.path.join(repository.folder, ".git/objects", blob[:2], blob[2:]))
    status, _, errors = repository.weir("scan", "--changed-since", "HEAD")
    expect("an object that is missing is an error, not a new finding", status == 2 and "a.yaml" in errors and "fetch" in errors, errors)


def refusals(repository, there):
    for revision in ("no-such", "--help", "-x", "HEAD:old.yaml", ""):
        status, _, errors = repository.weir("scan", f"--changed-since={revision}")
        expect(f"revision {revision!r} is refused", revision == "" or (status == 2 and "git knows no commit" in errors and errors.count("\n") == 1), errors)
    outside = os.path.join(there, "outside")
    os.makedirs(outside)
    with open(os.path.join(outside, "a.yaml"), "w", encoding="utf-8") as file:
        file.write(HEAD + function("A"))
    status, _, errors = repository.weir("scan", "--changed-since", "HEAD", cwd=outside)
    expect("no repository", status == 2 and "need a git repository" in errors, errors)
    shallow = os.path.join(there, "shallow")
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.folder}", shallow)
    first = repository.git("rev-list", "--max-parents=0", "HEAD")
    status, _, errors = repository.weir("scan", "--changed-since", first, cwd=shallow)
    expect("a shallow clone says what to fetch", status == 2 and "shallow" in errors and "fetch-depth" in errors, errors)
    unborn = Repository(os.path.join(there, "unborn"))
    unborn.write({"a.yaml": HEAD + function("A")})
    expect("before the first commit all is new", unborn.reported("--changed-since", "HEAD") == {"A"})


def hostile_trees(repository, there):
    """A commit whose tree names files above it, in .git, and through a link."""
    blob = repository.git("hash-object", "-w", "--stdin", stdin=(HEAD + function("Evil")).encode())
    link = repository.git("hash-object", "-w", "--stdin", stdin=there.encode())
    for mode, name, target in (("100644", "../evil.yaml", blob), ("100644", "..", blob), ("100644", ".git/evil.yaml", blob), ("120000", "link", link),
                               ("100644", "a\nb.yaml", blob), ("160000", "module", blob)):
        raw = f"{mode} {name}\0".encode() + bytes.fromhex(target)
        tree = repository.git("hash-object", "-w", "-t", "tree", "--stdin", "--literally", stdin=raw)
        commit = repository.git("commit-tree", tree, "-m", "hostile")
        status, _, errors = repository.weir("scan", "--changed-since", commit, "--fail-on", "never")
        expect(f"a tree that holds {name!r} is read without harm", status == 0 and not os.path.exists(os.path.join(there, "evil.yaml")), errors)


def main():
    with tempfile.TemporaryDirectory() as there:
        there = os.path.realpath(there)
        repository = Repository(os.path.join(there, "shop"))
        repository.temporary = os.path.join(there, "temporary")
        os.makedirs(repository.temporary)
        marker = os.path.join(there, "ran")
        set_traps(repository, marker)
        base = changed_since(repository)
        files_from(repository)
        baselines(repository)
        differences(repository, base)
        hostile_trees(repository, there)
        refusals(repository, there)
        as_the_revision_has_it(there)
        names_and_paths(there)
        damaged(there)
        interrupted(there)
        submodules(there)
        staged(there)
        renamed_and_edited(there)
        one_more_instance(there)
        expect("git ran nothing that the repository's configuration names", not os.path.exists(marker))
        expect("nothing is left in the temporary folder", os.listdir(repository.temporary) == [], os.listdir(repository.temporary))
    print(f"{len(PROBLEMS)} problems")
    for problem in PROBLEMS:
        print("  " + problem)
    return 1 if PROBLEMS else 0


if __name__ == "__main__":
    sys.exit(main())
