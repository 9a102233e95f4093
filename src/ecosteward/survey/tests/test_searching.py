"""The ledger's search: every part of what a finding says is found, and only that, from an index."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from ecosteward.accounts.models import User
from ecosteward.survey.models import Finding
from ecosteward.survey.queries.findings import maybe_saying

Browse = Callable[[User], Browser]

_LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")


@pytest.fixture
def said(alone: Finding) -> Finding:
    Finding.objects.filter(pk=alone.pk).update(
        number="JC-2026-0417-03", place="3 号危废间", text="甲乙 乙丙桶未贴标签（pH 超出6～9），编号 ab-12"
    )
    return alone


def _found(browser: Browser, word: str) -> bool:
    return bool(browser.get(reverse("survey:findings"), {"q": word}).context["lines"])


@pytest.mark.parametrize(
    "word", ["桶", "桶未", "未贴标签", "PH", "ph", "超出6～9", "AB-1", "0417-0", "jc-2026", "号危废", "危废间 标签"]
)
def test_any_part_of_number_place_or_text_is_found_in_capitals_or_not(
    word: str, said: Finding, technician: User, browse: Browse
) -> None:
    assert _found(browse(technician), word), said.text


@pytest.mark.parametrize("word", ["甲乙丙", "危废间甲乙", "签桶", "无", "无此问题", "桶%", "标签 无此"])
def test_what_it_does_not_say_is_not_found_though_the_pairs_of_characters_be_there(
    word: str, said: Finding, technician: User, browse: Browse
) -> None:
    assert not _found(browse(technician), word), said.text


def test_part_of_the_enterprises_name_finds_its_findings_for_whoever_reads_many_and_not_for_its_own_people(
    said: Finding, technician: User, contact: User, browse: Browse
) -> None:
    name = said.client.name[1:4]
    assert _found(browse(technician), name)
    assert not _found(browse(contact), name)
    assert _found(browse(contact), "未贴标签")


@pytest.mark.django_db
def test_the_search_can_be_answered_from_the_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Finding.objects.filter(maybe_saying("标签")).order_by().explain()
    assert "survey_finding_said" in plan


class Pairs(TestCase):
    @given(before=st.text(_LETTERS), word=st.text(_LETTERS, min_size=2), after=st.text(_LETTERS))
    def test_a_text_has_every_pair_of_any_part_of_it(self, before: str, word: str, after: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT survey_pairs('', %s, %s) @> survey_pairs(%s)", ["x", f"{before}{word}{after}", word])
            assert cursor.fetchone() == (True,)
