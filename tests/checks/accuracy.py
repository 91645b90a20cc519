#!/usr/bin/env python3
"""The inferred diagrams and findings against the hand-written truths: prints the table, and fails only if it cannot be made."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import check  # noqa: E402


def main():
    roots = f"{check.shared('corpora')}:{check.shared('systems')}"
    run = check.Run([sys.executable, check.shared("tools/score_diagram.py"), "--all", "--weir", check.RELEASE,
                     "--truth", check.shared("ground-truth"), "--root", roots], timeout=900)
    print(run.output + run.errors)
    if run.status != 0 or "no diagram:" in run.output or "no usable" in run.errors:
        check.fail("no complete accuracy table")


main()
