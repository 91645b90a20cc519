#!/usr/bin/env python3
"""Real templates neither crash nor hang weir: the whole corpus in one run of the product, and every single file, named, under
the sanitizers (naming a file makes weir parse it whatever it is)."""
import concurrent.futures
import os
import resource
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import check  # noqa: E402

SECONDS = 30  # for the whole tree, on two cores
MEGABYTES = 1024
BATCH = 40


def whole_tree(corpora):
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "out.sarif")
        run = check.Run([check.RELEASE, "scan", "-f", "sarif", "-o", log, corpora], timeout=10 * SECONDS)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"whole tree: status {run.status}, {run.seconds:.1f} s, peak {peak:.0f} MB")
    if not run.ended_well():
        check.fail(f"the whole tree in one run\n{run.errors[-4000:]}")
    if run.seconds > SECONDS or peak > MEGABYTES:
        check.fail(f"the whole tree took more than {SECONDS} s or {MEGABYTES} MB")


def scan(files):
    return check.Run([check.DEV, "scan", "-f", "text", "--fail-on", "never", *files], timeout=300)


def culprits(files):
    """The files of a batch on which weir does not end well, each with the end of what it said."""
    if scan(files).ended_well():
        return []
    found = [(file, run) for file in files for run in [scan([file])] if not run.ended_well()]
    return found or [(f"{files[0]} and the {len(files) - 1} files after it, only together", scan(files))]


def every_file(corpora):
    files = sorted(os.path.join(folder, name) for folder, _, names in os.walk(corpora) for name in names)
    batches = [files[i:i + BATCH] for i in range(0, len(files), BATCH)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = [culprit for batch in pool.map(culprits, batches) for culprit in batch]
    for file, run in found:
        print(f"{file}: {'timed out' if run.status is None else f'status {run.status}'}\n{run.errors[-1500:]}")
    print(f"{len(files)} files one by one, {len(found)} crashes or hangs")
    if found or not files:
        check.fail("files on which weir does not end well")


def main():
    corpora = check.shared("corpora")
    whole_tree(corpora)
    every_file(corpora)


main()
