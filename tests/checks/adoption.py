#!/usr/bin/env python3
"""What people put around Weir runs as it is written: the steps of action.yml as shell, the hooks by pre-commit itself."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import check  # noqa: E402

GOOD = """AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Topic:
    Type: AWS::SNS::Topic
"""
FLAWED = GOOD + """  Work:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.12
      Handler: main.handler
      Role: arn:aws:iam::111122223333:role/worker
      Code: {S3Bucket: code, S3Key: work.zip}
      Environment:
        Variables:
          DB_PASSWORD: hunter2-hunter2
"""
PROBLEMS = []


def expect(what, condition, detail=""):
    if not condition:
        PROBLEMS.append(f"{what}\n    {detail[:800]}")


def run(arguments, cwd, environment=None, stdin=None):
    base = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": os.path.dirname(cwd), "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8",
            "GIT_AUTHOR_NAME": "t", "GIT_AUTHOR_EMAIL": "t@example.com", "GIT_COMMITTER_NAME": "t", "GIT_COMMITTER_EMAIL": "t@example.com"}
    return subprocess.run(arguments, cwd=cwd, env={**base, **(environment or {})}, input=stdin, text=True, capture_output=True, timeout=300)


def git(folder, *arguments):
    done = run(["git", "-c", "init.defaultBranch=main", *arguments], folder)
    if done.returncode != 0:
        raise SystemExit(f"git {' '.join(arguments)}: {done.stderr}")
    return done.stdout.strip()


def commit(folder, files):
    for name, text in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "change")
    return git(folder, "rev-parse", "HEAD")


def steps():
    """The run blocks of action.yml, by the step's id; the last step has none."""
    with open(os.path.join(check.SOURCE, "action.yml"), encoding="utf-8") as file:
        text = file.read()
    found = {}
    for block in re.split(r"\n    - ", text[text.index("  steps:"):])[1:]:
        script = re.search(r"\n      run: \|\n((?:        .*\n|\n)*)", block + "\n")
        if script:
            name = re.match(r"id: (\w+)", block)
            found[name.group(1) if name else "threshold"] = re.sub(r"(?m)^        ", "", script.group(1))
    return text, found


