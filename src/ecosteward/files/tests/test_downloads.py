import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client as Browser
from django.utils import timezone
from PIL import Image

from ecosteward.accounts.models import Organisation, User
from ecosteward.clients.models import Client
from ecosteward.files.models import File
from ecosteward.files.services import share, take

Browse = Callable[[User], Browser]


def fetch(browser: Browser, address: str) -> Any:
    """Return an answer with its whole content read."""
    response: Any = browser.get(address)
    if response.streaming:
        response.whole = b"".join(response)
    return response


@pytest.fixture
def photo(agency: Organisation, enterprise: Client) -> File:
    out = io.BytesIO()
    Image.new("RGB", (60, 40)).save(out, "PNG")
    return take(None, ContentFile(out.getvalue(), "现场 照片.png"), agency=agency, client_id=enterprise.pk)


@pytest.mark.parametrize("kind", ["", "thumbnail/"])
def test_only_those_who_serve_the_client_get_its_file(
    browse: Browse, photo: File, technician: User, colleague: User, stranger: User, contact: User, kind: str
) -> None:
    address = f"/files/{photo.pk}/{kind}"
    assert fetch(browse(technician), address).status_code == 200
    for person in (colleague, stranger, contact):
        assert fetch(browse(person), address).status_code == 404
    assert Browser().get(address).status_code == 302


def test_the_client_gets_a_file_once_it_is_shared(browse: Browse, photo: File, technician: User, contact: User) -> None:
    share(technician, photo)
    assert fetch(browse(contact), f"/files/{photo.pk}/").status_code == 200


def test_a_file_comes_under_its_chinese_name(browse: Browse, pdf: File, technician: User) -> None:
    response = fetch(browse(technician), f"/files/{pdf.pk}/?save")
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E8%90%A5%E4%B8%9A%E6%89%A7%E7%85%A7.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.whole.startswith(b"%PDF")


def test_a_name_cannot_break_out_of_the_header(browse: Browse, pdf: File, technician: User) -> None:
    File.objects.filter(pk=pdf.pk).update(name='a";\r\nSet-Cookie: x=1; ".pdf')
    disposition = fetch(browse(technician), f"/files/{pdf.pk}/?save")["Content-Disposition"]
    assert "\n" not in disposition
    assert "Set-Cookie:" not in disposition


def test_a_picture_opens_in_the_browser_walled_off(browse: Browse, photo: File, technician: User) -> None:
    response = fetch(browse(technician), f"/files/{photo.pk}/")
    assert response["Content-Disposition"].startswith("inline")
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_table_never_opens_in_the_browser(browse: Browse, agency: Organisation, technician: User) -> None:
    table = take(technician, ContentFile(b"<script>1</script>", "数据.csv"), agency=agency)
    response = fetch(browse(technician), f"/files/{table.pk}/")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "text/csv"


def test_lost_bytes_are_told_in_words(browse: Browse, pdf: File, technician: User, settings: Any) -> None:
    (Path(settings.MEDIA_ROOT) / pdf.key).unlink()
    response = fetch(browse(technician), f"/files/{pdf.pk}/")
    assert response.status_code == 404
    assert "找不到「营业执照.pdf」的原件" in response.content.decode()


def test_a_destroyed_file_says_when_it_went(browse: Browse, pdf: File, technician: User) -> None:
    File.objects.filter(pk=pdf.pk).update(destroyed_on=timezone.localdate())
    response = fetch(browse(technician), f"/files/{pdf.pk}/")
    assert response.status_code == 410
    assert "销毁清册" in response.content.decode()
