"""The list, the alarm's page, the settings of an agency, as people use them."""

import datetime as dt
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from ecosteward.accounts.models import User
from ecosteward.journal.models import Entry
from ecosteward.monitoring.models import Alarm, AlarmRule, AlarmState, Channel, Level, Point, Sending, Series
from ecosteward.monitoring.rules.signs import Cause
from ecosteward.monitoring.services import alarms
from ecosteward.monitoring.tests.alarms.conftest import MakesSigns
from ecosteward.monitoring.tests.alarms.robots import Robot, robot
from ecosteward.survey.models import Finding

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Browser]
Rows = Callable[[], int]
LIST = "/monitoring/alarms/"


def rows(answer: Any) -> list[Any]:
    return [line.row for line in answer.context["lines"]]


def go(browser: Browser, alarm: Alarm, step: str, **given: str) -> Any:
    return browser.post(reverse("monitoring:alarm_step", args=[alarm.pk, step]), given)


def test_everybody_sees_their_own_alarms_and_nobody_anothers(
    alarm: Alarm, technician: User, contact: User, officer: User, colleague: User, stranger: User, browse: Browse
) -> None:
    page = reverse("monitoring:alarm", args=[alarm.pk])
    for person in (technician, contact, officer):
        assert rows(browse(person).get(LIST)) == [alarm]
        assert browse(person).get(page).status_code == 200
    for person in (colleague, stranger):
        assert rows(browse(person).get(LIST)) == []
        assert browse(person).get(page).status_code == 404


def test_what_was_typed_for_a_step_that_was_overtaken_is_shown_again(
    alarm: Alarm, technician: User, project_lead: User, browse: Browse, journal_rows: Rows
) -> None:
    seen = str(alarm.version)
    alarms.acknowledge(project_lead, alarm, "在查")
    before = journal_rows()
    late = go(browse(technician), alarm, "acknowledge", version=seen, text="已通知车间停炉")
    assert late.status_code == 409
    for words in ("没有办理：别人刚刚办理过这条报警", "已通知车间停炉"):
        assert words in late.content.decode()
    assert journal_rows() == before


def test_a_step_that_is_not_there_any_more_is_refused_to_who_saw_how_it_stands(
    alarm: Alarm, technician: User, project_lead: User, browse: Browse, journal_rows: Rows
) -> None:
    alarms.acknowledge(project_lead, alarm, "在查")
    before = journal_rows()
    version = str(Alarm.objects.get(pk=alarm.pk).version)
    assert go(browse(technician), alarm, "acknowledge", version=version, text="好").status_code == 403
    assert journal_rows() == before


def test_the_list_costs_the_same_however_long_it_is(sign: MakesSigns, technician: User, browse: Browse) -> None:
    browser = browse(technician)
    alarms.take([sign(stage="1")])
    browser.get(LIST)
    with CaptureQueriesContext(connection) as few:
        browser.get(LIST)
    alarms.take([sign(stage=f"{n}") for n in range(2, 30)])
    with CaptureQueriesContext(connection) as many:
        answer = browser.get(LIST)
    assert len(rows(answer)) == 29
    assert len(many) == len(few)


def test_it_is_narrowed_by_state_level_cause_and_client(
    sign: MakesSigns, technician: User, alarm: Alarm, browse: Browse
) -> None:
    alarms.take([sign(Cause.FROZEN), sign(Cause.JUMP), sign(Cause.JUMP, hour=1, standing=False)])
    frozen, jump = Alarm.objects.get(cause=Cause.FROZEN), Alarm.objects.get(cause=Cause.JUMP)
    alarms.close(technician, frozen, "已校准")
    browser = browse(technician)
    found = {
        "": {alarm, jump},
        "state=all": {alarm, frozen, jump},
        "state=closed": {frozen},
        "state=standing": {alarm},
        "state=gone": {jump},
        f"level={Level.ALARM}": {alarm},
        "cause=jump": {jump},
        f"client={alarm.client_id}&state=all": {alarm, frozen, jump},
        "q=锅炉": {alarm, jump},
        "q=没有的": set(),
    }
    for query, expected in found.items():
        assert set(rows(browser.get(f"{LIST}?{query}"))) == expected, query


def test_it_is_sent_as_excel_with_what_each_rests_on(alarm: Alarm, technician: User, browse: Browse) -> None:
    sent = browse(technician).get(f"{LIST}?export=xlsx").content
    sheet: Any = load_workbook(io.BytesIO(sent)).active
    heads, row = ([cell.value for cell in line] for line in sheet.iter_rows(max_row=2))
    said = dict(zip(heads, row, strict=True))
    assert (said["企业"], said["因子"], said["数值"], said["依据"]) == (
        "彭城精细化工有限公司",
        "二氧化硫",
        61.2,
        "GB 13271-2014 表3",
    )


