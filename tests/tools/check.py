"""What the scripted checks share: where things are, how a check is skipped or fails, and running weir."""
import os
import subprocess
import sys
import time

SOURCE = os.environ.get("WEIR_SOURCE") or os.path.dirname(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DEV = os.environ.get("WEIR_BINARY") or os.path.join(SOURCE, "build/dev/weir")
RELEASE = os.environ.get("WEIR_RELEASE_BINARY") or os.path.join(SOURCE, "build/release/weir")
FLAWED = "fixtures/systems/patient-assistant/cloudformation-flawed"
HARDENED = "fixtures/systems/patient-assistant/cloudformation-hardened"


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def fail(why):
    print(f"failed: {why}")
    sys.exit(1)


def shared(name):
    """The path of `name` in the shared folder; skips the check where there is none."""
    folder = os.environ.get("WEIR_SHARED")
    if not folder:
        skip("WEIR_SHARED is not set")
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        fail(f"WEIR_SHARED has no {name}: {path}")
    return path


def tool(name):
    """The path of `name` in the test tools' node_modules, which ./run test fetches."""
    folder = os.environ.get("WEIR_TOOLS")
    if not folder:
        skip("WEIR_TOOLS is not set: run this through ./run test")
    return os.path.join(folder, name)


class Run:
    """One finished run: status (negative: the signal that ended it; None: timed out), output, errors, seconds, peak_mb."""

    def __init__(self, arguments, cwd=SOURCE, timeout=120):
        begin = time.monotonic()
        child = subprocess.Popen(arguments, cwd=cwd, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            output, errors = child.communicate(timeout=timeout)
            self.status = child.returncode
        except subprocess.TimeoutExpired:
            child.kill()
            output, errors = child.communicate()
            self.status = None
        self.seconds = time.monotonic() - begin
        self.output = output.decode("utf-8", "replace")
        self.errors = errors.decode("utf-8", "replace")

    def ended_well(self):
        """Whether weir ended by itself with one of its documented statuses, and no sanitizer spoke."""
        return self.status in (0, 1, 2) and "Sanitizer" not in self.errors and "runtime error:" not in self.errors
