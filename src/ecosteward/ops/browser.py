"""Finds the browser the browser tests drive. Standard library only."""

import os
import shutil

from ecosteward.ops import packages

VARIABLE = "ECOSTEWARD_BROWSER"
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The second: pages are looked at, and Chinese without a font is empty boxes. The third: what drives the browser needs it.
_PACKAGES = ("chromium", "fonts-noto-cjk", "libatomic1")


def find() -> str | None:
    """Return the path of the browser `ECOSTEWARD_BROWSER` names, else of the first one installed."""
    if named := os.environ.get(VARIABLE):
        return shutil.which(named)
    return next((path for program in _PROGRAMS if (path := shutil.which(program))), None)


def find_or_install() -> str | None:
    """Return the path of a browser, installing Debian's where there is none and we may."""
    found = find()
    if found is None and VARIABLE not in os.environ and packages.install(*_PACKAGES):
        return find()
    return found
