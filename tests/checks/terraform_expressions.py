#!/usr/bin/env python3
"""The answers in tests/terraform/expressions are terraform's own: the terraform on PATH is asked again. (terraform_test compares
Weir with them, also where there is no terraform.)"""
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import check  # noqa: E402
import terraform_functions  # noqa: E402

program = shutil.which("terraform")
if program is None:
    check.skip("no terraform on PATH to ask")
terraform_functions.compare(program)
