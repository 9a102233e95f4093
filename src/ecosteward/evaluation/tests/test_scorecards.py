"""Table G.1 of a contract: filled from records, judged with evidence, signed and frozen."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from ecosteward.accounts.door import RefusedError, visible
from ecosteward.accounts.models import User
from ecosteward.archive.models import Paper, Section
from ecosteward.engagements.models import Contract, Task, TaskState
from ecosteward.engagements.queries import timeline
from ecosteward.engagements.services import plan
from ecosteward.evaluation import queries, services
from ecosteward.evaluation.models import Complaint, Judge, Judgement, Satisfaction, Scorecard, Survey
from ecosteward.evaluation.queries.hints import hints
from ecosteward.evaluation.queries.table import criteria_of
from ecosteward.evaluation.tests.conftest import LEVELS
from ecosteward.files.models import File
from ecosteward.journal.services import StaleError

Rows = Callable[[], int]
MakePaper = Callable[[str], File]
ADDS = [each for each in criteria_of("xuzhou_2025").values() if each.kind == "add"]


def judge_all(actor: User, card: Scorecard) -> None:
    for each in ADDS:
        services.judge(actor, card, each.id, each.points, "现场资料")


def finish(contract: Contract, number: int) -> None:
    """Let so many tasks be accepted."""
    chosen = Task.objects.filter(contract=contract).order_by("pk").values("pk")[:number]
    Task.objects.filter(pk__in=list(chosen.values_list("pk", flat=True))).update(state=TaskState.DONE)


@pytest.fixture
def planned(running: Contract, project_lead: User) -> Contract:
    """Return the running contract with its 13 tasks: twelve months and one training."""
    plan(project_lead, running)
    return running


OPENERS = [
    (Judge.CLIENT, {"contact"}),
    (Judge.RECORDED, {"director", "quality_lead", "project_lead"}),
    (Judge.SELF, {"director", "quality_lead", "project_lead"}),
]


@pytest.mark.parametrize(
    "who", ["director", "quality_lead", "project_lead", "technician", "colleague", "contact", "stranger"]
)
@pytest.mark.parametrize(("judge", "allowed"), OPENERS)
def test_each_side_opens_its_own_kind_of_table_in_one_row(
    judge: Judge, allowed: set[str], who: str, running: Contract, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    actor = request.getfixturevalue(who)
    before = journal_rows()
    if who in allowed:
        services.open_scorecard(actor, running, judge)
        assert journal_rows() == before + 1
        return
    with pytest.raises((RefusedError, ValidationError)):
        services.open_scorecard(actor, running, judge)
    assert journal_rows() == before
    assert not Scorecard.objects.exists()


def test_a_draft_contract_is_not_evaluated(draft: Contract, project_lead: User) -> None:
    with pytest.raises(RefusedError):
        services.open_scorecard(project_lead, draft, Judge.SELF)


def test_one_table_of_a_kind_is_open_at_a_time(running: Contract, contact: User, card: Scorecard) -> None:
    with pytest.raises(ValidationError, match="未签认"):
        services.open_scorecard(contact, running, Judge.CLIENT)


@pytest.mark.parametrize("who", ["director", "project_lead", "technician", "colleague", "stranger"])
def test_the_agency_never_writes_the_clients_judgement(
    who: str, card: Scorecard, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    actor = request.getfixturevalue(who)
    before = journal_rows()
    for step in (
        lambda: services.judge(actor, card, "G.1.1.a", Decimal("0.5"), "甲"),
        lambda: services.set_other(actor, card, Decimal(1), "甲"),
        lambda: services.sign_scorecard(actor, card),
        lambda: services.discard_scorecard(actor, card, reason="甲"),
    ):
        with pytest.raises(RefusedError):
            step()
    assert journal_rows() == before
    assert not Judgement.objects.exists()


def test_the_client_never_writes_the_agencys_own_assessment(
    running: Contract, project_lead: User, contact: User, journal_rows: Rows
) -> None:
    mine = services.open_scorecard(project_lead, running, Judge.SELF)
    before = journal_rows()
    with pytest.raises(RefusedError):
        services.judge(contact, mine, "G.1.1.a", Decimal("0.5"), "甲")
    assert journal_rows() == before


def test_judging_is_one_row_and_judging_the_same_again_is_none(
    card: Scorecard, contact: User, journal_rows: Rows
) -> None:
    before = journal_rows()
    services.judge(contact, card, "G.2.1.a", Decimal(10), "处理及时")
    services.judge(contact, card, "G.2.1.a", Decimal("10.00"), "处理及时")
    assert journal_rows() == before + 1
    services.judge(contact, card, "G.2.1.a", Decimal(11), "处理及时")
    assert journal_rows() == before + 2
    assert Judgement.objects.get().points == 11


@pytest.mark.parametrize(
    ("criterion", "points", "evidence", "words"),
    [
        ("G.1.1.a", "0.51", "甲", "0 至 0.5"),
        ("G.1.1.a", "-0.1", "甲", "0 至 0.5"),
        ("G.2.1.c", "1", "甲", "-3 至 0"),
        ("G.1.1.a", "0.5", " ", "依据"),
        ("G.3.1.a", "70", "甲", "由记录计算"),
        ("G.9.9.z", "1", "甲", "没有这条细则"),
    ],
)
def test_points_that_cannot_be_are_refused(
    card: Scorecard, contact: User, journal_rows: Rows, criterion: str, points: str, evidence: str, words: str
) -> None:
    before = journal_rows()
    with pytest.raises(ValidationError, match=words):
        services.judge(contact, card, criterion, Decimal(points), evidence)
    assert journal_rows() == before
    assert not Judgement.objects.exists()


def test_a_file_is_evidence_too(card: Scorecard, contact: User, pdf: File) -> None:
    assert services.judge(contact, card, "G.1.1.a", Decimal("0.5"), file=pdf).file == pdf


def test_somebody_who_judged_meanwhile_is_not_overwritten_unseen(card: Scorecard, contact: User) -> None:
    services.judge(contact, card, "G.1.1.a", Decimal("0.5"), "甲", seen=0)
    with pytest.raises(StaleError):
        services.judge(contact, card, "G.1.1.a", Decimal(0), "乙", seen=0)
    services.judge(contact, card, "G.1.1.a", Decimal(0), "乙", seen=1)
    assert Judgement.objects.get().points == 0


def test_other_points_need_a_reason(card: Scorecard, contact: User) -> None:
    with pytest.raises(ValidationError, match="理由"):
        services.set_other(contact, card, Decimal(2), " ")
    services.set_other(contact, card, Decimal("-1.5"), "两次会议迟到")
    assert queries.sheet_of(card).rows[4].points == Decimal("-1.5")
    services.set_other(contact, card, None, "")
    assert Scorecard.objects.get().other is None


def test_work_done_comes_from_accepted_tasks_and_opens_to_its_lines(planned: Contract, contact: User) -> None:
    finish(planned, 5)
    sheet = queries.sheet(planned)
    assert (sheet.records.done, sheet.records.total) == (5, 13)
    assert sheet.rows[2].points == Decimal("26.92")
    assert sum(line.done for line in sheet.records.lines) == 5
    assert sum(line.total for line in sheet.records.lines) == 13


def test_satisfaction_comes_from_the_survey_and_links_to_it(planned: Contract, survey: Survey) -> None:
    assert queries.sheet(planned).rows[3].points is None
    services.answer_survey(survey.token, respondent="宋岚", overall=Satisfaction.NOT, answers=LEVELS)
    sheet = queries.sheet(planned)
    assert sheet.rows[3].points == -2
    assert (sheet.records.survey_id, sheet.records.level_words) == (survey.pk, "不满意")


def test_the_table_has_the_six_rows_as_printed(planned: Contract) -> None:
    rows = [(row.printed.no, row.printed.name, row.printed.cap) for row in queries.sheet(planned).rows]
    assert rows == [
        ("1", "服务保障", 10),
        ("2", "环境绩效", 15),
        ("3", "工作业绩", 70),
        ("4", "客户满意度", 5),
        ("5", "其他", None),
        ("6", "总分", 100),
    ]


def test_the_readings_shown_are_those_of_the_table_and_say_which_were_used(planned: Contract) -> None:
    readings = {each.slip.id: each.used for each in queries.sheet(planned).readings}
    assert {"S.02", "S.03", "S.04", "S.05", "S.06", "S.07"} <= readings.keys()
    assert not any(readings.values())


def test_signing_waits_until_everything_is_judged(card: Scorecard, contact: User, journal_rows: Rows) -> None:
    before = journal_rows()
    with pytest.raises(ValidationError, match="13 条"):
        services.sign_scorecard(contact, card)
    assert journal_rows() == before
    assert not Scorecard.objects.get().is_signed


def test_signing_is_one_row_and_freezes_points_and_records(
    planned: Contract, card: Scorecard, contact: User, survey: Survey, journal_rows: Rows
) -> None:
    finish(planned, 13)
    services.answer_survey(survey.token, respondent="宋岚", overall=Satisfaction.RATHER, answers=LEVELS)
    judge_all(contact, card)
    before = journal_rows()
    services.sign_scorecard(contact, card)
    assert journal_rows() == before + 1
    assert (card.total, card.signed_by) == (Decimal(99), "宋岚")
    Task.objects.filter(contract=planned).update(state=TaskState.PLANNED)
    again = queries.sheet_of(Scorecard.objects.get())
    assert (again.total, again.records.done, again.rows[2].points) == (Decimal(99), 13, Decimal(70))


def test_a_signed_table_takes_no_further_step(planned: Contract, card: Scorecard, contact: User) -> None:
    judge_all(contact, card)
    services.sign_scorecard(contact, card)
    for step in (
        lambda: services.judge(contact, card, "G.1.1.a", Decimal(0), "反悔"),
        lambda: services.set_other(contact, card, Decimal(1), "甲"),
        lambda: services.sign_scorecard(contact, card),
        lambda: services.discard_scorecard(contact, card, reason="甲"),
    ):
        with pytest.raises(RefusedError):
            step()


def test_a_judgement_on_paper_is_signed_with_the_clients_name_and_paper_and_filed(
    planned: Contract, project_lead: User, pdf: File
) -> None:
    recorded = services.open_scorecard(project_lead, planned, Judge.RECORDED)
    judge_all(project_lead, recorded)
    with pytest.raises(ValidationError, match="考核人"):
        services.sign_scorecard(project_lead, recorded, file=pdf)
    with pytest.raises(ValidationError, match="书面考核表"):
        services.sign_scorecard(project_lead, Scorecard.objects.get(), signed_by="宋岚")
    services.sign_scorecard(project_lead, Scorecard.objects.get(), signed_by="宋岚", file=pdf)
    assert Paper.objects.get(contract_id=planned.pk, section=Section.EVALUATION).file == pdf
    assert Scorecard.objects.get().signed_by == "宋岚"


def test_a_self_assessment_is_marked_and_gives_way_to_the_clients(
    planned: Contract, project_lead: User, contact: User, card: Scorecard
) -> None:
    mine = services.open_scorecard(project_lead, planned, Judge.SELF)
    judge_all(project_lead, mine)
    services.sign_scorecard(project_lead, mine)
    assert queries.sheet(planned).is_self
    judge_all(contact, card)
    services.sign_scorecard(contact, card)
    found = queries.sheet(planned)
    assert (found.card, found.is_self) == (card, False)


def test_until_it_is_signed_each_sides_judgement_is_its_own(
    running: Contract, card: Scorecard, contact: User, director: User, project_lead: User
) -> None:
    mine = services.open_scorecard(project_lead, running, Judge.SELF)
    services.judge(contact, card, "G.1.1.a", Decimal("0.5"), "甲")
    assert list(visible(contact, Scorecard)) == [card]
    assert list(visible(director, Scorecard)) == [mine]
    assert not visible(director, Judgement).exists()
    judge_all(contact, card)
    services.sign_scorecard(contact, card)
    assert set(visible(director, Scorecard)) == {card, mine}


def test_what_the_client_has_not_signed_never_reaches_the_table_that_counts(
    planned: Contract, card: Scorecard, contact: User
) -> None:
    services.judge(contact, card, "G.2.1.a", Decimal(3), "不满意")
    found = queries.sheet(planned)
    assert found.card is None
    assert found.rows[1].points == 0


def test_discarding_leaves_nothing_but_the_journal(card: Scorecard, contact: User, journal_rows: Rows) -> None:
    services.judge(contact, card, "G.1.1.a", Decimal("0.5"), "甲")
    before = journal_rows()
    services.discard_scorecard(contact, card, reason="建错了")
    assert journal_rows() == before + 2  # the judgement and the table
    assert not Scorecard.objects.exists()


def test_hints_quote_records_and_give_no_points(planned: Contract) -> None:
    found = hints(planned)
    assert found["G.1.3.a"] == "工作计划列有任务 13 项"
    assert "韩松" in found["G.1.1.a"]
    assert "一企一档已归 0/35 项" in found["G.1.2.a"]
    assert "G.1.2.b" not in found


def test_the_timeline_tells_of_survey_and_score(
    planned: Contract, card: Scorecard, contact: User, survey: Survey
) -> None:
    def told() -> tuple[str, str]:
        fact = next(each.fact for each in timeline(planned) if each.step.id == "A.11")
        return fact.state, fact.words

    assert told() == ("doing", "调查已发出")
    services.answer_survey(survey.token, respondent="宋岚", overall=Satisfaction.RATHER, answers=LEVELS)
    assert told() == ("doing", "满意度：较满意")
    judge_all(contact, card)
    services.sign_scorecard(contact, card)
    assert told() == ("done", "满意度：较满意，考核 29.00 分")


def test_the_timeline_tells_of_complaints_and_improvements(
    planned: Contract, contact: User, director: User, complaint: Complaint
) -> None:
    def told() -> tuple[str, str]:
        fact = next(each.fact for each in timeline(planned) if each.step.id == "A.12")
        return fact.state, fact.words

    assert told() == ("doing", "投诉意见办结 0/1，改进验证 0/0")
    Complaint.objects.update(state="closed")
    assert told() == ("done", "投诉意见办结 1/1，改进验证 0/0")
    Complaint.objects.all().delete()
    assert told() == ("todo", "")


def test_the_table_of_a_contract_nobody_evaluated_holds_the_computed_rows(planned: Contract) -> None:
    finish(planned, 13)
    sheet = queries.sheet(planned)
    assert sheet.card is None
    assert [row.points for row in sheet.rows[:4]] == [0, 0, 70, None]


def test_how_contracts_stand_is_read_in_one_query(
    planned: Contract, card: Scorecard, contact: User, complaint: Any, django_assert_num_queries: Any
) -> None:
    judge_all(contact, card)
    services.sign_scorecard(contact, card)
    with django_assert_num_queries(1):
        row: Any = queries.standing(Contract.objects.filter(pk=planned.pk)).get()
    assert (row.scored, row.scored_by, row.complaints_open, row.complaints_late) == (25, "client", 1, 0)
    assert row.satisfied is None
