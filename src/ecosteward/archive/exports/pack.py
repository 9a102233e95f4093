"""The zip itself, made while it is sent."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from zipstream import ZipStream

from ecosteward.archive.exports.manifest import LIST, SUMS, manifest, sums
from ecosteward.archive.exports.plan import Member, Plan
from ecosteward.files.queries import Condition
from ecosteward.files.services import DamagedFileError, chunks


class Extra(NamedTuple):
    """A file that is not a paper, such as the list for the cover; lies at the top of the zip."""

    name: str
    content: bytes


class Pack:
    """A plan as a zip: iterate for its bytes, once; `len` is its size in bytes, known beforehand.

    Bytes that are missing, or fewer or more than they should be, are left out and named in the manifest. Bytes found
    changed while they are sent are named there too, and fail `sha256sum -c`.

    Raises while iterating:
        OSError: the store failed half way. The zip then has no directory at its end, so that no program takes it
            for whole.

    """

    def __init__(self, plan: Plan, extras: Iterable[Extra] = ()) -> None:
        self._members = plan.members
        self._found = {member.path: member.condition for member in plan.members}
        self._digests: dict[str, str] = {}
        self._zip = ZipStream(sized=True)
        for folder in plan.folders:
            self._zip.mkdir(folder)
        for member in plan.members:
            if member.condition == Condition.WHOLE:
                self._digests[member.path] = member.file.sha256
                self._zip.add(self._bytes(member), member.path, size=member.file.size)
        for extra in extras:
            self._digests[extra.name] = hashlib.sha256(extra.content).hexdigest()
            self._zip.add(extra.content, extra.name)
        self._add_lists()

    def __len__(self) -> int:
        return len(self._zip)

    def __iter__(self) -> Iterator[bytes]:
        yield from self._zip

    def _add_lists(self) -> None:
        """Add the lists last: what they say of each paper is known once it is sent, and never changes their size."""
        self._digests[LIST] = "0" * 64
        self._zip.add(self._list(), LIST, size=len(manifest(self._members, self._found)))
        self._zip.add(self._sums(), SUMS, size=len(sums(self._digests)))

    def _bytes(self, member: Member) -> Iterator[bytes]:
        total, left = hashlib.sha256(), member.file.size
        for piece in chunks(member.file):
            total.update(piece)
            left -= len(piece)
            yield piece
        if left:
            raise DamagedFileError(f"{member.path}: size changed while it was sent")
        if total.hexdigest() != member.file.sha256:
            self._found[member.path] = Condition.DAMAGED

    def _list(self) -> Iterator[bytes]:
        content = manifest(self._members, self._found)
        self._digests[LIST] = hashlib.sha256(content).hexdigest()
        yield content

    def _sums(self) -> Iterator[bytes]:
        yield sums(self._digests)
