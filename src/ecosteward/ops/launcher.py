"""What the `steward` script runs: makes the environment a command needs, then becomes that command.

This module and those it imports run on a bare Python: the standard library is all they may use.
"""

import os
import sys
from typing import NoReturn

from ecosteward.config.folders import project_folder
from ecosteward.ops.environment import EnvironmentFailedError, ensure

# Our own development commands; every other word is a management command.
_DEVELOPMENT = {"test": "ecosteward.ops.checks", "lock": "ecosteward.ops.locking"}


def main(arguments: list[str]) -> NoReturn:
    """Replace this process by the command asked for."""
    module = _DEVELOPMENT.get(arguments[0]) if arguments else None
    try:
        if module:
            python = ensure(project_folder(), "dev")
            arguments = arguments[1:]
        else:
            python = ensure(project_folder(), "base")
    except EnvironmentFailedError as error:
        sys.exit(str(error))
    os.execv(python, [str(python), "-m", module or "ecosteward.ops", *arguments])


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
