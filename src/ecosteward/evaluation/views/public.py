"""The survey form behind a link: no login, one answer, nothing told of the client but its name and the contract."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ecosteward.evaluation import services
from ecosteward.evaluation.forms.surveys import SurveyForm
from ecosteward.evaluation.models import Satisfaction, Survey
from ecosteward.evaluation.services.surveys import SurveyClosedError, find_open

MOST_TRIES = 30
SPAN = 600  # seconds
_CLOSED = {
    "unknown": (
        404,
        "链接无效",
        "请核对链接是否完整；从微信复制时容易漏掉末尾几个字符。仍打不开，请联系发给您的服务机构。",
    ),
    "answered": (410, "已经填写过了", "每个链接只能填写一次，您的意见已经收到，谢谢。要补充意见，请联系服务机构。"),
    "withdrawn": (410, "调查已撤回", "服务机构撤回了这次调查。如收到新的链接，请用新链接填写。"),
    "expired": (410, "调查已截止", "这个链接已过截止日期。仍想填写，请联系服务机构重新发送。"),
}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form, and take the one answer."""
    if _too_many(request):
        return _page(request, "evaluation/closed.html", 429, title="操作太频繁", words="请过十分钟再试。")
    try:
        survey = find_open(token)
        form = SurveyForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and _take(token, form):
            return redirect("evaluation:answered")
    except SurveyClosedError as closed:
        return _closed(request, closed)
    status = 422 if form.is_bound else 200
    return _page(request, "evaluation/answer.html", status, title="满意度调查", survey=_told(survey), form=form)


@login_not_required
def answered(request: HttpRequest) -> HttpResponse:
    """Thank for the answer."""
    words = "您的评价已提交，服务机构会据此改进服务。可以关闭本页了。"
    return _page(request, "evaluation/closed.html", 200, title="谢谢您的评价", words=words)


def _take(token: str, form: SurveyForm) -> bool:
    given = form.cleaned_data
    try:
        services.answer_survey(
            token,
            respondent=given["respondent"],
            overall=Satisfaction(given["overall"]),
            answers=form.answers(),
            opinion=given["opinion"],
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _told(survey: Survey) -> dict[str, Any]:
    """Return all that the holder of a link learns."""
    return {
        "client": survey.client.name,
        "contract": survey.contract.title,
        "agency": survey.agency.name,
        "expires_on": survey.expires_on,
    }


def _closed(request: HttpRequest, closed: SurveyClosedError) -> HttpResponse:
    if closed.why == "unknown":
        _count(request)
    status, title, words = _CLOSED[closed.why]
    return _page(request, "evaluation/closed.html", status, title=title, words=words)


def _page(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    response = render(request, template, context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    return response


def _key(request: HttpRequest) -> str:
    return f"survey-tries:{request.META.get('REMOTE_ADDR', '')}"


def _count(request: HttpRequest) -> None:
    """Remember a try: a wrong link or something sent."""
    cache.add(_key(request), 0, SPAN)
    cache.incr(_key(request))


def _too_many(request: HttpRequest) -> bool:
    if request.method == "POST":
        _count(request)
    return int(cache.get(_key(request), 0)) > MOST_TRIES
