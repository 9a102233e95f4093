"""The pages: who sees what, what they offer, and that lists ask a constant number of questions."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.deliverables import services
from ecosteward.deliverables.models import Category, Document, DocumentState
from ecosteward.engagements.models import Contract
from ecosteward.survey.models import Visit

Browse = Callable[[User], Browser]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def address(name: str, document: Document, *more: str) -> str:
    return reverse(f"deliverables:{name}", args=[document.pk, *more])


def test_a_technician_drafts_a_report_from_the_pages_and_sees_what_is_missing(
    browse: Browse, technician: User, enterprise: Client, running: Contract, visited: Visit
) -> None:
    browser = browse(technician)
    kinds = browser.get(reverse("deliverables:choose", args=[enterprise.pk])).content.decode()
    assert "企业环保状况调查报告" in kinds
    assert "一企一档整理" in kinds
    form = reverse("deliverables:draft", args=[enterprise.pk, "survey_report"])
    assert visited.number in browser.get(form).content.decode()
    answer = browser.post(form, {"contract": running.pk, "subject_id": visited.pk, "title": ""}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "还缺什么" in page
    assert "企业没有填厂址" in page
    preview = browser.get(address("preview", Document.objects.get())).content.decode()
    assert "危险废物贮存间地面有裂缝" in preview
    assert "<span class='paper-no'>3.8</span> 废气污染防治设施建设运行情况" in preview


def test_bad_input_is_answered_in_chinese_and_keeps_what_was_typed(
    browse: Browse, technician: User, enterprise: Client, running: Contract
) -> None:
    form = reverse("deliverables:draft", args=[enterprise.pk, "summary"])
    answer = browse(technician).post(form, {"contract": running.pk, "period": "", "title": "我写的题名"})
    assert answer.status_code == 422
    assert "我写的题名" in answer.content.decode()


def test_a_choice_left_out_is_asked_for_by_the_name_it_has_on_the_form(
    browse: Browse, technician: User, enterprise: Client, running: Contract
) -> None:
    form = reverse("deliverables:draft", args=[enterprise.pk, "survey_report"])
    page = browse(technician).post(form, {"contract": running.pk, "title": ""}).content.decode()
    assert "请选择“现场检查”" in page


def test_the_quality_lead_signs_from_the_page(browse: Browse, quality_lead: User, submitted: Document) -> None:
    browser = browse(quality_lead)
    page = browser.get(address("document", submitted)).content.decode()
    assert "审签定稿" in page
    answer = browser.post(address("step", submitted, "sign"), {"version": submitted.version})
    assert answer.status_code == 302
    assert Document.objects.get().state == DocumentState.SIGNED


def test_sending_back_without_a_reason_keeps_the_page_and_says_so(
    browse: Browse, quality_lead: User, submitted: Document
) -> None:
    answer = browse(quality_lead).post(address("step", submitted, "send_back"), {"reason": ""})
    assert answer.status_code == 422
    assert Document.objects.get().state == DocumentState.REVIEW


def test_the_second_of_two_people_is_told(browse: Browse, quality_lead: User, submitted: Document) -> None:
    answer = browse(quality_lead).post(address("step", submitted, "sign"), {"version": submitted.version - 1})
    assert answer.status_code == 409
    assert "别人刚刚办理过" in answer.content.decode()


def test_what_was_typed_for_a_step_that_was_overtaken_is_shown_again(
    browse: Browse, quality_lead: User, submitted: Document, journal_rows: Callable[[], int]
) -> None:
    browser, seen = browse(quality_lead), submitted.version
    browser.post(address("step", submitted, "sign"), {"version": seen})
    before = journal_rows()
    late = browser.post(address("step", submitted, "send_back"), {"version": seen, "reason": "第 3 页缺附图"})
    assert late.status_code == 409
    for words in ("没有办理：别人刚刚办理过这份成果", "第 3 页缺附图"):
        assert words in late.content.decode()
    assert (Document.objects.get().state, journal_rows()) == (DocumentState.SIGNED, before)


def test_a_step_that_is_not_there_any_more_is_refused_to_who_saw_how_it_stands(
    browse: Browse, quality_lead: User, submitted: Document
) -> None:
    browser = browse(quality_lead)
    browser.post(address("step", submitted, "sign"), {"version": submitted.version})
    now = Document.objects.get().version
    assert browser.post(address("step", submitted, "send_back"), {"version": now, "reason": "缺"}).status_code == 403


def test_two_authors_see_each_others_words(browse: Browse, technician: User, report: Document) -> None:
    services.change(technician, Document.objects.get(), title=report.title, words={"risk": "别人写的风险"})
    typed = {"title": report.title, "words_risk": "我写的风险", "record_version": report.version}
    answer = browse(technician).post(address("write", report), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "我写的风险" in page
    assert "别人写的风险" in page


@pytest.mark.parametrize(("who", "status"), [("colleague", 404), ("contact", 404), ("stranger", 404)])
def test_a_draft_is_hidden_from_who_does_not_serve_the_client(
    who: str, status: int, browse: Browse, report: Document, request: pytest.FixtureRequest
) -> None:
    browser = browse(request.getfixturevalue(who))
    for name in ("document", "preview", "word", "pdf", "write"):
        assert browser.get(address(name, report)).status_code == status


def test_a_technician_may_see_but_not_sign(browse: Browse, technician: User, submitted: Document) -> None:
    browser = browse(technician)
    assert "审签定稿" not in browser.get(address("document", submitted)).content.decode()
    assert browser.post(address("step", submitted, "sign")).status_code == 403
    assert browser.get(address("write", submitted)).status_code == 403


def test_the_client_sees_the_delivered_paper_and_none_of_the_work_on_it(
    browse: Browse, contact: User, signed: Document, technician: User
) -> None:
    services.deliver(technician, signed)
    browser = browse(contact)
    page = browser.get(address("document", signed)).content.decode()
    assert "签收" in page
    assert "办理过程" not in page
    assert "归档位置" not in page
    assert browser.get(reverse("deliverables:list")).content.decode().count(signed.title) == 1
    assert browser.get(reverse("deliverables:client", args=[signed.client_id])).status_code == 200
    assert "危险废物贮存间" in browser.get(address("preview", signed)).content.decode()


def test_an_uploaded_result_goes_the_same_way(
    browse: Browse, technician: User, quality_lead: User, enterprise: Client, running: Contract
) -> None:
    browser = browse(technician)
    upload = SimpleUploadedFile("VOCs 治理方案.pdf", PDF)
    given = {"category": Category.ADVICE, "title": "VOCs 治理建议", "contract": running.pk, "upload": upload}
    form = reverse("deliverables:register", args=[enterprise.pk])
    assert browser.post(form, given).status_code == 302
    made = Document.objects.get()
    assert made.number.split("-")[1] == "ZX"
    preview = browser.get(address("preview", made)).content.decode()
    assert "不能在这里预览" in preview
    assert f'href="/files/{made.file_id}/"' in preview
    services.submit(technician, made)
    services.sign(quality_lead, made)
    assert made.state == DocumentState.SIGNED


def test_a_preview_says_why_there_is_none_where_the_file_is_lost_or_the_store_is_gone(
    browse: Browse, technician: User, signed: Document, store_lost: Callable[[], None]
) -> None:
    browser = browse(technician)
    assert signed.file is not None
    default_storage.delete(signed.file.key)
    assert "找不到" in browser.get(address("preview", signed)).content.decode()
    store_lost()
    answer = browser.get(address("preview", signed))
    assert answer.status_code == 200
    assert "文件库现在不能用" in answer.content.decode()


def test_a_file_that_is_not_what_it_says_is_refused(
    browse: Browse, technician: User, enterprise: Client, running: Contract
) -> None:
    upload = SimpleUploadedFile("方案.pdf", b"MZ\x90\x00")
    given = {"category": Category.ADVICE, "title": "方案", "upload": upload}
    answer = browse(technician).post(reverse("deliverables:register", args=[enterprise.pk]), given)
    assert answer.status_code == 422
    assert "内容不是 PDF" in answer.content.decode()
    assert not Document.objects.exists()


@pytest.mark.parametrize("page", ["list", "client"])
def test_a_list_asks_the_same_number_of_questions_however_long_it_is(
    page: str, browse: Browse, technician: User, enterprise: Client
) -> None:
    browser = browse(technician)
    url = reverse(f"deliverables:{page}", args=[enterprise.pk] if page == "client" else [])

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url).status_code == 200
        return len(queries)

    services.draft(technician, enterprise, "archive_cover")
    one = asked()
    for _ in range(6):
        services.draft(technician, enterprise, "problem_list")
    assert asked() == one


def test_only_the_director_reaches_the_templates(browse: Browse, director: User, technician: User) -> None:
    pages = [reverse("deliverables:templates"), reverse("deliverables:template", args=["summary"])]
    for url in [*pages, reverse("deliverables:template_download", args=["summary"]), reverse("deliverables:code")]:
        assert browse(director).get(url).status_code == 200
        assert browse(technician).get(url).status_code == 403


def test_the_register_filters_by_category_and_exports(browse: Browse, technician: User, enterprise: Client) -> None:
    services.draft(technician, enterprise, "archive_cover")
    services.draft(technician, enterprise, "problem_list")
    browser: Any = browse(technician)
    page = browser.get(reverse("deliverables:list"), {"category": "archive"}).content.decode()
    assert "一企一档资料存档表" in page
    assert "环保问题清单" not in page
    answer = browser.get(reverse("deliverables:list"), {"export": "xlsx"})
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")
