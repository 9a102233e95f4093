"""The whole list, edited and saved at once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser

from ecosteward.accounts.door import RefusedError
from ecosteward.accounts.models import User
from ecosteward.archive.models import SlotState
from ecosteward.archive.queries import sheet
from ecosteward.archive.rules.sheet import Line, Tick, faults, tidy
from ecosteward.archive.services import file_on_slot, set_slot, set_slots
from ecosteward.archive.tests.conftest import Scan
from ecosteward.clients.models import Client
from ecosteward.journal.models import Entry
from ecosteward.journal.services import StaleError

Browse = Callable[[User], Browser]
Rows = Callable[[], int]
NO = {"electronic": False, "electronic_reason": "不涉及", "on_paper": False, "on_paper_reason": "不涉及"}


def shown(browser: Browser, client: Client) -> dict[str, Any]:
    """Return what a browser would send back of the list it was shown, untouched."""
    form = browser.get(f"/archive/client/{client.pk}/edit/").context["form"]
    data: dict[str, Any] = {}
    for name in form.fields:
        bound = form[name]
        data[bound.html_name] = bound.initial
        if form.fields[name].show_hidden_initial:
            data[bound.html_initial_name] = bound.initial
    return data


def save(browser: Browser, client: Client, data: dict[str, Any]) -> Any:
    return browser.post(f"/archive/client/{client.pk}/edit/", data)


def state(client: Client, slot: str) -> tuple[bool | None, str, bool | None, str]:
    found = SlotState.objects.get(client=client, slot_id=slot)
    return found.electronic, found.electronic_reason, found.on_paper, found.on_paper_reason


def test_the_whole_list_is_saved_with_one_press(
    technician: User, enterprise: Client, scan: Scan, browse: Browse
) -> None:
    file_on_slot(technician, enterprise, "E.1", scan())
    browser = browse(technician)
    data = shown(browser, enterprise)
    for name in data:
        kind, mark, slot = name.partition("-")
        if mark and kind in {"e", "p"} and (kind, slot) != ("e", "E.1"):
            data |= {name: "no", f"{kind}r-{slot}": "企业尚未提供"}
    assert save(browser, enterprise, data).status_code == 302
    assert SlotState.objects.count() == 35
    assert not sheet(enterprise).unsaid
    assert state(enterprise, "E.1") == (True, "", False, "企业尚未提供")
    assert state(enterprise, "E.9-14") == (False, "企业尚未提供", False, "企业尚未提供")


def test_only_rows_somebody_touched_are_saved(
    technician: User, enterprise: Client, browse: Browse, journal_rows: Rows
) -> None:
    browser = browse(technician)
    before = journal_rows()
    assert save(browser, enterprise, shown(browser, enterprise)).status_code == 302
    assert journal_rows() == before
    save(browser, enterprise, shown(browser, enterprise) | {"p-E.5": "yes"})
    assert journal_rows() == before + 1
    assert state(enterprise, "E.5") == (None, "", True, "")


def test_a_reason_alone_means_no(technician: User, enterprise: Client, browse: Browse) -> None:
    browser = browse(technician)
    save(browser, enterprise, shown(browser, enterprise) | {"er-E.5": " 不涉及 "})
    assert state(enterprise, "E.5") == (False, "不涉及", None, "")


def test_a_tick_drops_the_reason_that_stood_there(technician: User, enterprise: Client, browse: Browse) -> None:
    set_slot(technician, enterprise, "E.5", **NO)  # type: ignore[arg-type]  # mixed values
    browser = browse(technician)
    save(browser, enterprise, shown(browser, enterprise) | {"p-E.5": "yes"})
    assert state(enterprise, "E.5") == (False, "不涉及", True, "")


def test_a_row_that_cannot_be_saved_stops_all_and_loses_nothing_typed(
    technician: User, enterprise: Client, browse: Browse, journal_rows: Rows
) -> None:
    browser = browse(technician)
    before = journal_rows()
    typed = {"p-E.1": "yes", "p-E.2-1": "no", "e-E.3-1": "yes", "er-E.5": "不涉及<b>"}
    answer = save(browser, enterprise, shown(browser, enterprise) | typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "有 2 行还不能保存" in page
    assert "纸质档填“否”须说明原因" in page
    assert "电子档打“√”须先有电子文件" in page
    assert "不涉及&lt;b&gt;" in page
    assert answer.context["form"]["p-E.1"].value() == "yes"
    assert journal_rows() == before
    assert not SlotState.objects.exists()


def test_too_long_a_reason_is_told_beside_its_row(technician: User, enterprise: Client, browse: Browse) -> None:
    browser = browse(technician)
    answer = save(browser, enterprise, shown(browser, enterprise) | {"pr-E.5": "长" * 121})
    assert answer.status_code == 422
    assert "不能超过 120 个字" in answer.content.decode()


def test_empty_cells_are_filled_for_the_person_to_look_over(
    technician: User, enterprise: Client, scan: Scan, browse: Browse
) -> None:
    file_on_slot(technician, enterprise, "E.1", scan())
    browser = browse(technician)
    fill = {
        "fill": "",
        "fill_reason": "企业尚未提供",
        "fill_column": ["e", "p"],
        "p-E.2-1": "yes",
        "er-E.5": "正在办理",
    }
    answer = save(browser, enterprise, shown(browser, enterprise) | fill)
    form = answer.context["form"]
    assert not SlotState.objects.filter(on_paper=False).exists()
    assert [form[name].value() for name in ("e-E.1", "p-E.1", "pr-E.1")] == ["yes", "no", "企业尚未提供"]
    assert [form[name].value() for name in ("p-E.2-1", "pr-E.2-1")] == ["yes", ""]
    assert form["er-E.5"].value() == "正在办理"
    assert form["e-E.9-14"].value() == "no"


def test_filling_without_a_reason_fills_nothing(technician: User, enterprise: Client, browse: Browse) -> None:
    browser = browse(technician)
    answer = save(browser, enterprise, shown(browser, enterprise) | {"fill": "", "fill_column": ["e"]})
    assert "请先写明原因" in answer.content.decode()
    assert not answer.context["form"]["e-E.5"].value()


def test_the_second_of_two_savers_is_shown_the_difference_and_saves_knowingly(
    technician: User, director: User, enterprise: Client, browse: Browse, journal_rows: Rows
) -> None:
    mine, theirs = browse(technician), browse(director)
    data = shown(mine, enterprise) | {"pr-E.5": "不涉及", "p-E.1": "yes"}
    save(theirs, enterprise, shown(theirs, enterprise) | {"p-E.5": "yes", "pr-E.7": "正在办理"})
    before = journal_rows()
    answer = save(mine, enterprise, data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "别人已经保存过" in page
    assert "否（不涉及）" in page
    assert journal_rows() == before
    assert save(mine, enterprise, data | {"v-E.5": answer.context["form"]["v-E.5"].value()}).status_code == 302
    assert state(enterprise, "E.5")[2:] == (False, "不涉及")
    assert state(enterprise, "E.7")[2:] == (False, "正在办理")
    assert state(enterprise, "E.1")[2] is True


def test_what_others_changed_elsewhere_is_left_alone(
    technician: User, director: User, enterprise: Client, browse: Browse
) -> None:
    mine, theirs = browse(technician), browse(director)
    data = shown(mine, enterprise)
    save(theirs, enterprise, shown(theirs, enterprise) | {"p-E.5": "yes"})
    assert save(mine, enterprise, data | {"p-E.1": "yes"}).status_code == 302
    assert state(enterprise, "E.5")[2] is True


def test_two_who_record_a_row_for_the_first_time_at_once_are_told(technician: User, enterprise: Client) -> None:
    set_slot(technician, enterprise, "E.5", **NO)  # type: ignore[arg-type]  # mixed values
    with pytest.raises(StaleError):
        set_slots(technician, enterprise, [Line("E.5", Tick(), Tick(True), version=0)])


def test_who_may_not_keep_the_list_changes_nothing(
    contact: User, colleague: User, stranger: User, enterprise: Client, browse: Browse, journal_rows: Rows
) -> None:
    before = journal_rows()
    for person in (contact, colleague, stranger):
        with pytest.raises(RefusedError):
            set_slot(person, enterprise, "E.5", **NO)  # type: ignore[arg-type]  # mixed values
    assert browse(contact).get(f"/archive/client/{enterprise.pk}/edit/").status_code == 403
    assert browse(stranger).get(f"/archive/client/{enterprise.pk}/edit/").status_code == 404
    assert journal_rows() == before


def test_recording_a_row_is_one_row_of_the_journal(technician: User, enterprise: Client, journal_rows: Rows) -> None:
    before = journal_rows()
    set_slot(technician, enterprise, "E.5", **NO)  # type: ignore[arg-type]  # mixed values
    assert journal_rows() == before + 1
    assert Entry.objects.latest("pk").action == "slot.recorded"


def test_one_bad_line_of_many_saves_none(technician: User, enterprise: Client) -> None:
    good, bad = Line("E.1", Tick(), Tick(True)), Line("E.5", Tick(), Tick(False, " "))
    with pytest.raises(ValidationError):
        set_slots(technician, enterprise, [good, bad])
    assert not SlotState.objects.exists()


def test_a_line_says_all_that_is_wrong_with_it() -> None:
    line = Line("E.1", Tick(True), Tick(False))
    assert len(faults(line, has_file=False)) == 2
    assert faults(Line("E.1", Tick(True), Tick(False, "不涉及")), has_file=True) == []
    assert tidy(Tick(True, "旧原因")) == Tick(True)
    assert [Tick(True).words, Tick(False, "不涉及").words, Tick().words] == ["√", "否（不涉及）", ""]