def test_the_ticked_are_acknowledged_as_far_as_one_may(
    sign: MakesSigns, alarm: Alarm, technician: User, officer: User, browse: Browse, journal_rows: Rows
) -> None:
    alarms.take([sign(Cause.FROZEN)])
    both = {"row": [each.pk for each in Alarm.objects.all()]}
    before = journal_rows()
    browse(officer).post(reverse("monitoring:acknowledge_many"), both)
    assert journal_rows() == before
    browse(technician).post(reverse("monitoring:acknowledge_many"), both)
    assert journal_rows() == before + 2
    assert not Alarm.objects.filter(state=AlarmState.OPEN).exists()
    browse(technician).post(reverse("monitoring:acknowledge_many"), both)
    assert journal_rows() == before + 2


def test_the_page_opens_the_one_step_that_is_due(
    alarm: Alarm, sign: MakesSigns, technician: User, contact: User, officer: User, browse: Browse
) -> None:
    url, browser = reverse("monitoring:alarm", args=[alarm.pk]), browse(technician)

    def due(who: Browser) -> list[str]:
        return [panel.step for panel in who.get(url).context["panels"] if panel.due]

    assert f"/monitoring/points/{alarm.point_id}/?at=2026-06-15T12:00&amp;series=" in browser.get(url).content.decode()
    assert (due(browser), due(browse(contact)), due(browse(officer))) == (["acknowledge"], ["acknowledge"], [])
    assert go(browse(contact), alarm, "acknowledge", text="正在检查脱硫塔").status_code == 302
    assert (due(browser), due(browse(contact))) == (["turn"], [])
    alarms.take([sign(hour=1, standing=False)])
    assert due(browser) == ["close"]
    assert "正在检查脱硫塔" in browser.get(url).content.decode()


def test_only_who_may_close_an_alarm_is_told_that_it_may_be_closed(
    alarm: Alarm, technician: User, contact: User, browse: Browse
) -> None:
    alarms.acknowledge(technician, alarm, "在查")
    Alarm.objects.filter(pk=alarm.pk).update(gone_at=timezone.now())
    page = reverse("monitoring:alarm", args=[alarm.pk])
    assert "已恢复正常，可以关闭" in browse(technician).get(page).content.decode()
    theirs = browse(contact).get(page).content.decode()
    assert "已恢复正常" in theirs
    assert "可以关闭" not in theirs


def test_a_closed_alarm_shows_no_empty_badge_and_no_empty_card(alarm: Alarm, technician: User, browse: Browse) -> None:
    browser = browse(technician)
    go(browser, alarm, "close", text="已更换喷淋泵")
    page = browser.get(reverse("monitoring:alarm", args=[alarm.pk])).content.decode()
    assert "已更换喷淋泵" in page
    assert ">—</span>" not in page
    assert "card do" not in page


def test_bad_input_says_what_to_do_and_keeps_what_was_typed(
    alarm: Alarm, technician: User, browse: Browse, journal_rows: Rows
) -> None:
    browser, before = browse(technician), journal_rows()
    silent = go(browser, alarm, "silence", until="2020-01-01T00:00", text="更换喷淋泵")
    assert silent.status_code == 422
    assert "静音时间应在现在之后" in silent.content.decode()
    assert "更换喷淋泵" in silent.content.decode()
    assert silent.content.decode().count('id="do"') == 1  # what is to be put right alone stands open
    assert "还没有恢复正常" in go(browser, alarm, "close", text=" ").content.decode()
    late = go(browser, alarm, "turn", text="超标", severity="serious", basis="GB 13271", due_on="2020-01-01")
    assert "整改期限不能早于发现日期" in late.content.decode()
    assert journal_rows() == before
    assert go(browser, alarm, "escalate").status_code == 404


def test_the_enterprise_that_posts_a_step_of_the_agencys_is_refused(
    alarm: Alarm, contact: User, stranger: User, browse: Browse, journal_rows: Rows
) -> None:
    before = journal_rows()
    assert go(browse(contact), alarm, "close", text="好了").status_code == 403
    assert go(browse(stranger), alarm, "acknowledge").status_code == 404
    assert journal_rows() == before


def test_one_press_makes_the_finding_that_the_page_proposes(alarm: Alarm, technician: User, browse: Browse) -> None:
    browser, url = browse(technician), reverse("monitoring:alarm", args=[alarm.pk])
    (panel,) = [each for each in browser.get(url).context["panels"] if each.step == "turn"]
    assert go(browser, alarm, "turn", **{**panel.form.initial, "due_on": ""}).status_code == 302
    finding = Finding.objects.get()
    assert finding.topic_id == "B2.08"
    page = browser.get(url).content.decode()
    assert f"已转为问题 {finding.number}" in page
    assert reverse("survey:finding", args=[finding.pk]) in page


