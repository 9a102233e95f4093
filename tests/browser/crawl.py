"""Walks through the site along its links, as one person, and notes every fault a page shows."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page

from tests.browser.conftest import DESK, PHONE, Visitor

# Not pages: files, and the end of the session.
FILES = {"files:download", "files:thumbnail", "deliverables:pdf", "account_logout"}
# How many pages of one kind are looked at: more where what they show depends on the state of what they are about.
MOST = {
    "survey:visit": 3,
    "survey:finding": 4,
    "engagements:task": 4,
    "engagements:contract": 3,
    "deliverables:document": 4,
}
_LEFTOVERS = re.compile(r"\{\{|\}\}|\{%|\bNone\b|【待补|undefined|\bNaN\b")


@dataclass
class Crawl:
    """What one person's walk came to. `links` picks the links that are followed."""

    visitor: Visitor
    links: str = "a[href]"
    seen: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    _known: set[str] = field(default_factory=set)

    def walk(self, start: str = "/") -> None:
        """Open every page that can be reached from a page, a few of each kind."""
        waiting = [start]
        while waiting:
            path = waiting.pop(0)
            if self._open(path):
                waiting += self._fresh(self.visitor.page)

    def _open(self, path: str) -> bool:
        page = self.visitor.page
        before = len(self.visitor.complaints)
        try:
            answer = page.goto(self.visitor.address + path)
        except Error as error:
            if "Download is starting" in str(error):
                return False
            raise
        assert answer is not None
        self._note(path, list(self._faults_of(page, answer.status)) + self.visitor.complaints[before:])
        return answer.ok

    def _note(self, path: str, faults: list[str]) -> None:
        self.faults += [f"{path}: {fault}" for fault in faults]

    def _faults_of(self, page: Page, status: int) -> Iterator[str]:
        if status != 200:
            yield f"answers {status}"
            return
        for screen in (PHONE, DESK):
            page.set_viewport_size(screen)
            if (wide := self.visitor.overflow()) > 0:
                yield f"{wide} px wider than {screen['width']}"
        if "/templates/" not in page.url and (
            found := _LEFTOVERS.search(page.inner_text("body"))
        ):  # they explain places
            yield f"shows {found.group()!r}"
        if page.locator("img:not([alt])").count():
            yield "has an image without a description"

    def _fresh(self, page: Page) -> list[str]:
        found = page.eval_on_selector_all(self.links, "links => links.map(link => link.href)")
        return [path for path in dict.fromkeys(map(self._path, found)) if path and self._is_new(path)]

    def _path(self, address: str) -> str:
        parts = urlsplit(address)
        mine = address.startswith(self.visitor.address)
        return f"{parts.path}?{parts.query}" if mine and parts.query else parts.path if mine else ""

    def _is_new(self, path: str) -> bool:
        bare, _, query = path.partition("?")
        try:
            name = resolve(bare).view_name
        except Resolver404:
            self.faults.append(f"{path}: leads nowhere")
            return False
        kind = f"{name}?" if query else name
        if name in FILES or bare.startswith("/static/") or path in self._known or self.seen[kind] >= MOST.get(kind, 1):
            return False
        self._known.add(path)
        self.seen[kind] += 1
        return True
