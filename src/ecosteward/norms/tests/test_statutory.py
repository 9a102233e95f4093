"""Statutory clocks."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.kernel.tables import table
from ecosteward.norms.statutory import OBLIGATIONS, basis, due

SIMPLE = [row["id"] for row in table("statutory_obligations") if row["kind"] not in {"permit", "hours"}]


def test_every_obligation_of_the_calendar_gives_a_date_or_asks_for_the_permit() -> None:
    for name in OBLIGATIONS:
        facts = {"obligation": name, "anchor": "2025-03-31"}
        if name in {"permit.report", "drill"}:
            with pytest.raises(RefusedError, match="由许可证、预案或地方规定载明"):
                due.run(facts)
        else:
            assert due.run(facts).outcome.item == OBLIGATIONS[name]


@pytest.mark.parametrize(
    ("obligation", "anchor", "expected"),
    [
        ("permit.expires", "2021-07-01", date(2026, 7, 1)),
        ("permit.renew", "2026-07-01", date(2026, 5, 2)),
        ("permit.change", "2025-01-15", date(2025, 2, 14)),
        ("registration.change", "2025-01-15", date(2025, 2, 4)),
        ("disclosure.yearly", "2025-12-31", date(2026, 3, 15)),
        ("disclosure.interim", "2025-09-30", date(2025, 10, 14)),
        ("waste.plan", "2026-01-01", date(2026, 3, 31)),
        ("waste.report.month", "2025-12-31", date(2026, 1, 15)),
        ("waste.report.quarter", "2025-09-30", date(2025, 10, 15)),
        ("waste.report.year", "2025-12-31", date(2026, 3, 31)),
        ("waste.manifest.keep", "2024-02-29", date(2034, 2, 28)),
        ("plan.review", "2024-02-29", date(2027, 2, 28)),
        ("audit.start", "2025-12-31", date(2026, 2, 28)),
        ("acceptance.publish", "2025-11-30", date(2026, 2, 28)),
        ("acceptance.publish.adjusted", "2025-11-30", date(2026, 11, 30)),
        ("eia.start", "2021-03-01", date(2026, 3, 1)),
        ("tax.quarter", "2025-06-30", date(2025, 7, 15)),
        ("demolition.file", "2025-10-20", date(2025, 9, 23)),
        ("ldar.repair", "2025-03-01", date(2025, 3, 16)),
        ("disclosure.audit", "2025-03-01", date(2028, 12, 31)),
        ("automatic.notice", "2025-03-01", date(2025, 3, 1)),
        ("archive.keep", "2025-03-01", date(2030, 3, 1)),
    ],
)
def test_the_clock_of_each_obligation(obligation: str, anchor: str, expected: date) -> None:
    assert due.run({"obligation": obligation, "anchor": anchor}).outcome.due == expected


def test_a_permit_lasts_five_years_and_is_renewed_sixty_days_before_not_three_and_thirty() -> None:
    rows = {row["id"]: row["offset"] for row in table("statutory_obligations")}
    assert (rows["permit.expires"], rows["permit.renew"]) == ("P5Y", "P60D")


def test_a_fault_of_the_automatic_monitor_is_mended_within_two_days_to_the_hour() -> None:
    found = due.run({"obligation": "automatic.repair", "anchor": "2025-03-01", "clock": "09:30"}).outcome
    assert found.due_at == datetime(2025, 3, 3, 9, 30)  # noqa: DTZ001  (local time of the plant)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("01-31", date(2026, 1, 31)),
        ("P30D", date(2026, 1, 30)),
        ("P1M", date(2026, 1, 31)),
        ("2026-02-10", date(2026, 2, 10)),
    ],
)
def test_what_the_permit_prints_goes_before_every_general_date(written: str, expected: date) -> None:
    facts = {"obligation": "permit.report", "anchor": "2025-12-31", "override": written, "override_source": "许可证"}
    result = due.run(facts)
    assert result.outcome.due == expected
    assert any(step.what == "许可证" for step in result.steps)


@pytest.mark.parametrize("written", ["02-30", "一月底", "P5W"])
def test_a_printed_date_that_cannot_be_read_is_refused(written: str) -> None:
    with pytest.raises(RefusedError, match="override"):
        due.run({"obligation": "permit.report", "anchor": "2025-12-31", "override": written})


@pytest.mark.parametrize(
    ("obligation", "anchor", "words", "superseded"),
    [
        ("waste.storage", "2025-08-14", "固体废物污染环境防治法第八十一条", ""),
        ("waste.storage", "2025-08-15", "生态环境法典第535条", "固体废物污染环境防治法第八十一条"),
        ("permit.expires", "2021-08-14", "排污许可管理条例第十四条", ""),
        ("permit.expires", "2021-08-15", "生态环境法典第182条；排污许可管理条例第十四条", ""),
        ("registration.expires", "2020-01-01", "法典施行前没有全国性规定", ""),
        ("registration.expires", "2024-01-01", "生态环境法典第186条", ""),
        ("waste.plan", "2027-01-01", "HJ 1259-2022 5.2.2", ""),
    ],
)
def test_the_basis_is_that_in_force_on_the_due_date(obligation: str, anchor: str, words: str, superseded: str) -> None:
    found = due.run({"obligation": obligation, "anchor": anchor}).outcome
    assert (found.basis, found.superseded) == (words, superseded)


def test_days_left_count_down_and_below_nothing() -> None:
    facts = {"obligation": "permit.change", "anchor": "2025-01-15"}
    left = [due.run(facts | {"today": today}).outcome.days_left for today in ("2025-02-10", "2025-02-14", "2025-02-20")]
    assert left == [4, 0, -6]


def test_a_date_in_a_year_whose_holidays_are_not_announced_says_so() -> None:
    found = due.run({"obligation": "disclosure.interim", "anchor": "2090-03-01"})
    assert not found.outcome.announced
    assert found.needs_check


def test_what_is_only_remembered_is_to_be_checked() -> None:
    assert due.run({"obligation": "tax.quarter", "anchor": "2025-06-30"}).needs_check
    assert not due.run({"obligation": "permit.renew", "anchor": "2025-06-30"}).needs_check


def test_an_obligation_that_there_is_not_is_refused() -> None:
    with pytest.raises(RefusedError, match="obligation（事项）"):
        due.run({"obligation": "nothing", "anchor": "2025-01-01"})


@pytest.mark.parametrize(("on", "words"), [("2026-08-14", "环保法55；部令24"), ("2026-08-15", "生态环境法典第140条")])
def test_a_duty_has_the_old_act_before_the_codex_and_the_codex_since(on: str, words: str) -> None:
    found = basis.run({"words": "信息披露", "on": on}).outcome.found
    assert found[0].basis.replace(";", "；") == words


def test_a_duty_that_is_not_found_is_refused() -> None:
    with pytest.raises(RefusedError, match="请换一个关键词"):
        basis.run({"words": "星际航行", "on": "2026-01-01"})


@given(st.sampled_from(SIMPLE), st.dates(date(2018, 1, 1), date(2040, 1, 1)), st.integers(0, 400))
def test_a_later_start_never_ends_earlier(obligation: str, anchor: date, days: int) -> None:
    facts: dict[str, Any] = {"obligation": obligation}
    early, late = (due.run(facts | {"anchor": anchor + timedelta(days=each)}).outcome.due for each in (0, days))
    assert early <= late