def test_what_is_sent_is_shown_to_the_agency_alone(
    alarm: Alarm, technician: User, contact: User, browse: Browse
) -> None:
    channel = Channel.objects.create(agency=alarm.agency, name="运维群", kind="wecom", address="https://q.example/x")
    Sending.objects.create(alarm=alarm, channel=channel, event="raised-1", text="报警", answer="HTTP 200 ok")
    url = reverse("monitoring:alarm", args=[alarm.pk])
    assert "运维群" in browse(technician).get(url).content.decode()
    assert "运维群" not in browse(contact).get(url).content.decode()


SETTINGS = ("alarm_rules", "channels", "sendings", "new_alarm_rule", "new_channel")


@pytest.mark.parametrize("name", SETTINGS)
def test_only_who_leads_sets_up(
    name: str, point: Point, director: User, project_lead: User, technician: User, contact: User, browse: Browse
) -> None:
    for person in (director, project_lead):
        assert browse(person).get(reverse(f"monitoring:{name}")).status_code == 200
    for person in (technician, contact):
        assert browse(person).get(reverse(f"monitoring:{name}")).status_code == 403


def test_defaults_are_shown_then_made_ones_own_and_changed(
    director: User, technician: User, browse: Browse, journal_rows: Rows
) -> None:
    browser, page = browse(director), reverse("monitoring:alarm_rules")
    assert "≥ 80 % 许可量 → 提示" in browser.get(page).content.decode()
    before = journal_rows()
    adopt = reverse("monitoring:adopt_alarm_rules", args=[Cause.TOTAL])
    assert browse(technician).post(adopt).status_code == 403
    assert journal_rows() == before
    for _ in range(2):
        browser.post(adopt)
    assert journal_rows() == before + 3
    rule = AlarmRule.objects.get(threshold=80)
    form = {"cause": "total", "threshold": "75", "level": "2", "on": "on", "record_version": rule.version}
    assert browser.post(reverse("monitoring:alarm_rule", args=[rule.pk]), form).status_code == 302
    assert "≥ 75 % 许可量 → 预警" in browser.get(page).content.decode()
    browser.post(reverse("monitoring:drop_alarm_rule", args=[rule.pk]))
    assert AlarmRule.objects.count() == 2
    assert Entry.objects.latest("pk").action == "alarm_rule.removed"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"cause": "offline", "threshold": ""}, "请填写大于 0 的阈值，单位 min"),
        ({"cause": "over", "threshold": "3"}, "没有阈值，请留空"),
        ({"cause": "total", "threshold": "-1"}, "请填写大于 0 的阈值"),
        ({"cause": "over", "threshold": "", "escalates_after": "0"}, "不升级请留空"),
    ],
)
def test_a_threshold_that_cannot_be_is_refused(
    given: dict[str, str], told: str, director: User, browse: Browse, journal_rows: Rows
) -> None:
    browser, before = browse(director), journal_rows()
    answer = browser.post(reverse("monitoring:new_alarm_rule"), {"level": "2", "on": "on", **given})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert journal_rows() == before


def test_the_same_rule_twice_is_told(director: User, browse: Browse) -> None:
    browser, form = browse(director), {"cause": "over", "level": "2", "on": "on"}
    assert browser.post(reverse("monitoring:new_alarm_rule"), form).status_code == 302
    again = browser.post(reverse("monitoring:new_alarm_rule"), form)
    assert again.status_code == 422
    assert "已有相同的规则" in again.content.decode()


def test_nobody_reaches_another_agencys_rule_or_channel(
    alarm: Alarm, stranger: User, browse: Browse, journal_rows: Rows
) -> None:
    rule = AlarmRule.objects.create(agency=alarm.agency, cause="over", level=2)
    channel = Channel.objects.create(agency=alarm.agency, name="群", kind="wecom", address="https://q.example/x")
    browser, before = browse(stranger), journal_rows()
    for name, pk in (("alarm_rule", rule.pk), ("channel", channel.pk)):
        assert browser.get(reverse(f"monitoring:{name}", args=[pk])).status_code == 404
    for name, pk in (("drop_alarm_rule", rule.pk), ("test_channel", channel.pk), ("drop_channel", channel.pk)):
        assert browser.post(reverse(f"monitoring:{name}", args=[pk])).status_code == 404
    assert (journal_rows(), Sending.objects.count()) == (before, 0)


def keep(browser: Browser, *args: int, **given: Any) -> Any:
    form = {"name": "运维群", "kind": "dingtalk", "least": "2", "on": "on", **given}
    return browser.post(reverse("monitoring:channel" if args else "monitoring:new_channel", args=args), form)


