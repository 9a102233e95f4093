"""The survey report says what the visit found."""

import datetime as dt

from docx.oxml.ns import qn

from ecosteward.deliverables.models import Document
from ecosteward.deliverables.queries import preview
from ecosteward.deliverables.tests.conftest import content_of, headings, table_with, text_of, word
from ecosteward.standard import queries as standard
from ecosteward.survey.models import Visit


def test_it_has_a_section_for_each_of_the_11_topics_in_printed_order(report: Document) -> None:
    found = headings(word(content_of(report)))
    third = found.index("1 分项调查结果")
    sections = [each.removeprefix("2 ") for each in found[third:] if each.startswith("2 ")]
    assert sections[:11] == [topic.name for topic in standard.survey_topics()]


def test_it_prints_every_item_with_its_verdict_and_every_finding_with_its_advice(report: Document) -> None:
    paper = word(content_of(report))
    text = text_of(paper)
    for item in standard.survey_topic("B2.10").items:
        assert item.text in text
    rows = table_with(paper, "证据照片")
    assert [row[0] for row in rows[1:]] == ["WT-2026-0001", "WT-2026-0002"]
    assert rows[2][5] == "危险废物贮存间地面有裂缝，未设导流沟"
    assert rows[2][6] == "照片 1 张"


def test_a_topic_left_out_says_why(report: Document) -> None:
    assert "本类不涉及：不是土壤污染重点监管单位。" in text_of(word(content_of(report)))


def test_the_authors_words_stand_in_their_places(report: Document) -> None:
    paper = word(content_of(report))
    texts = [paragraph.text for paragraph in paper.paragraphs]
    assert texts[texts.index("风险提示与政策预警") + 1] == "未批先建可能被责令停止建设。"


def test_findings_are_counted_by_topic_and_severity_and_the_sum_is_right(report: Document) -> None:
    rows = table_with(word(content_of(report)), "重大")
    assert rows[0] == ["调查类别", "重大", "较大", "一般", "建议", "合计"]
    assert rows[-1][0] == "合计"
    for column in range(1, 6):
        assert sum(int(row[column]) for row in rows[1:-1]) == int(rows[-1][column])
    assert rows[-1][5] == "2"


def test_photographs_taken_before_rectification_are_in_it_with_time_and_place(report: Document) -> None:
    paper = word(content_of(report))
    assert len(paper.inline_shapes) == 2
    assert "2026-03-18 10:21" in text_of(paper)
    assert "117.18000°E，34.27000°N" in text_of(paper)


def test_what_nobody_checked_and_what_is_lacking_is_marked_in_yellow(report: Document) -> None:
    body = word(content_of(report)).element.body
    marked = {run.text for run in body.iter(qn("w:r")) if run.find(f"{qn('w:rPr')}/{qn('w:highlight')}") is not None}
    assert marked == {"待核", "【待补】"}  # norms nobody compared; the site, which the client's profile lacks


def test_a_survey_of_one_early_morning_names_its_day_once_and_counts_the_topics_it_looked_at(report: Document) -> None:
    started = dt.datetime(2026, 3, 17, 22, 30, tzinfo=dt.UTC)  # 06:30 here
    Visit.objects.update(started_at=started, ended_at=started + dt.timedelta(hours=1))
    data, text = preview(report).data, text_of(word(content_of(report)))
    assert (data.since, data.until) == (dt.date(2026, 3, 18), dt.date(2026, 3, 18))
    assert "调查时段为2026年3月18日。" in text
    assert "本次按表B-2 的 10 个调查类别检查" in text
