"""Pages for what went wrong: each says what to do."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.urls import is_valid_path
from django.utils.http import url_has_allowed_host_and_scheme

from ecosteward.accounts.door import RefusedError
from ecosteward.pages.faults import UnavailableError
from ecosteward.pages.http import typed


def _page(request: HttpRequest, status: int, title: str, words: str, lost: str = "", login: str = "") -> HttpResponse:
    context = {
        "title": title,
        "words": words,
        "typed": lost,
        "login": login,
        "back": _before(request),
        "now": _above(request),
    }
    return render(request, "web/error.html", context, status=status)


def _came_from(request: HttpRequest) -> str:
    """Return the page of ours that the person came from; empty where that is not known."""
    came = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(came, allowed_hosts={request.get_host()}):
        return ""
    return str(urlsplit(came)._replace(scheme="", netloc="", fragment="").geturl())


def _before(request: HttpRequest) -> str:
    """Return the page that the person came from, if it is another one than this."""
    came = _came_from(request)
    return "" if urlsplit(came).path == request.path else came


def _above(request: HttpRequest) -> str:
    """Return the page above a step that was sent: there one sees how things stand now. Empty where there is none."""
    parent = f"{request.path.rstrip('/').rpartition('/')[0]}/"
    if request.method != "POST" or not request.user.is_authenticated or parent == "/":
        return ""
    return parent if is_valid_path(parent) else ""


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
    words = "这一步没有办成，已有的数据没有变化。请稍后再试；若一直如此，请联系管理员。"
    return _page(request, 500, "系统出错", words, _lost(request))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # Django passes it
    return _page(request, 403, "页面已过期", "登录状态已变化，请返回上一页刷新后重新提交。", _lost(request))


class LoginRequired(LoginRequiredMiddleware):
    """Sends whoever is not logged in to the login; what they sent after their login ran out is shown to be copied.

    A request without our token never gets here, so that nothing is shown that another site made up.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """Show what was typed, or lead to the login."""
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        by_script = request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate" or "HX-Request" in request.headers
        if refused is None or by_script or request.method != "POST" or not (lost := typed(request)):
            return refused
        login = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': _came_from(request) or '/'})}"
        words = "您已退出登录，这次没有保存。请先复制下面的内容，重新登录后再填。"
        return _page(request, 403, "登录已过期", words, lost, login)


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
