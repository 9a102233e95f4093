"""Where an installation keeps its data."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

# For root, whose home nobody else may enter: the embedded database runs as a user of its own and must reach its files.
SYSTEM_FOLDER = Path("/var/lib/ecosteward")


def project_folder() -> Path:
    """Return the folder the product was cloned into."""
    return Path(__file__).resolve().parents[3]


def data_folder(environment: Mapping[str, str], project: Path, uid: int | None = None) -> Path:
    """Return the data folder: `ECOSTEWARD_DATA` if set, else `<project>/var`, else for root `/var/lib/ecosteward`.

    `uid` is the user's number, by default the running user's; 0 is root.
    """
    if named := environment.get("ECOSTEWARD_DATA"):
        return Path(named).expanduser().absolute()
    folder = project / "var"
    if (os.geteuid() if uid is None else uid) == 0 and not reachable_by_all(folder):
        return SYSTEM_FOLDER
    return folder


def make_data_folder(folder: Path) -> None:
    """Make the data folder if it is missing: others may pass through it, whatever the mask, but not list it."""
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)


def reachable_by_all(path: Path) -> bool:
    """Return whether every folder above `path` lets every user pass through."""
    above = [parent for parent in path.absolute().parents if parent.exists()]
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in above)
