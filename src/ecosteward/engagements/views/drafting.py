"""What a draft is made of: service lines, papers, team."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from ecosteward.accounts.door import find
from ecosteward.engagements import services
from ecosteward.engagements.forms.choices import services_for
from ecosteward.engagements.forms.contracts import MemberForm, PaperForm
from ecosteward.engagements.forms.lines import LineForm, PickForm
from ecosteward.engagements.models import Contract, ContractPaper, PaperKind, ServiceLine, TeamMember
from ecosteward.engagements.services.lines import save_line
from ecosteward.engagements.views.common import OfContract, StepPage, Trail, contract_trail, contract_url, taken
from ecosteward.pages.http import person


class Pick(OfContract):
    """Pick services of the standard for the client's kind."""

    form_class = PickForm
    template_name = "engagements/pick.html"
    title = "从规范中选取服务"
    submit = "加入服务清单"
    wide = True

    def form_arguments(self) -> dict[str, Any]:
        """Offer the services for the client's kind, in printed order."""
        contract = self.contract()
        return {"contract": contract, "services": services_for(contract.client, contract.edition)}

    def act(self, form: PickForm) -> str:
        """Add each of them."""
        contract = self.contract()
        for service, facts in form.picked():
            services.add_line(self.user, contract, service_id=service.id, **facts)
        return contract_url(contract, "lines")


class AddLine(OfContract):
    """Add a service agreed freely."""

    form_class = LineForm
    title = "增加双方议定的服务"
    wide = True

    def target(self) -> ServiceLine:
        """Return an empty line."""
        contract = self.contract()
        return ServiceLine(agency=contract.agency, client=contract.client, contract=contract, mode=contract.mode)

    def act(self, form: LineForm) -> str:
        """Add it."""
        return contract_url(save_line(self.user, form.instance).contract, "lines")


class ChangeLine(StepPage):
    """Change a line of a draft."""

    form_class = LineForm
    title = "修改服务清单项"
    wide = True

    def target(self) -> ServiceLine:
        """Return the line, if its contract may be changed."""
        return line_of(self.user, self.kwargs["pk"], "contract.change")

    def act(self, form: LineForm) -> str:
        """Save it."""
        services.change_line(self.user, form.instance)
        return contract_url(form.instance.contract, "lines")

    def trail(self) -> Trail:
        """Lead back to the contract."""
        return contract_trail(self.target().contract)


class AddPaper(OfContract):
    """Attach a paper, or say why there is none."""

    form_class = PaperForm
    submit = "保存"

    @property
    def kind(self) -> PaperKind:
        """Return which paper it is."""
        return PaperKind(self.kwargs["kind"])

    def context(self) -> dict[str, Any]:
        """Name the paper."""
        return {**super().context(), "title": self.kind.label}

    def act(self, form: PaperForm) -> str:
        """Keep the files, or the reason."""
        contract, given = self.contract(), form.cleaned_data
        for file in taken(self.user, given["uploads"], contract.client):
            services.attach_paper(self.user, contract, self.kind, file)
        if not given["uploads"]:
            services.waive_paper(self.user, contract, self.kind, reason=given["reason"])
        return contract_url(contract, "papers")


class AddMember(OfContract):
    """Put a person on the team."""

    form_class = MemberForm
    action = "contract.staff"
    title = "增加项目组成员"

    def target(self) -> TeamMember:
        """Return an empty place on the team."""
        contract = self.contract()
        return TeamMember(agency=contract.agency, client=contract.client, contract=contract)

    def act(self, form: MemberForm) -> str:
        """Fill it."""
        contract = form.instance.contract
        services.add_member(self.user, contract, form.instance.person, duty=form.instance.duty)
        return contract_url(contract, "team")


class ChangeMember(StepPage):
    """Change a member's duty."""

    form_class = MemberForm
    title = "修改职责分工"

    def target(self) -> TeamMember:
        """Return the member, if the team may be changed."""
        return _member(self.user, self.kwargs["pk"])

    def act(self, form: MemberForm) -> str:
        """Save the duty."""
        services.change_member(self.user, form.instance)
        return contract_url(form.instance.contract, "team")

    def trail(self) -> Trail:
        """Lead back to the contract."""
        return contract_trail(self.target().contract)


@require_POST
def remove_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a line off a draft."""
    line = line_of(person(request), pk, "contract.change")
    services.remove_line(person(request), line)
    return redirect(contract_url(line.contract, "lines"))


@require_POST
def remove_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a paper off a draft."""
    paper = find(person(request), ContractPaper.objects.select_related("contract__client"), pk)
    services.remove_paper(person(request), paper)
    return redirect(contract_url(paper.contract, "papers"))


@require_POST
def remove_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a person off the team."""
    member = _member(person(request), pk)
    services.remove_member(person(request), member)
    return redirect(contract_url(member.contract, "team"))


def line_of(user: Any, pk: int, action: str) -> ServiceLine:
    """Return a line, if the person may do this to its contract."""
    line = find(user, ServiceLine.objects.select_related("contract__client", "agency", "client"), pk)
    find(user, Contract, line.contract_id, action)
    return line


def _member(user: Any, pk: int) -> TeamMember:
    member = find(user, TeamMember.objects.select_related("contract__client", "agency", "client"), pk)
    find(user, Contract, member.contract_id, "contract.staff")
    return member
