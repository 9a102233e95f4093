"""A file store that does not answer while the site runs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client as Browser

from ecosteward.accounts.models import Organisation, User
from ecosteward.files.models import File
from ecosteward.files.services import chunks, destroy, take
from ecosteward.files.storage import LostStoreError
from ecosteward.files.tasks import tidy

PDF = b"%PDF-1.4\n%%EOF\n"
Rows = Callable[[], int]


def test_a_file_that_cannot_be_kept_leaves_no_record(
    agency: Organisation, store_lost: Callable[[], None], journal_rows: Rows
) -> None:
    before = journal_rows()
    store_lost()
    with pytest.raises(LostStoreError, match="请过几分钟再试"):
        take(None, ContentFile(PDF, "营业执照.pdf"), agency=agency)
    assert not File.objects.exists()
    assert journal_rows() == before


def test_a_disk_that_takes_nothing_is_told_alike(agency: Organisation, settings: Any) -> None:
    settings.MEDIA_ROOT.write_text("a file where the folder should be")
    with pytest.raises(LostStoreError, match="请过几分钟再试"):
        take(None, ContentFile(PDF, "营业执照.pdf"), agency=agency)
    assert not File.objects.exists()


def test_somebody_who_opens_a_file_is_told_to_try_later(
    technician: User, pdf: File, browse: Callable[[User], Browser], store_lost: Callable[[], None]
) -> None:
    store_lost()
    answer = browse(technician).get(f"/files/{pdf.pk}/")
    assert answer.status_code == 503
    assert "文件库现在不能用" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_destruction_stands_and_the_bytes_go_once_the_store_answers_again(
    quality_lead: User, pdf: File, settings: Any, store_lost: Callable[[], None]
) -> None:
    key, here = pdf.key, settings.STORAGES
    store_lost()
    destroy(quality_lead, pdf, reason="销毁清册")
    assert File.objects.get().destroyed_on is not None
    settings.STORAGES = here
    assert default_storage.exists(key)
    tidy.func(timestamp=0)
    assert not default_storage.exists(key)


def test_bytes_that_another_file_shares_are_not_tidied_away(quality_lead: User, pdf: File) -> None:
    again = take(None, ContentFile(b"".join(chunks(pdf)), "又一份.pdf"), agency=pdf.agency)
    destroy(quality_lead, pdf, reason="销毁清册")
    tidy.func(timestamp=0)
    assert default_storage.exists(again.key)
