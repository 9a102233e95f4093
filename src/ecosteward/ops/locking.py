"""`./steward lock`: resolves `requirements/*.in` into the lock files, every package with its hashes."""

import subprocess
import sys

from ecosteward.config.folders import project_folder

_OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-header",
    # A lock file names packages, not where one installation happens to fetch them.
    "--no-emit-index-url",
    "--no-emit-find-links",
)


def main(arguments: list[str]) -> int:
    """Lock both files anew; arguments go to `uv pip compile`, e.g. `--upgrade-package django`."""
    for name in ("base", "dev"):
        command = [sys.executable, "-m", "uv", "pip", "compile", *_OPTIONS, *arguments]
        files = [f"{name}.in", "--quiet", f"--output-file={name}.txt"]
        finished = subprocess.run([*command, *files], cwd=project_folder() / "requirements", check=False)
        if finished.returncode:
            return finished.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
