"""A file that belongs to no client is the agency's own."""

from collections.abc import Callable

from django.core.files.base import ContentFile
from django.test import Client as Browser

from ecosteward.accounts.models import User
from ecosteward.files.models import File
from ecosteward.files.services import take

Browse = Callable[[User], Browser]


def brought(by: User, *, shared: bool) -> File:
    content = ContentFile("职称证书扫描件".encode(), "职称证书.txt")
    return take(by, content, agency=by.organisation, shared=shared)


def status(browse: Browse, user: User, file: File) -> int:
    answer = browse(user).get(f"/files/{file.pk}/")
    if answer.streaming:
        b"".join(answer)
    return answer.status_code


def test_a_colleague_does_not_open_what_was_not_shared(browse: Browse, technician: User, colleague: User) -> None:
    assert status(browse, colleague, brought(technician, shared=False)) == 404


def test_a_colleague_opens_what_is_for_everybody(browse: Browse, director: User, colleague: User) -> None:
    assert status(browse, colleague, brought(director, shared=True)) == 200


def test_who_brought_it_and_the_leads_open_it(
    browse: Browse, technician: User, director: User, quality_lead: User
) -> None:
    file = brought(technician, shared=False)
    assert [status(browse, user, file) for user in (technician, director, quality_lead)] == [200, 200, 200]


def test_another_agency_opens_none_of_it(browse: Browse, director: User, stranger: User) -> None:
    assert status(browse, stranger, brought(director, shared=True)) == 404
