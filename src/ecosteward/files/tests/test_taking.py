import hashlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.base import File as Content
from django.core.files.storage import default_storage
from moto import mock_aws
from PIL import Image

from ecosteward.accounts.models import Organisation, User
from ecosteward.clients.models import Client
from ecosteward.files.models import File
from ecosteward.files.services import chunks, destroy, made, take
from ecosteward.files.storage import LostStoreError

BYTES = b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n"


def stored(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_file_is_kept_under_its_digest(agency: Organisation, technician: User, settings: Any) -> None:
    file = take(technician, ContentFile(BYTES, " 营业执照.pdf "), agency=agency)
    assert file.name == "营业执照.pdf"
    assert file.sha256 == hashlib.sha256(BYTES).hexdigest()
    assert (file.size, file.media_type, file.brought_by) == (len(BYTES), "application/pdf", technician)
    assert b"".join(chunks(file)) == BYTES


def test_the_same_content_twice_is_stored_once(agency: Organisation, settings: Any) -> None:
    one = take(None, ContentFile(BYTES, "一.pdf"), agency=agency)
    two = take(None, ContentFile(BYTES, "二.pdf"), agency=agency)
    assert (one.pk, one.key) != (two.pk, two.key[:-1])
    assert one.key == two.key
    assert len(stored(settings.MEDIA_ROOT)) == 1


def test_a_refused_file_leaves_nothing(agency: Organisation, settings: Any, journal_rows: Callable[[], int]) -> None:
    before = journal_rows()
    for name, content in [("空.pdf", b""), ("a/b.pdf", BYTES), ("假.pdf", b"MZ" + BYTES), ("断.pdf", BYTES[:20])]:
        upload = ContentFile(content)
        upload.name = name
        with pytest.raises(ValidationError, match="「"):
            take(None, upload, agency=agency)
    assert not File.objects.exists()
    assert journal_rows() == before
    assert stored(Path(settings.MEDIA_ROOT)) == []


def test_a_file_over_the_limit_is_refused_before_it_is_read(agency: Organisation, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 10
    with pytest.raises(ValidationError, match="超过上限"):
        take(None, ContentFile(BYTES, "大.pdf"), agency=agency)


def test_a_photo_gets_a_small_copy(agency: Organisation) -> None:
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "green").save(out, "JPEG")
    file = take(None, ContentFile(out.getvalue(), "现场.jpg"), agency=agency)
    with default_storage.open(file.thumbnail_key) as small:
        assert Image.open(small).size == (480, 320)


def test_a_photo_that_a_browser_cannot_show_is_kept_without_one(agency: Organisation) -> None:
    file = take(None, ContentFile(b"\x00\x00\x00\x18ftypheic" + b"\0" * 64, "现场.HEIC"), agency=agency)
    assert not file.is_image
    assert not default_storage.exists(file.thumbnail_key)


class Breaks(ContentFile[bytes]):
    """Stop giving bytes half way, as a full disk or a killed process would."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield self.read(10)
        raise OSError("no space left")


def test_a_write_that_breaks_off_leaves_no_bytes_under_the_name(settings: Any) -> None:
    with pytest.raises(LostStoreError, match="请过几分钟再试"):
        default_storage.save("sha256/ab/abc", Breaks(BYTES, "x"))
    assert not default_storage.exists("sha256/ab/abc")
    assert stored(settings.MEDIA_ROOT) == []


def test_bytes_found_cut_short_are_written_again(agency: Organisation, settings: Any) -> None:
    file = take(None, ContentFile(BYTES, "一.pdf"), agency=agency)
    path = Path(settings.MEDIA_ROOT) / file.key
    path.chmod(0o600)
    path.write_bytes(BYTES[:5])
    take(None, ContentFile(BYTES, "二.pdf"), agency=agency)
    assert b"".join(chunks(file)) == BYTES


def test_destroyed_bytes_go_only_when_the_step_is_saved(
    agency: Organisation, director: User, django_capture_on_commit_callbacks: Any
) -> None:
    file = take(None, ContentFile(BYTES, "一.pdf"), agency=agency)
    with django_capture_on_commit_callbacks() as callbacks:
        destroy(director, file, reason="清册 1")
    assert default_storage.exists(file.key)
    for callback in callbacks:
        callback()
    assert not default_storage.exists(file.key)
    assert File.objects.get().destroyed_on


def test_bytes_another_record_shares_are_not_destroyed(
    agency: Organisation, director: User, django_capture_on_commit_callbacks: Any
) -> None:
    file = take(None, ContentFile(BYTES, "一.pdf"), agency=agency)
    take(None, ContentFile(BYTES, "二.pdf"), agency=agency)
    with django_capture_on_commit_callbacks(execute=True):
        destroy(director, file, reason="清册 1")
    assert default_storage.exists(file.key)


def test_a_file_the_product_made_is_checked_like_any_other(agency: Organisation, enterprise: Client) -> None:
    with pytest.raises(ValidationError, match="空的"):
        made(None, "报告.docx", b"", agency=agency, client_id=enterprise.pk)


@pytest.fixture
def bucket(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Keep files in an S3 bucket, as the settings do where ECOSTEWARD_S3_BUCKET is set."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        bucket = boto3.resource("s3", region_name="us-east-1").create_bucket(Bucket="ecosteward-test")
        options = {"bucket_name": bucket.name, "region_name": "us-east-1", "file_overwrite": True}
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {"BACKEND": "ecosteward.files.object_storage.ObjectStorage", "OPTIONS": options},
        }
        yield bucket


def test_an_object_store_keeps_the_same_files(agency: Organisation, bucket: Any, settings: Any) -> None:
    file = take(None, ContentFile(BYTES, "营业执照.pdf"), agency=agency)
    take(None, ContentFile(BYTES, "又一份.pdf"), agency=agency)
    assert [item.key for item in bucket.objects.all()] == [file.key]
    assert b"".join(chunks(file)) == BYTES
    assert stored(Path(settings.MEDIA_ROOT)) == []


def test_bytes_lost_from_an_object_store_are_told(agency: Organisation, bucket: Any) -> None:
    file = take(None, ContentFile(BYTES, "营业执照.pdf"), agency=agency)
    bucket.Object(file.key).delete()
    with pytest.raises(FileNotFoundError):
        b"".join(chunks(file))


def test_an_upload_is_read_from_where_it_begins(agency: Organisation) -> None:
    content: Content[bytes] = ContentFile(BYTES, "一.pdf")
    content.read()
    assert take(None, content, agency=agency).sha256 == hashlib.sha256(BYTES).hexdigest()
