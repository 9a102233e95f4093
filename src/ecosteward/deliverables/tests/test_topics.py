"""What the survey report says of a topic on which the enterprise has provided nothing, something, or all."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.accounts.models import User
from ecosteward.archive.queries import Group, Row, Sheet, sheet
from ecosteward.archive.rules.sheet import Tick
from ecosteward.archive.services import file_on_slot, set_slot
from ecosteward.clients.models import Approval, Client
from ecosteward.clients.services import add_to_profile
from ecosteward.deliverables.facts.profile import Profile
from ecosteward.deliverables.facts.topics import provided
from ecosteward.deliverables.kinds.common import Fact
from ecosteward.deliverables.models import Document
from ecosteward.deliverables.queries import preview
from ecosteward.deliverables.tests.conftest import content_of, table_with, text_of, word
from ecosteward.files.models import File
from ecosteward.standard.queries import archive_slots, survey_topics

EMPTY = Profile((), (), (), (), (), (), (), (), (), (), ())
NUMBERS = [topic.no for topic in survey_topics()]
ticks = st.builds(Tick, st.none() | st.booleans(), st.sampled_from(["", "企业正在整理"]))


def _sheet(tick: Tick) -> Sheet:
    rows = tuple(Row(slot, tick, Tick(), (), 0) for slot in archive_slots())
    return Sheet(Client(), (Group(1, "", rows),))


@pytest.mark.parametrize("no", NUMBERS)
def test_a_topic_with_nothing_provided_says_so_and_points_to_the_checklist(no: str) -> None:
    first = provided(no, EMPTY, _sheet(Tick()))[0]
    assert first.startswith("企业未提供本类资料：环境档案没有登记")
    assert first.endswith("现状以下列检查结果为准。")


@given(no=st.sampled_from(NUMBERS), tick=ticks, full=st.booleans())
def test_every_sentence_is_whole_and_never_claims_what_is_not_filed(no: str, tick: Tick, full: bool) -> None:
    profile = replace(EMPTY, plans=(Fact("", ""),)) if full else EMPTY  # type: ignore[arg-type]  # any row will do
    told = provided(no, profile, _sheet(tick))
    assert all(sentence.endswith("。") and "None" not in sentence for sentence in told)
    words = "".join(told)
    assert ("已归档" in words) == (tick.filed is True and no != "11")
    if not tick.filed and tick.reason and no != "11":
        assert f"未归档（{tick.reason}）" in words


def test_what_one_part_of_a_topic_lacks_is_named_and_the_other_is_a_table(
    report: Document, technician: User, enterprise: Client
) -> None:
    add_to_profile(
        technician,
        Approval(client=enterprise, kind="table", project="年产 5000 吨树脂项目", number="徐环项书〔2019〕8号"),
    )
    paper = word(content_of(report))
    assert table_with(paper, "审批（备案）文号")[1][0] == "年产 5000 吨树脂项目"
    text = text_of(paper)
    assert "企业未提供排污许可资料，相应情况以下列检查结果为准。" in text
    assert "证书（登记）编号" not in text


def test_the_report_of_an_enterprise_that_provided_nothing_has_no_table_that_says_none(report: Document) -> None:
    paper = word(content_of(report))
    text = text_of(paper)
    told = [each.text for each in paper.paragraphs if each.text.startswith("企业未提供本类资料")]
    assert len(told) == 10  # the 11th topic does not concern it
    assert "排放口与限值" not in text
    assert table_with(paper, "批复产能")[1][0] == "企业未提供"


def test_the_archives_reason_is_told_as_the_enterprise_gave_it(
    report: Document, technician: User, enterprise: Client, pdf: File
) -> None:
    set_slot(
        technician,
        enterprise,
        "E.8-5",
        electronic=False,
        electronic_reason="未建立台账",
        on_paper=False,
        on_paper_reason="未建立台账",
    )
    file_on_slot(technician, enterprise, "E.6-5", pdf)
    fourth = next(topic for topic in preview(report).data.topics if topic.no == "4")
    assert fourth.provided == (
        "环境档案没有本类的登记项，现状以归档资料和下列检查结果为准。",
        "一企一档存档情况：8-5 环境污染防治设施运行管理台账未归档（未建立台账）；6-5 危险废物管理台账已归档。",
    )


def test_every_document_a_topic_names_is_one_of_appendix_e(enterprise: Client) -> None:
    for no in NUMBERS:
        assert provided(no, EMPTY, sheet(enterprise))
