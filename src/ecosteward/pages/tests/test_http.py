"""What a browser is told of an answer."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from ecosteward.accounts.models import User


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Target": "list"}])
def test_a_page_and_the_piece_of_it_are_not_taken_for_each_other(
    headers: dict[str, str], director: User, browse: Callable[[User], Browser]
) -> None:
    answer = browse(director).get("/clients/", headers=headers)
    assert ("<!doctype html>" in answer.content.decode()) == (not headers)
    assert "HX-Request" in answer.headers["Vary"]
