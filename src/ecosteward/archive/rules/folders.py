"""Names of files and folders that every system can hold: pure functions."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePosixPath

LONGEST = 180  # bytes of UTF-8: Linux holds 255, and Windows 260 characters for the whole path

# What Windows forbids is shown by its full-width twin, which reads the same and can be turned back.
_WIDE = str.maketrans('\\/:*?"<>|', "＼／：＊？＂＜＞｜")
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)", re.IGNORECASE)


def safe_name(text: str, longest: int = LONGEST) -> str:
    """Return a text as the name of a file or folder, its ending kept and at most so many bytes long."""
    shown = "".join(" " if char.isspace() else char for char in text if _seen(char))
    name = unicodedata.normalize("NFC", shown).translate(_WIDE).strip()
    name = re.sub(r"[. ]+$", lambda found: found[0].strip().replace(".", "．"), name)
    if not name:
        return "未命名"
    if _RESERVED.match(name):
        name = f"_{name}"
    return _shortened(name, longest)


def numbered(name: str, number: int, longest: int = LONGEST) -> str:
    """Return the name of a second or third file of one name: 执照(2).pdf."""
    path = PurePosixPath(name)
    mark = f"({number}){path.suffix}"
    return _cut(path.stem, longest - len(mark.encode())) + mark


class Names:
    """Gives each file of a folder tree a path of its own, also where upper and lower case are one."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def path(self, *parts: str) -> str:
        """Return a path of the parts, the last one numbered where that path is taken already."""
        folders = [safe_name(part) for part in parts[:-1]]
        for name in self._tries(safe_name(parts[-1])):
            path = "/".join([*folders, name])
            if (key := unicodedata.normalize("NFC", path.casefold())) not in self._taken:
                self._taken.add(key)
                return path
        raise AssertionError

    @staticmethod
    def _tries(name: str) -> Iterator[str]:
        yield name
        number = 2
        while True:
            yield numbered(name, number)
            number += 1


def _seen(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) not in _UNSEEN


def _shortened(name: str, longest: int) -> str:
    if len(name.encode()) <= longest:
        return name
    path = PurePosixPath(name)
    ending = path.suffix if len(path.suffix.encode()) <= longest // 4 else ""
    stem = path.stem if ending else name
    return _cut(stem, longest - len(f"…{ending}".encode())) + f"…{ending}"


def _cut(text: str, longest: int) -> str:
    """Return as much of a text's beginning as fits into so many bytes, never half a character."""
    return text.encode()[:longest].decode(errors="ignore").rstrip()
