"""A file store whose process dies while it writes."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from ecosteward.accounts.models import Organisation
from ecosteward.files.models import File
from ecosteward.files.services import take
from ecosteward.files.tasks import tidy
from ecosteward.ops.tests.dying import killed

TAKE = """
from django.core.files.base import ContentFile
from ecosteward.accounts.models import Organisation
from ecosteward.files.services import take
from ecosteward.files.tasks import tidy
from ecosteward.files.tests.test_killed import BYTES
take(None, ContentFile(BYTES, "监测报告.pdf"), agency=Organisation.objects.get(pk={agency}))
"""
BYTES = b"%PDF-1.4\n1 0 obj<<>>endobj\n".ljust(3_000_000, b" ") + b"\n%%EOF\n"
HALF_WAY = "os.fsync = die"  # written, perhaps not yet on the disk, and still under its passing name


@pytest.mark.django_db(transaction=True)
def test_a_file_killed_while_it_is_kept_has_neither_name_nor_record_and_can_be_brought_again(
    agency: Organisation, settings: Any
) -> None:
    killed(TAKE.format(agency=agency.pk), HALF_WAY)
    left = [path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert [name for name in left if not name.endswith(".part")] == []
    assert not File.objects.exists()
    file = take(None, ContentFile(BYTES, "监测报告.pdf"), agency=agency)
    with default_storage.open(file.key) as kept:
        assert kept.read() == BYTES


def test_what_a_killed_writer_left_goes_after_a_day_and_what_is_being_written_stays(db: None, settings: Any) -> None:
    folder = Path(settings.MEDIA_ROOT) / "sha256" / "ab"
    folder.mkdir(parents=True)
    old, fresh, kept = (folder / name for name in (".tmp1.part", ".tmp2.part", "ab12"))
    for path in (old, fresh, kept):
        path.write_bytes(b"%PDF")
    for path in (old, kept):
        os.utime(path, (0, 0))
    tidy.func(timestamp=0)
    assert sorted(folder.iterdir()) == [fresh, kept]
