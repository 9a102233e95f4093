"""A visit in each state, and photographs that carry what a phone writes into them."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Protocol

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from ecosteward.accounts.models import Organisation, Role, User
from ecosteward.clients.models import Client
from ecosteward.survey import services
from ecosteward.survey.models import Finding, Verdict, Visit
from ecosteward.survey.queries.checklist import item_ids

Photo = Callable[..., SimpleUploadedFile]


class Enrols(Protocol):
    def __call__(self, organisation: Organisation, role: Role, name: str) -> User: ...


class MakesVisits(Protocol):
    def __call__(self, *topics: str) -> Visit: ...


def jpeg(name: str = "现场.jpg", colour: str = "grey", *, located: bool = False) -> SimpleUploadedFile:
    """Return a small photograph; a located one says 2026-03-18 10:21:00 at 34.27 N 117.18 E."""
    image, out, exif = Image.new("RGB", (64, 48), colour), io.BytesIO(), Image.Exif()
    if located:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:03:18 10:21:00"
        place = exif.get_ifd(ExifTags.IFD.GPSInfo)
        place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", (34.0, 16.0, 12.0)
        place[ExifTags.GPS.GPSLongitudeRef], place[ExifTags.GPS.GPSLongitude] = "E", (117.0, 10.0, 48.0)
    image.save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


@pytest.fixture
def photo() -> Photo:
    return jpeg


@pytest.fixture
def started(technician: User, project_lead: User, enterprise: Client) -> MakesVisits:
    """Begin a visit of the topics named; one small topic by default."""

    def make(*topics: str) -> Visit:
        visit = services.plan_visit(
            technician,
            enterprise,
            dt.date(2026, 3, 18),
            [technician, project_lead],
            topics=topics or ("B2.05",),
            escort="宋岚 环保主管",
            production="normal",
            load=80,
        )
        services.start_visit(technician, visit)
        return visit

    return make


@pytest.fixture
def answered(technician: User, started: MakesVisits) -> MakesVisits:
    """Answer every item of a visit as 符合."""

    def make(*topics: str) -> Visit:
        visit = started(*topics)
        for item in sorted(item_ids(visit)):
            services.answer(technician, visit, item, Verdict.CONFORMING)
        return visit

    return make


@pytest.fixture
def alone(technician: User, enterprise: Client) -> Finding:
    """Be a finding raised without a visit, 待整改."""
    said = services.Judgement("17 只吨桶无标签", "危废暂存间")
    return services.raise_finding(technician, enterprise, "B2.10", said, item_id="B2.10.05")


@pytest.fixture
def finding(technician: User, answered: MakesVisits) -> Finding:
    """Be a finding a visit raised, 待整改."""
    visit = answered()
    services.answer(technician, visit, "B2.05.04", Verdict.FAILED, "年度报告缺第三章", [jpeg()], place="环保办公室")
    (found,) = services.submit_visit(technician, visit)
    return Finding.objects.get(pk=found.pk)
