"""With the demonstration loaded, every page that a link leads to is whole, for every role, at a desk and on a phone."""

from collections import Counter
from collections.abc import Callable

import pytest

from ecosteward.demo import services
from ecosteward.demo.agency import PASSWORD
from tests.browser.conftest import Visitor
from tests.browser.crawl import Crawl

pytestmark = pytest.mark.browser

PEOPLE = ("lv", "mingchuan", "park", "han", "gov", "shen", "zhou")


def test_every_link_of_every_role_leads_to_a_whole_page_that_fits_both_screens(visitor: Callable[..., Visitor]) -> None:
    services.load()
    faults: list[str] = []
    looked_at: Counter[str] = Counter()
    for name in PEOPLE:
        person = visitor()
        person.log_in(name, PASSWORD)
        crawl = Crawl(person, name, looked_at)
        crawl.walk()
        faults += [f"{name} {fault}" for fault in crawl.faults]
        faults += [f"{name} loads {address}" for address in person.elsewhere]
    assert faults == [], "\n".join(faults)
    assert len(looked_at) > 100
