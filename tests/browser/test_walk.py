"""The whole path as its people walk it: from the contract to the score, in real browsers with real pages."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ecosteward.archive.models import Paper
from ecosteward.deliverables.models import Document, DocumentState
from ecosteward.engagements.models import Contract, ContractState, Task, TaskState
from ecosteward.evaluation.models import Scorecard
from ecosteward.journal.models import Entry
from ecosteward.journal.queries import check
from ecosteward.standard.queries import summary_items
from ecosteward.survey.models import Finding, FindingState
from tests.browser.conftest import Visitor
from tests.browser.steps import archive, contract, evaluation, rectification, results, survey, tasks
from tests.browser.steps.cast import COMPANY, Cast, assemble
from tests.browser.steps.words import text_of

pytestmark = pytest.mark.browser
LACKING, CAUSE = "没有写问题的成因", "交接班没有核对标签，责任没有落实到人"


def test_one_client_is_served_from_the_signed_contract_to_the_score(
    visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    cast = assemble(visitor)
    signed = _contract(cast)
    finding = _visit(cast)
    _rectification(cast, finding)
    _report(cast, tmp_path)
    _tasks(cast, signed)
    _archive(cast, tmp_path)
    _summary(cast, signed, tmp_path)
    _evaluation(cast, signed, tmp_path)
    assert not list(check())
    for each in cast.visitors:
        assert each.elsewhere == []
        assert each.complaints == []


def _contract(cast: Cast) -> Contract:
    page = contract.draft(cast.lead, cast.client.pk)
    contract.list_services(page)
    contract.staff(page)
    contract.attach_papers(page)
    contract.sign(page)
    contract.plan(page)
    signed = Contract.objects.get()
    assert signed.state == ContractState.RUNNING
    assert signed.tasks.count() == 2
    return signed


def _visit(cast: Cast) -> Finding:
    page = survey.plan(cast.technician, COMPANY)
    survey.begin(page)
    survey.answer_all(page, cast.technician)
    survey.hand_in(page)
    found = Finding.objects.get()
    assert (found.item_id, found.place, found.text) == (survey.FAILED, survey.PLACE, survey.WORDS)
    photo = found.photos_before.get()
    assert photo.taken_at is not None
    assert (photo.longitude, photo.latitude) == pytest.approx((117.3182, 34.2846), abs=1e-4)
    return found


def _rectification(cast: Cast, finding: Finding) -> None:
    rectification.rectify(cast.contact)
    rectification.recheck(cast.colleague)
    finding.refresh_from_db()
    assert finding.state == FindingState.CLOSED
    assert finding.closed_by_id != finding.rectified_by_id


def _report(cast: Cast, folder: Path) -> None:
    number = results.draft(cast.technician, cast.client.pk, "企业环保状况调查报告", 现场检查="first")
    results.send_back(cast.technician, cast.quality_lead, number, LACKING)
    results.mend(cast.technician, number, LACKING, 成因分析=CAUSE)
    results.through_review(cast.technician, cast.quality_lead, number)
    results.deliver(cast.technician, cast.contact, number)
    document = Document.objects.get(pk=number)
    assert [entry.reason for entry in Entry.objects.filter(action="document.returned")] == [LACKING]
    assert document.state == DocumentState.RECEIVED
    assert document.data_digest
    assert document.template_version
    words = text_of(cast.contact, number, folder)
    for said in (COMPANY, document.number, survey.WORDS, survey.PLACE, survey.TOPIC, "HJ 1276-2022", "沈静", CAUSE):
        assert said in words, said
    assert "{{" not in words
    assert Paper.objects.filter(client=cast.client, slot_id="E.8-3", file=document.file).exists()


def _tasks(cast: Cast, signed: Contract) -> None:
    for task in Task.objects.filter(contract=signed).order_by("pk"):
        tasks.do(cast.technician, task.pk, f"已完成{task.line.name}，成果已交付")
        tasks.accept(cast.contact, task.title)
    assert set(signed.tasks.values_list("state", flat=True)) == {TaskState.DONE}


def _archive(cast: Cast, folder: Path) -> None:
    archive.file_licence(cast.lead, cast.client.pk)
    archive.check(archive.download(cast.lead, cast.client.pk, folder))


def _summary(cast: Cast, signed: Contract, folder: Path) -> None:
    number = results.draft(cast.lead, cast.client.pk, "服务总结记录", 期间="first")
    results.through_review(cast.lead, cast.quality_lead, number)
    results.deliver(cast.lead, cast.contact, number)
    words = text_of(cast.contact, number, folder)
    for item in summary_items():
        assert item.title in words, item.title
    for said in (signed.number, contract.TRAINING, "吕岩"):
        assert said in words, said


def _evaluation(cast: Cast, signed: Contract, folder: Path) -> None:
    evaluation.answer(cast.stranger, evaluation.ask(cast.lead, signed.pk))
    evaluation.judge(cast.contact, signed.pk)
    card = Scorecard.objects.get()
    assert card.is_signed
    assert card.total == 100
    number = results.draft(cast.lead, cast.client.pk, "服务考核评价表")
    results.through_review(cast.lead, cast.quality_lead, number)
    results.deliver(cast.lead, cast.contact, number)
    words = text_of(cast.contact, number, folder)
    for said in ("服务保障", "环境绩效", "工作业绩", "客户满意度", "非常满意", "100"):
        assert said in words, said
