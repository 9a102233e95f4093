"""The stage: who and what the story has brought on so far, and what is still to be played, in the order of its days."""

import datetime as dt
import heapq
from collections.abc import Callable, Iterable
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import yaml
from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.demo import clock, scans
from ecosteward.demo.pictures import photograph
from ecosteward.files.models import File
from ecosteward.files.services import take
from ecosteward.norms.kernel.months import months_later

M = TypeVar("M", bound=Model)
_DATA = Path(__file__).parent / "data"


@cache
def _read(name: str) -> Any:
    return yaml.load((_DATA / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)  # it is safe


class _Cue(NamedTuple):
    """A scene and when it is played; of two at one time the one cued first."""

    when: dt.datetime
    order: int
    scene: Callable[[], None]


class Stage:
    """One telling of the story. Objects are known by their type and the key they have in the data."""

    def __init__(self) -> None:
        self.latest = timezone.now()
        self.today = timezone.localdate(self.latest)
        self._coming: list[_Cue] = []
        self._order = count()
        self._known: dict[tuple[type[Model], str], Any] = {}

    def data(self, name: str) -> Any:
        """Return one of the files of the demonstration's data. Everybody is given the same: read, never changed."""
        return _read(name)

    def day(self, ago: int) -> dt.date:
        """Return the workday so many days before today; a negative number looks ahead."""
        return clock.workday(self.today, ago)

    def months_ago(self, months: int) -> dt.date:
        """Return the first day of the month so many months before this one."""
        return months_later(self.today.replace(day=1), -months)

    def cue(self, day: dt.date, hour: float, scene: Callable[..., None], *with_: Any) -> None:
        """Have a scene played on a day of the past, at an hour. What would lie ahead of us is not played."""
        if day <= self.today:
            when = clock.moment(day, hour, self.latest)
            heapq.heappush(self._coming, _Cue(when, next(self._order), partial(scene, *with_)))

    def play(self) -> None:
        """Play every scene in the order of its time, those included that a scene cues for later."""
        last = dt.datetime.min.replace(tzinfo=dt.UTC)
        while self._coming:
            cue = heapq.heappop(self._coming)
            with clock.showing(max(cue.when, last)):
                cue.scene()
                last = timezone.now()

    def keep(self, key: str, thing: M) -> M:
        """Remember an object by a key."""
        self._known[type(thing), key] = thing.pk
        return thing

    def has(self, model: type[Model], key: str) -> bool:
        """Tell whether an object of the key has come on yet."""
        return (model, key) in self._known

    def get(self, model: type[M], key: str) -> M:
        """Return an object as it stands now."""
        return model._base_manager.get(pk=self._known[model, key])

    def person(self, key: str) -> User:
        """Return somebody, by their login name."""
        return self.get(User, key)

    def client(self, key: str) -> Client:
        """Return a client."""
        return self.get(Client, key)

    def scan(self, actor: User, title: str, lines: Iterable[str], client: Client | None = None) -> File:
        """Take in a paper as a one-page PDF."""
        owner = client.pk if client else None
        return take(
            actor, self.sheet(title, lines), agency=actor.organisation, client_id=owner, shared=client is not None
        )

    def sheet(self, title: str, lines: Iterable[str]) -> ContentFile[bytes]:
        """Return a one-page PDF, as somebody holds it ready to upload."""
        return ContentFile(scans.pdf(title, list(lines)), f"{title.replace('/', '／')}.pdf")

    def photo(self, scene: str, client: Client, *, mended: bool = False) -> ContentFile[bytes]:
        """Take a photograph of a scene at a client's, now."""
        now = timezone.localtime()
        place = (client.longitude or 0.0, client.latitude or 0.0)
        image = photograph(scene, now, place, mended=mended, shade=next(self._order))
        return ContentFile(image, f"IMG_{now:%Y%m%d_%H%M%S}_{'整改后' if mended else '现场'}.jpg")