def test_a_channels_address_and_secret_are_kept_and_never_shown_again(
    director: User, browse: Browse, journal_rows: Rows
) -> None:
    browser = browse(director)
    address = "https://oapi.dingtalk.com/robot/send?access_token=geheim1"
    before = journal_rows()
    assert keep(browser, address=address, secret="SECgeheim2").status_code == 302
    assert journal_rows() == before + 1
    channel = Channel.objects.get()
    for url in (reverse("monitoring:channel", args=[channel.pk]), reverse("monitoring:channels")):
        assert "geheim" not in browser.get(url).content.decode()
    assert keep(browser, channel.pk, name="夜班群", address="", secret="", record_version="1").status_code == 302
    kept = Channel.objects.get()
    assert (kept.name, kept.address, kept.secret) == ("夜班群", address, "SECgeheim2")
    stale = keep(browser, channel.pk, name="白班群", address="https://q.example/neu", secret="", record_version="1")
    assert stale.status_code == 409
    assert "geheim" not in stale.content.decode()
    assert "geheim" not in str(list(Entry.objects.values_list("changes", flat=True)))


@pytest.mark.parametrize(
    ("kind", "address", "told"),
    [
        ("wecom", "http://192.168.1.1/x", "内部网络"),
        ("feishu", "robot", "https://"),
        ("email", "一个 邮箱", "请填写邮箱地址"),
        ("email", ",", "请填写邮箱地址"),
    ],
)
def test_an_address_that_cannot_be_sent_to_is_refused(
    kind: str, address: str, told: str, director: User, browse: Browse, journal_rows: Rows
) -> None:
    browser, before = browse(director), journal_rows()
    answer = keep(browser, kind=kind, address=address)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert journal_rows() == before


@pytest.fixture
def listener(settings: Any) -> Iterator[Robot]:
    settings.WEBHOOK_HOSTS = frozenset({"127.0.0.1"})
    with robot() as it:
        yield it


def test_a_test_is_sent_at_a_press_and_its_answer_told_and_logged(
    director: User, listener: Robot, browse: Browse
) -> None:
    browser = browse(director)
    keep(browser, kind="wecom", address=listener.address)
    channel = Channel.objects.get()
    listener.answers = [(200, b'{"errcode":93000,"errmsg":"invalid webhook url"}'), (200, b'{"errcode":0}')]
    for told in ("没有送达“运维群”：HTTP 200 {&quot;errcode&quot;:93000", "已送达“运维群”"):
        page = browser.post(reverse("monitoring:test_channel", args=[channel.pk]), follow=True)
        assert told in page.content.decode()
    log = browser.get(reverse("monitoring:sendings"))
    assert [(row.sent_at is None, row.tries) for row in rows(log)] == [(False, 1), (True, 1)]
    assert len(rows(browser.get(reverse("monitoring:sendings"), {"came": "failed"}))) == 1


def test_a_channel_with_a_log_is_switched_off_and_not_deleted(
    director: User, alarm: Alarm, browse: Browse, journal_rows: Rows
) -> None:
    browser = browse(director)
    keep(browser, kind="email", address="a@example.cn")
    channel = Channel.objects.get()
    sending = Sending.objects.create(alarm=alarm, channel=channel, event="raised-1", text="x")
    before, url = journal_rows(), reverse("monitoring:drop_channel", args=[channel.pk])
    assert "不能删除" in browser.post(url, follow=True).content.decode()
    assert journal_rows() == before
    sending.delete()
    browser.post(url)
    assert (Channel.objects.count(), journal_rows()) == (0, before + 1)


def test_who_has_mail_channels_and_no_server_is_told(director: User, browse: Browse, settings: Any) -> None:
    settings.EMAIL_HOST = ""
    browser = browse(director)
    keep(browser, kind="email", address="a@example.cn")
    assert "没有设置发信服务器" in browser.get(reverse("monitoring:channels")).content.decode()
    settings.EMAIL_HOST = "smtp.example"
    assert "没有设置发信服务器" not in browser.get(reverse("monitoring:channels")).content.decode()


def test_given_up_messages_are_shown_where_the_channels_are(
    director: User, alarm: Alarm, series: Series, browse: Browse
) -> None:
    browser = browse(director)
    keep(browser, kind="email", address="a@example.cn")
    channel = Channel.objects.get()
    now = timezone.now()
    Sending.objects.create(alarm=alarm, channel=channel, event="raised-1", text="x", failed_at=now, answer="HTTP 500")
    Sending.objects.create(alarm=alarm, channel=channel, event="raised-2", text="x", made_at=now + dt.timedelta(1))
    page = browser.get(reverse("monitoring:channels")).content.decode()
    assert "放弃 1 条" in page
    assert "等待 1 条" in page
