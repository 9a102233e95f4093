"""Walks through the site along its links, as one person, and notes every fault a page shows."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from ecosteward.accounts.models import User
from tests.browser.conftest import DESK, PHONE, Visitor

# Not pages: files, and the end of the session.
FILES = {
    "files:download",
    "files:thumbnail",
    "deliverables:pdf",
    "deliverables:word",
    "deliverables:excel",
    "account_logout",
}
# How many objects each view is asked for by one person, and more where a page depends on the state of what it is about.
ASKED = 1
MOST = {"survey:visit": 4, "survey:finding": 6, "engagements:task": 6, "deliverables:document": 6}
# In how many people's hands a kind of page is looked at: the bytes of all pages are read, but a browser takes its time.
LOOKED_AT = 1
_LEFTOVERS = re.compile(r"\{\{|\}\}|\{%|\bNone\b|【待补|undefined|\bNaN\b")
_SQUEEZED = """() => [...document.querySelectorAll("td, th")].filter(cell => {
  const style = getComputedStyle(cell), size = parseFloat(style.fontSize);
  const room = cell.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return cell.innerText.trim().length > 3 && cell.clientWidth > 0 && room < 1.9 * size;
}).map(cell => cell.innerText)"""


class Links(HTMLParser):
    """The addresses a page leads to, those it loads by itself among them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, None] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember where a tag leads."""
        for name, value in attrs:
            if value and (name == "hx-get" or (tag, name) == ("a", "href")):
                self.found[value] = None


@dataclass
class Crawl:
    """One person's walk. Every link is followed in the server's answers; a few pages of each kind are looked at.

    `looked_at` counts the kinds of pages that were looked at, by this person and by those before.
    """

    visitor: Visitor
    name: str
    looked_at: Counter[str]
    faults: list[str] = field(default_factory=list)
    _asked: Counter[str] = field(default_factory=Counter)
    _known: set[str] = field(default_factory=set)

    def walk(self, start: str = "/") -> None:
        """Ask for every page that can be reached from a page."""
        reader = Client()
        reader.force_login(User.objects.get(username=self.name))
        waiting = [(start, "")]
        while waiting:
            path, before = waiting.pop(0)
            answer = reader.get(path)
            if answer.status_code in {301, 302}:
                continue
            if answer.status_code != 200:
                self.faults.append(f"{path} answers {answer.status_code}, linked from {before}")
            elif not answer.streaming and answer.get("Content-Type", "").startswith("text/html"):
                html = answer.content.decode()
                waiting += [(link, path) for link in self._fresh(path, html)]
                self._look(path, html)

    def _fresh(self, page: str, html: str) -> list[str]:
        return [path for link in Links(html).found if (path := self._path(page, link)) and self._is_new(path)]

    def _path(self, page: str, link: str) -> str:
        parts = urlsplit(urljoin(page, link))
        if parts.netloc or parts.scheme or parts.path.startswith("/static/"):
            return ""
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    def _is_new(self, path: str) -> bool:
        kind = self._kind(path)
        most = 1 if kind.endswith("?") else MOST.get(kind, ASKED)
        if not kind or path in self._known or self._asked[kind] >= most:
            return False
        self._known.add(path)
        self._asked[kind] += 1
        return True

    def _kind(self, path: str) -> str:
        """Return the name of the view behind an address, marked where it is asked with something; empty for files."""
        bare, _, query = path.partition("?")
        try:
            name = resolve(bare).view_name
        except Resolver404:
            self.faults.append(f"{path} leads nowhere")
            return ""
        return "" if name in FILES else f"{name}?" if query else name

    def _look(self, path: str, html: str) -> None:
        kind = self._kind(path)
        if "<html" not in html or kind.endswith("?") or self.looked_at[kind] >= LOOKED_AT:
            return
        self.looked_at[kind] += 1
        page, before = self.visitor.page, len(self.visitor.complaints)
        page.goto(self.visitor.address + path, wait_until="load")
        self.faults += [f"{path}: {fault}" for fault in (*self._faults_of(page), *self.visitor.complaints[before:])]

    def _faults_of(self, page: Page) -> Iterator[str]:
        for screen in (PHONE, DESK):
            page.set_viewport_size(screen)
            if (wide := self.visitor.overflow()) > 0:
                yield f"{wide} px wider than {screen['width']}"
        for words in page.evaluate(_SQUEEZED):
            yield f"squeezes {words!r} into one character a line"
        if "/templates/" not in page.url and (
            found := _LEFTOVERS.search(page.inner_text("body"))
        ):  # they explain places
            yield f"shows {found.group()!r}"
        if page.locator("img:not([alt])").count():
            yield "has an image without a description"
