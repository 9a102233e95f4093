"""A real browser against a real server."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from ecosteward.ops import browser as installed

# Playwright keeps an event loop in this thread; the tests' own use of the database is synchronous all the same.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

DESK, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)


# For a module, not the session: while Playwright lives, its event loop is in the way of the tests that follow.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = installed.find()
    assert path, "no browser found: set ECOSTEWARD_BROWSER or install chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path)
        yield started
        started.close()


class Visitor:
    """One person at one screen. Remembers what was asked from elsewhere and what the page complained of."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.address = address
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", self._asked)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: dialog.accept())

    def _asked(self, request: Any) -> None:
        # What the browser loads of itself, such as its reader of PDF files, has another scheme.
        if request.url.startswith(("http:", "https:", "ws:", "wss:")) and not request.url.startswith(self.address):
            self.elsewhere.append(request.url)

    def open(self, path: str) -> Page:
        """Go to a page of the site."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.ok, f"{path} answers {answer.status}"
        return self.page

    def log_in(self, username: str, password: str) -> Page:
        """Log in as a person would."""
        page = self.open("/accounts/login/")
        page.get_by_label("登录名").fill(username)
        page.get_by_label("密码").fill(password)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(self.address + "/")
        return page

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the screen."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.fixture
def visitor(chromium: Browser, live_server: Any, transactional_db: None) -> Iterator[Callable[..., Visitor]]:
    """Open a browser window of its own for each person; close all at the end."""
    call_command("createcachetable")
    contexts: list[BrowserContext] = []

    def arrive(screen: ViewportSize | None = None, address: str = live_server.url) -> Visitor:
        contexts.append(
            chromium.new_context(
                viewport=screen or DESK, locale="zh-CN", timezone_id="Asia/Shanghai", accept_downloads=True
            )
        )
        return Visitor(contexts[-1], address)

    yield arrive
    for context in contexts:
        context.close()