def the_action(there):
    text, found = steps()
    expect("action.yml has the steps build, scan, summary, threshold", sorted(found) == ["build", "scan", "summary", "threshold"], str(sorted(found)))
    for name, script in found.items():
        expect(f"step {name}: no expression is put into the script itself", "${{" not in script, script)
    repository = os.path.join(there, "app")
    os.makedirs(repository)
    git(repository, "init", "-q")
    base = commit(repository, {"infra/good.yaml": GOOD})
    commit(repository, {"infra/good.yaml": FLAWED})
    for fail_on, status in (("high", 1), ("never", 0)):
        files = {name: os.path.join(there, f"{name}-{fail_on}") for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        environment = {**files, "RUNNER_TEMP": there, "ACTION": check.SOURCE, "BINARY": check.DEV, "PATHS": "infra\n", "ARGUMENTS": "--jobs\n2\n",
                       "FAIL_ON": fail_on, "CATEGORY": "shop", "DIFF": "true", "BASE": base, "WEIR": check.DEV}
        for name in ("build", "scan", "summary"):
            done = run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", found[name]], repository, environment)
            expect(f"step {name}, fail-on {fail_on}: ends with 0", done.returncode == 0, done.stdout + done.stderr)
        with open(files["GITHUB_OUTPUT"], encoding="utf-8") as file:
            outputs = dict(line.rstrip("\n").split("=", 1) for line in file)
        expect(f"fail-on {fail_on}: the scan's status is an output", outputs.get("status") == str(status), str(outputs))
        with open(outputs["sarif"], encoding="utf-8") as file:
            log = json.load(file)["runs"][0]
        expect("the log's place is below the repository", [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
                                                           for result in log["results"]] == ["infra/good.yaml"], str(log["results"]))
        expect("the log's category is the input's", log["automationDetails"]["id"] == "weir/shop/", str(log["automationDetails"]))
        with open(files["GITHUB_STEP_SUMMARY"], encoding="utf-8") as file:
            summary = file.read()
        for part in ("1 worse", "secret-in-environment-variable", "```mermaid\nflowchart", "**1 finding"):
            expect(f"the summary holds {part!r}", part in summary, summary)
        done = run(["bash", "-c", found["threshold"]], repository, {"STATUS": outputs["status"]})
        expect(f"fail-on {fail_on}: the last step ends with {status}", done.returncode == status, done.stdout)
    expect("a base that is not there is said, and the rest is written", summary_without_base(there, repository, found), "")
    expect("action.yml uploads the scan's log", "sarif_file: ${{ steps.scan.outputs.sarif }}" in text)


def summary_without_base(there, repository, found):
    file = os.path.join(there, "summary-shallow")
    environment = {"GITHUB_STEP_SUMMARY": file, "RUNNER_TEMP": there, "WEIR": check.DEV, "PATHS": ".", "ARGUMENTS": "", "DIFF": "true",
                   "BASE": "0" * 40}
    run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", found["summary"]], repository, environment)
    with open(file, encoding="utf-8") as summary:
        text = summary.read()
    return "git knows no commit" in text and "**1 finding" in text


def the_hook(there):
    if not shutil.which("pre-commit", path="/usr/bin:/usr/local/bin"):
        check.skip("pre-commit is not installed")
    hooks, repository, tools = (os.path.join(there, name) for name in ("hooks", "shop", "bin"))
    for folder in (hooks, repository, tools):
        os.makedirs(folder)
    os.symlink(check.DEV, os.path.join(tools, "weir"))
    git(hooks, "init", "-q")
    with open(os.path.join(check.SOURCE, ".pre-commit-hooks.yaml"), encoding="utf-8") as file:
        revision = commit(hooks, {".pre-commit-hooks.yaml": file.read()})
    git(repository, "init", "-q")
    config = f"repos:\n  - repo: {hooks}\n    rev: {revision}\n    hooks:\n      - id: weir\n"
    path = {"PATH": f"{tools}:/usr/local/bin:/usr/bin:/bin"}

    def hook(*arguments):
        return run(["pre-commit", "run", "--verbose", *arguments], repository, path)

    with open(os.path.join(repository, ".pre-commit-config.yaml"), "w", encoding="utf-8") as file:
        file.write(config)
    with open(os.path.join(repository, "old.yaml"), "w", encoding="utf-8") as file:
        file.write(FLAWED.replace("Work", "Old"))
    git(repository, "add", "-A")
    first = hook()
    expect("before the first commit all is new", first.returncode == 1 and "DB_PASSWORD" in first.stdout, first.stdout + first.stderr)
    git(repository, "commit", "-qm", "first")
    with open(os.path.join(repository, "new.yaml"), "w", encoding="utf-8") as file:
        file.write(GOOD)
    git(repository, "add", "-A")
    quiet = hook()
    expect("an old finding does not stop a commit that leaves it alone", quiet.returncode == 0, quiet.stdout + quiet.stderr)
    with open(os.path.join(repository, "new.yaml"), "w", encoding="utf-8") as file:
        file.write(FLAWED)
    git(repository, "add", "-A")
    stopped = hook()
    expect("a new one does", stopped.returncode == 1 and "new.yaml" in stopped.stdout and "old.yaml" not in stopped.stdout,
           stopped.stdout + stopped.stderr)


    git(repository, "commit", "-qm", "second")
    with open(os.path.join(repository, "scratch.yaml"), "w", encoding="utf-8") as file:
        file.write(FLAWED)
    with open(os.path.join(repository, "other.yaml"), "w", encoding="utf-8") as file:
        file.write(GOOD)
    git(repository, "add", "other.yaml")
    scratch = hook()
    expect("a file that is not part of the commit does not stop it", scratch.returncode == 0, scratch.stdout + scratch.stderr)


def the_completions(there):
    for shell in ("bash", "zsh", "fish"):
        done = run([check.DEV, "completions", shell], there)
        expect(f"completions {shell}", done.returncode == 0 and "changed-since" in done.stdout, done.stdout + done.stderr)
    script = run([check.DEV, "completions", "bash"], there).stdout
    os.symlink(check.DEV, os.path.join(there, "weir"))
    for words, expected in ((["weir", "sc"], "scan"), (["weir", "scan", "--base"], "--baseline"), (["weir", "baseline", "w"], "write"),
                            (["weir", "rules", "list", "--f"], "--format"), (["weir", "scan", "-f", "sa"], "sarif"), (["weir", "scan", "--format", '""'], "junit"),
                            (["weir", "scan", "a", "--fail-on", "me"], "medium"), (["weir", "diff", "main", "--min-precision", "v"], "very-high"),
                            (["weir", "completions", "z"], "zsh"), (["weir", "explain", "secret"], "secret-in-environment-variable"),
                            (["weir", "rules", "show", "secret"], "secret-in-environment-variable")):
        program = script + f"\nCOMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; _weir; echo \"${{COMPREPLY[*]}}\"\n"
        done = run(["bash", "-euc", program], there, {"PATH": f"{there}:/usr/bin:/bin"})
        expect(f"completes {' '.join(words)} to {expected}", done.returncode == 0 and expected in done.stdout.split(), done.stdout + done.stderr)


def what_cannot_be_written(there):
    with open(os.path.join(there, "a.yaml"), "w", encoding="utf-8") as file:
        file.write(FLAWED)
    for output in ("/dev/full", "/proc/weir.sarif", os.path.join(there, "nowhere", "out.sarif")):
        done = run([check.DEV, "scan", "-f", "sarif", "-q", "-o", output, "a.yaml"], there)
        expect(f"-o {output}: one clear message and status 2", done.returncode == 2 and output in done.stderr and done.stderr.count("\n") == 1,
               done.stderr)
    expect("nothing half-written is left", sorted(os.listdir(there)) == ["a.yaml"], str(os.listdir(there)))


def main():
    with tempfile.TemporaryDirectory() as there:
        the_completions(there)
    with tempfile.TemporaryDirectory() as there:
        what_cannot_be_written(there)
    with tempfile.TemporaryDirectory() as there:
        the_action(os.path.realpath(there))
    with tempfile.TemporaryDirectory() as there:
        the_hook(os.path.realpath(there))
    print(f"{len(PROBLEMS)} problems")
    for problem in PROBLEMS:
        print("  " + problem)
    return 1 if PROBLEMS else 0


if __name__ == "__main__":
    sys.exit(main())
