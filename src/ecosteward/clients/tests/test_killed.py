"""An import whose process dies in the midst of it."""

from collections.abc import Callable

import pytest

from ecosteward.accounts.models import Organisation, User
from ecosteward.clients.models import Client, Contact
from ecosteward.clients.services.importing import import_clients
from ecosteward.clients.tests.lists import HEAD, planned
from ecosteward.journal.queries import check
from ecosteward.ops.tests.dying import Moment, killed

ROWS: list[list[str | None]] = [
    [*HEAD, "联系人", "园区"],
    *[[f"云山电子{n}有限公司", None, "张三", "新园区"] for n in range(30)],
]
IMPORT = """
from ecosteward.clients.tests import test_killed
test_killed.take_in({director})
"""


def take_in(director: int) -> list[Client]:
    """Import the list as the page does."""
    user = User.objects.get(pk=director)
    made = planned(user, *ROWS)
    return import_clients(user, made.new, new_parks=made.unknown_parks, source="名单.xlsx")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", Moment)
def test_an_import_killed_in_the_midst_leaves_nothing_and_can_be_done_again(
    director: User, journal_rows: Callable[[], int], moment: Moment
) -> None:
    before = journal_rows()
    killed(IMPORT.format(director=director.pk), moment)
    assert (Client.objects.count(), Contact.objects.count(), journal_rows()) == (0, 0, before)
    assert list(Organisation.objects.all()) == [director.organisation]
    assert len(take_in(director.pk)) == 30
    assert list(check()) == []
