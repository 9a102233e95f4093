"""With the demonstration loaded, every place of every role is whole, at a desk and on a phone."""

from collections.abc import Callable

import pytest

from ecosteward.demo import services
from ecosteward.demo.agency import PASSWORD
from tests.browser.conftest import Visitor
from tests.browser.crawl import Crawl

pytestmark = pytest.mark.browser

PEOPLE = ("zhou", "shen", "han", "lv", "mingchuan", "park", "gov")


def test_every_place_of_every_role_is_whole_and_fits_both_screens(visitor: Callable[..., Visitor]) -> None:
    services.load()
    faults: list[str] = []
    for name in PEOPLE:
        person = visitor()
        person.log_in(name, PASSWORD)
        crawl = Crawl(person, links=".site-nav a[href]")
        crawl.walk()
        faults += [f"{name} {fault}" for fault in crawl.faults]
        faults += [f"{name} loads {address}" for address in person.elsewhere]
    assert faults == []
