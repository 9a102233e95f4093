"""The evaluation table: the six rows as printed, judged line by line, signed."""

from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseBase, QueryDict
from django.urls import reverse

from ecosteward.accounts.door import allowed, find, require, visible
from ecosteward.clients.permissions import belongs_to
from ecosteward.engagements.models import Contract
from ecosteward.engagements.views.common import StepPage, Trail, taken
from ecosteward.evaluation import queries, services
from ecosteward.evaluation.forms.scores import (
    DiscardForm,
    JudgeForm,
    OpenCardForm,
    SignForm,
)
from ecosteward.evaluation.models import Judge, Scorecard
from ecosteward.evaluation.queries.hints import hints
from ecosteward.evaluation.views.badges import card_badge
from ecosteward.evaluation.views.contracts import contract_address
from ecosteward.evaluation.views.surveys import evaluation_trail
from ecosteward.journal.services import StaleError


def card_address(card: Scorecard) -> str:
    """Return a table's page."""
    return reverse("evaluation:scorecard", args=[card.pk])


class OpenCard(StepPage):
    form_class = OpenCardForm
    title = "建立考核评价表"
    submit = "开始评分"

    @property
    def contract(self) -> Contract:
        """Return the contract, through the door."""
        rows = visible(self.user, Contract).select_related("client", "agency")
        return find(self.user, rows, self.kwargs["pk"], "scorecard.open")

    def form_arguments(self) -> dict[str, Any]:
        return {"own": belongs_to(self.user, self.contract.client)}

    def trail(self) -> Trail:
        return evaluation_trail(self.contract)

    def act(self, form: Any) -> str:
        given = form.cleaned_data
        judge = Judge(given.get("judge", Judge.CLIENT))
        return card_address(services.open_scorecard(self.user, self.contract, judge, period=given["period"]))


class CardPage(StepPage):
    """A page about one table. `action` is what one must be allowed to do to it; empty to read."""

    action = ""

    @property
    def card(self) -> Scorecard:
        """Return the table, through the door."""
        if "card" not in self.__dict__:
            rows = visible(self.user, Scorecard).select_related(
                "contract__client",
                "contract__project_lead",
                "contract__quality_lead",
                "contract__agency",
                "client",
                "file",
            )
            self.__dict__["card"] = find(self.user, rows, self.kwargs["pk"], self.action or None)
        found: Scorecard = self.__dict__["card"]
        return found

    def trail(self) -> Trail:
        return evaluation_trail(self.card.contract)

    def cancel_url(self) -> str:
        return card_address(self.card)


class Card(CardPage):
    """Show the table; whoever judges it writes points and evidence into its lines."""

    form_class = JudgeForm
    template_name = "evaluation/scorecard.html"
    title = "服务考核评价表"
    submit = "保存评分"

    def form_arguments(self) -> dict[str, Any]:
        sheet = queries.sheet_of(self.card)
        judges = allowed(self.user, "scorecard.judge", self.card)
        return {"sheet": sheet, "hints": hints(self.card.contract) if judges else {}}

    def post(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        require(self.user, "scorecard.judge", self.card)
        return super().post(request, **kwargs)

    def act(self, form: JudgeForm) -> str:
        for number, points, evidence, upload, seen in form.changed():
            self._judge(form, number, points, evidence, upload, seen)
        if {"other", "other_reason"} & set(form.changed_data):
            services.set_other(self.user, self.card, form.cleaned_data["other"], form.cleaned_data["other_reason"])
        return card_address(self.card)

    def _judge(self, form: JudgeForm, number: str, points: Any, evidence: str, upload: Any, seen: int | None) -> None:
        kept = taken(self.user, [upload] if upload else [], self.card.client, shared=True)
        file = kept[0] if kept else None
        try:
            with transaction.atomic():
                services.judge(self.user, self.card, number, points, evidence, file, seen=seen)
        except StaleError as stale:
            theirs: Any = stale.theirs
            typed = cast("QueryDict", form.data).copy()
            typed[f"seen-{number}"] = str(theirs.version)
            form.data = typed
            words = f"别人刚评了 {theirs.points:f} 分，依据：{theirs.evidence or '见附件'}。再次保存将以您填写的为准"
            raise ValidationError({f"points-{number}": words}) from stale
        except ValidationError as error:
            raise ValidationError({f"points-{number}": error.messages}) from error

    def context(self) -> dict[str, Any]:
        card = self.card
        return {
            **super().context(),
            "card": card,
            "client": card.client,
            "contract": card.contract,
            "state": card_badge(card),
            "judges": allowed(self.user, "scorecard.judge", card),
            "counts": self.user.agency_id is not None and queries.sheet(card.contract).card == card,
        }


class Sign(CardPage):
    form_class = SignForm
    action = "scorecard.sign"
    title = "签认考核评价表"
    submit = "签认"

    def context(self) -> dict[str, Any]:
        """Say what signing freezes, and which rows would stay without points."""
        sheet = queries.sheet_of(self.card)
        names = [row.printed.name for row in sheet.rows if row.printed.id in sheet.result.lacking]
        lead = "签认后，评分、记录和总分都不再改变。"
        if names:
            lead += f"现在“{'”“'.join(names)}”还没有结果，签认后这一行是“待议”，总分里没有它。"
        return {**super().context(), "lead": lead}

    def form_arguments(self) -> dict[str, Any]:
        return {"on_paper": self.card.judge == Judge.RECORDED}

    def act(self, form: Any) -> str:
        card, given = self.card, form.cleaned_data
        files = taken(self.user, [given["upload"]] if given.get("upload") else [], card.client, shared=True)
        services.sign_scorecard(self.user, card, signed_by=given.get("signed_by", ""), file=files[0] if files else None)
        return card_address(card)


class Discard(CardPage):
    form_class = DiscardForm
    action = "scorecard.discard"
    title = "作废考核评价表"
    submit = "作废"

    def act(self, form: DiscardForm) -> str:
        after = contract_address(self.card.contract)
        services.discard_scorecard(self.user, self.card, reason=form.cleaned_data["reason"])
        return after
