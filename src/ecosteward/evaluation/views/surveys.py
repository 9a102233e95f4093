"""Surveys on the agency's side: open, hand out the link, read the answer."""

import io

import qrcode
import qrcode.image.svg
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ecosteward.accounts.door import find, visible
from ecosteward.engagements.models import Contract
from ecosteward.engagements.views.common import StepPage, Trail, contract_trail
from ecosteward.evaluation import queries, services
from ecosteward.evaluation.forms.scores import DiscardForm
from ecosteward.evaluation.forms.surveys import LEVELS, OpenSurveyForm
from ecosteward.evaluation.models import Aspect, Improvement, Survey
from ecosteward.evaluation.views.badges import improvement_badge, satisfaction_badge, survey_badge
from ecosteward.evaluation.views.contracts import contract_address
from ecosteward.pages.http import person


def evaluation_trail(contract: Contract) -> Trail:
    """Return the way from a client's page to a contract's evaluation."""
    return [*contract_trail(contract), ("服务评价", contract_address(contract))]


def survey_link(request: HttpRequest, survey: Survey) -> str:
    """Return the whole address that is handed out."""
    path = reverse("evaluation:answer", args=[survey.token])
    return f"{settings.SITE_URL}{path}" if settings.SITE_URL else request.build_absolute_uri(path)


class OpenSurvey(StepPage):
    form_class = OpenSurveyForm
    title = "发起满意度调查"
    submit = "生成调查链接"
    lead = "链接和二维码发给服务对象即可填写，不用登录；只能填一次，填完或过期自动关闭。"

    @property
    def contract(self) -> Contract:
        """Return the contract, through the door."""
        return find(self.user, visible(self.user, Contract).select_related("client"), self.kwargs["pk"], "survey.open")

    def trail(self) -> Trail:
        return evaluation_trail(self.contract)

    def act(self, form: OpenSurveyForm) -> str:
        made = services.open_survey(self.user, self.contract, expires_on=form.cleaned_data["expires_on"])
        return reverse("evaluation:survey", args=[made.pk])


class WithdrawSurvey(StepPage):
    form_class = DiscardForm
    title = "撤回满意度调查"
    submit = "撤回"
    lead = "撤回后，已发出的链接不能再填写。"

    @property
    def survey(self) -> Survey:
        """Return the survey, through the door."""
        rows = visible(self.user, Survey).select_related("contract", "client")
        return find(self.user, rows, self.kwargs["pk"], "survey.withdraw")

    def trail(self) -> Trail:
        return evaluation_trail(self.survey.contract)

    def act(self, form: DiscardForm) -> str:
        survey = self.survey
        services.withdraw_survey(self.user, survey, reason=form.cleaned_data["reason"])
        return contract_address(survey.contract)


def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a survey: the link while it is open, the answer once it came."""
    user = person(request)
    found = find(user, visible(user, Survey).select_related("contract", "client", "opened_by", "file"), pk)
    levels = dict(LEVELS)
    improvements = visible(user, Improvement).filter(survey=found).select_related("responsible")
    context = {
        "title": "满意度调查",
        "trail": evaluation_trail(found.contract),
        "survey": found,
        "state": survey_badge(found),
        "link": survey_link(request, found) if user.agency_id and survey_badge(found).text == "待填写" else "",
        "overall": satisfaction_badge(found.overall) if found.overall else None,
        "aspects": [(aspect.label, levels.get(found.answers.get(aspect, ""), "")) for aspect in Aspect],
        "low": queries.low_aspects(found),
        "improvements": [(each, improvement_badge(each)) for each in improvements],
        "agency_side": user.agency_id is not None,
    }
    return render(request, "evaluation/survey.html", context)


def code(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the link as a QR code."""
    user = person(request)
    found = find(user, Survey, pk, "survey.withdraw")
    picture = qrcode.make(survey_link(request, found), image_factory=qrcode.image.svg.SvgPathImage, box_size=12)
    out = io.BytesIO()
    picture.save(out)
    response = HttpResponse(out.getvalue(), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "private, no-store"
    return response
