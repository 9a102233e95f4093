"""What a phone keeps of a checklist, and that it keeps all the page needs."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from ecosteward.accounts.models import User
from ecosteward.survey.tests.conftest import MakesVisits
from ecosteward.survey.views import offline

Browse = Callable[[User], Browser]


def kept(script: str) -> list[str]:
    found = re.search(r"^const SHELL = (.*);$", script, re.MULTILINE)
    assert found
    names: list[str] = json.loads(found[1])
    return names


def test_the_worker_covers_the_whole_site_and_is_asked_for_anew_each_time(client: Browser, db: None) -> None:
    answer = client.get(reverse("survey:worker"))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Cache-Control"] == "no-cache"


def test_everything_a_checklist_loads_is_kept(technician: User, started: MakesVisits, browse: Browse) -> None:
    browser = browse(technician)
    page = browser.get(reverse("survey:check", args=[started().pk]))
    loaded = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.content.decode()))
    assert len(loaded) > 8
    assert loaded <= set(kept(browser.get(reverse("survey:worker")).content.decode()))
    assert page["X-Person"] == str(technician.pk)


def test_another_release_is_another_worker(client: Browser, db: None, settings: Any, tmp_path: Path) -> None:
    offline._release.cache_clear()
    before = client.get(reverse("survey:worker")).content
    assert client.get(reverse("survey:worker")).content == before
    changed = tmp_path / "survey" / "check.js"
    changed.parent.mkdir()
    changed.write_text("// another release")
    settings.STATICFILES_DIRS = [tmp_path]
    offline._release.cache_clear()
    assert client.get(reverse("survey:worker")).content != before


@pytest.fixture(autouse=True)
def own_release() -> Any:
    """Forget the digest of files that only a test had."""
    yield
    offline._release.cache_clear()
