"""The agency's pages as people use them."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ecosteward.accounts.models import Organisation, Role, User
from ecosteward.agency import queries, services
from ecosteward.agency.models import Appraisal, Certificate, CreditCheck, StaffRecord, SystemPaper, Training
from ecosteward.agency.tests.conftest import PDF, Files

Browse = Callable[[User], Browser]
EVERY_PAGE = ["overview", "staff", "trainings", "papers"]


def upload(name: str = "证书.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_everybody_of_the_agency_reads_the_agencys_pages(browse: Browse, colleague: User, page: str) -> None:
    assert browse(colleague).get(reverse(f"agency:{page}")).status_code == 200


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_a_client_reads_none_of_the_agencys_pages(browse: Browse, contact: User, page: str) -> None:
    assert browse(contact).get(reverse(f"agency:{page}")).status_code == 403
