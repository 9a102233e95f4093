"""Papers brought while the file store does not answer."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from ecosteward.accounts.models import User
from ecosteward.archive.models import Paper
from ecosteward.clients.models import Client
from ecosteward.files.models import File

Browse = Callable[[User], Browser]
Rows = Callable[[], int]


def _scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("营业执照.pdf", b"%PDF-1.4\n%%EOF\n")


def test_a_dropped_file_is_told_to_be_tried_later_and_leaves_nothing(
    technician: User, enterprise: Client, browse: Browse, store_lost: Callable[[], None], journal_rows: Rows
) -> None:
    before, browser = journal_rows(), browse(technician)
    store_lost()
    answer = browser.post(f"/archive/client/{enterprise.pk}/drop/", {"file": _scan(), "place": "E.1"})
    assert answer.status_code == 503
    assert "请过几分钟再试" in answer.json()["words"]
    assert not Paper.objects.exists()
    assert not File.objects.exists()
    assert journal_rows() == before


def test_a_form_with_a_file_comes_back_with_what_was_typed(
    technician: User, enterprise: Client, browse: Browse, store_lost: Callable[[], None], journal_rows: Rows
) -> None:
    before, browser = journal_rows(), browse(technician)
    store_lost()
    typed = {"file": _scan(), "place": "E.1", "title": "旧营业执照副本"}
    answer = browser.post(f"/archive/client/{enterprise.pk}/add/", typed)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "附件须重新选择" in page
    assert "旧营业执照副本" in page
    assert journal_rows() == before
