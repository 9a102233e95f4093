"""`./steward test`: every check there is, one after the other, each named and timed.

With arguments it runs pytest alone, on them.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from ecosteward.config.folders import project_folder
from ecosteward.ops import browser

_IMPORT_FLOORS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
_NO_BROWSER = (
    "没有找到浏览器（chromium 或 google-chrome）：sudo apt-get install chromium，或用 ECOSTEWARD_BROWSER 指定。"
)


@dataclass(frozen=True)
class Step:
    """One check: its name and what the Python that runs it is given."""

    name: str
    arguments: Sequence[str]


@dataclass(frozen=True)
class Outcome:
    """How a step ended; seconds on the clock."""

    step: Step
    passed: bool
    seconds: float


def main(arguments: list[str]) -> int:
    """Run the checks; return the exit code: 0 where all passed."""
    os.chdir(project_folder())
    found = browser.find_or_install()
    if found is None and os.environ.get("CI") == "true":
        print(_NO_BROWSER, file=sys.stderr)
        return 1
    if found is not None:
        os.environ[browser.VARIABLE] = found
    if arguments:
        return 0 if _run(Step("tests", ("-m", "pytest", *arguments))).passed else 1
    outcomes = [_run(step) for step in _steps(with_browser=found is not None)]
    _report(outcomes, with_browser=found is not None)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def _steps(*, with_browser: bool) -> tuple[Step, ...]:
    # A file's tests stay together: some share a started site.
    tests = ("-m", "pytest", "-n", str(min(4, os.cpu_count() or 1)), "--dist", "loadfile")
    return (
        Step("lint", ("-m", "ruff", "check")),
        Step("format", ("-m", "ruff", "format", "--check")),
        Step("templates", ("-m", "djlint", "src", "--lint", "--quiet")),
        Step("import floors", ("-c", _IMPORT_FLOORS, "--no-cache")),
        Step("types", ("-m", "mypy")),
        Step("migrations", ("-m", "ecosteward.ops", "makemigrations", "--check", "--dry-run")),
        Step("tests", tests if with_browser else (*tests, "-m", "not browser")),
    )


def _run(step: Step) -> Outcome:
    print(f"\n── {step.name}", flush=True)
    began = time.monotonic()
    finished = subprocess.run([sys.executable, *step.arguments], check=False)
    return Outcome(step, finished.returncode == 0, time.monotonic() - began)


def _report(outcomes: list[Outcome], *, with_browser: bool) -> None:
    print("\n── summary")
    for outcome in outcomes:
        print(f"{'passed' if outcome.passed else 'FAILED'}  {outcome.seconds:7.1f} s  {outcome.step.name}")
    if not with_browser:
        print(f"\n!! The browser tests were NOT run. {_NO_BROWSER}")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
