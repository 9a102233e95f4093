"""The evaluation pages as people use them."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.urls import reverse

from ecosteward.accounts.models import User
from ecosteward.evaluation.models import Complaint, Scorecard, Survey

Browse = Callable[[User], Browser]


@pytest.mark.parametrize("page", ["list", "opinions", "improvements"])
def test_lists_open_for_the_agency(
    browse: Browse, director: User, survey: Survey, complaint: Complaint, card: Scorecard, page: str
) -> None:
    assert browse(director).get(reverse(f"evaluation:{page}")).status_code == 200


def test_pages_open(
    browse: Browse, director: User, contact: User, survey: Survey, complaint: Complaint, card: Scorecard
) -> None:
    for user, pages in (
        (
            director,
            [
                ("contract", card.contract_id),
                ("client", card.client_id),
                ("survey", survey.pk),
                ("survey_code", survey.pk),
                ("complaint", complaint.pk),
            ],
        ),
        (
            contact,
            [
                ("contract", card.contract_id),
                ("client", card.client_id),
                ("complaint", complaint.pk),
                ("scorecard", card.pk),
            ],
        ),
    ):
        for name, number in pages:
            assert browse(user).get(reverse(f"evaluation:{name}", args=[number])).status_code == 200, name
