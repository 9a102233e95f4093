"""`steward standard show` prints the whole edition."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

KEYS = ["normative_references", "B1", "B2", "C", "D", "E", "F", "G", "requirements", "slips"]


def run(*args: str) -> str:
    out = StringIO()
    call_command("standard", *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def shown() -> dict[str, list[dict[str, Any]]]:
    data: dict[str, list[dict[str, Any]]] = json.loads(run("show", "--format", "json"))
    return data


def test_the_top_level_keys_are_the_printed_tables(shown: dict[str, list[dict[str, Any]]]) -> None:
    assert list(shown) == KEYS


def test_each_table_has_its_printed_count(shown: dict[str, list[dict[str, Any]]]) -> None:
    counts = {key: len(rows) for key, rows in shown.items() if key not in ("requirements", "slips")}
    assert counts == {"normative_references": 25, "B1": 19, "B2": 11, "C": 21, "D": 13, "E": 35, "F": 5, "G": 6}


def test_every_row_carries_id_number_name_norms_and_items(shown: dict[str, list[dict[str, Any]]]) -> None:
    for key in KEYS[:-1]:
        for row in shown[key]:
            assert row["id"]
            assert row.get("no") or row.get("code")
            assert row.get("name") or row.get("title")
            assert isinstance(row["norms"], list)
            assert isinstance(row["items"], list)


def test_rows_of_b1_carry_their_stage_and_rows_of_c_d_and_e_their_category(
    shown: dict[str, list[dict[str, Any]]],
) -> None:
    assert all(row["stage"] for row in shown["B1"])
    assert all(row["category"] for table in "CDE" for row in shown[table])


def test_d_marks_which_services_of_c_its_first_rows_stand_for(shown: dict[str, list[dict[str, Any]]]) -> None:
    standing = [row for row in shown["D"] if row.get("stands_for")]
    assert [row["id"] for row in standing] == ["D.1", "D.2", "D.3"]
    assert {each for row in standing for each in row["stands_for"]} < {row["id"] for row in shown["C"]}


def test_points_are_numbers_with_their_printed_sign(shown: dict[str, list[dict[str, Any]]]) -> None:
    points = {item["id"]: item["points"] for row in shown["G"] for item in row["items"]}
    assert (points["G.1.1.a"], points["G.2.1.f"], points["G.4.1.d"]) == (0.5, -3.0, -2.0)


def test_the_text_form_names_every_service() -> None:
    text = run("show")
    assert "B1.05  项目建设阶段 · 排污许可证服务  [HJ 942、HJ 944]" in text
    assert "G.2.1.f  服务单位出现恶意市场营销（-3）" in text


def test_check_says_the_edition_is_sound() -> None:
    assert "无误" in run("check")


def test_an_unknown_edition_is_an_error_that_names_it() -> None:
    with pytest.raises(CommandError, match="没有版本“moon_2099”"):
        run("show", "--edition", "moon_2099")
