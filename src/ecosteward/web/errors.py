"""Pages for what went wrong: each says what to do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ecosteward.accounts.door import RefusedError
from ecosteward.pages.faults import UnavailableError
from ecosteward.pages.http import typed


def _page(request: HttpRequest, status: int, title: str, words: str, lost: str = "") -> HttpResponse:
    return render(request, "web/error.html", {"title": title, "words": words, "typed": lost}, status=status)


def _lost(request: HttpRequest) -> str:
    """Return what a person who is logged in typed in vain."""
    return typed(request) if request.user.is_authenticated else ""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400, "请求有误", "浏览器发来的内容不完整，请返回上一页刷新后再试。")


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    words = str(exception) if isinstance(exception, RefusedError) else "您没有办理这一步的权限，请联系项目负责人。"
    return _page(request, 403, "不能办理", words, _lost(request))


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404, "没有找到", "没有这条记录，或您不在其服务范围内。", _lost(request))


def broken(request: HttpRequest) -> HttpResponse:
    return _page(request, 500, "系统出错", "这一步没有办成，已有的数据没有变化。请稍后再试；若一直如此，请联系管理员。")


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # Django passes it
    return _page(request, 403, "页面已过期", "登录状态已变化，请返回上一页刷新后重新提交。")


class Unavailable:
    """Middleware: says in words that something a step rests on does not answer."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._answer(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 503 with the fault's own words; every other fault goes on."""
        if not isinstance(exception, UnavailableError):
            return None
        return _page(request, 503, "暂时不能办理", f"{exception}。", _lost(request))
