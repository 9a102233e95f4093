from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from ecosteward.accounts.door import allowed, require
from ecosteward.agency import queries, services
from ecosteward.agency.forms import PolicyForm
from ecosteward.agency.models import Policy, StaffRecord
from ecosteward.agency.queries.qualification import texts
from ecosteward.agency.rules import Line, Qualification, State
from ecosteward.agency.views.base import DirectorForm
from ecosteward.pages.http import person
from ecosteward.pages.lists import Badge

_BADGES = {
    State.MET: Badge("符合", "green", "check"),
    State.UNSURE: Badge("待核", "amber", "help"),
    State.NOT_MET: Badge("不符合", "red", "x"),
}
# Where the director mends a line that is not met.
_REMEDIES = {
    "R.4.1.1": "agency:credit_add",
    "R.4.1.2": "agency:credit_add",
    "R.4.2.1": "agency:staff_add",
    "R.4.2.2": "agency:staff",
    "R.4.2.3": "agency:staff_add",
    "R.4.2.4": "agency:staff",
    "R.4.2.5": "agency:staff",
    "R.4.2.6": "agency:training_add",
    "R.4.3.1": "engagements:contracts",
    "R.4.3.2": "engagements:contracts",
    "R.4.3.3": "agency:papers",
    "R.4.3.4": "agency:papers",
    "R.4.3.5": "agency:quality_lead",
    "R.4.3.6": "engagements:tasks",
    "R.4.3.7": "engagements:tasks",
    "R.4.3.8": "agency:papers",
    "R.4.3.9": "agency:papers",
    "R.4.3.10": "agency:papers",
    "R.4.3.11": "agency:papers",
}
_HEADINGS = {"4.1": "4.1 信用情况", "4.2": "4.2 专业技术人员", "4.3": "4.3 内部管理"}

_Shown = tuple[Line, str, Badge, str]


def overview(request: HttpRequest) -> HttpResponse:
    """Show the live qualification check and what is about to lapse."""
    user = person(request)
    agency = user.organisation
    require(user, "agency.read", agency)
    known = queries.gather(agency, timezone.localdate())
    found = queries.qualification(agency, known)
    context = {
        "title": "机构管理",
        "agency": agency,
        "tab": "overview",
        "on": known.on,
        "qualification": found,
        "figures": _figures(found),
        "groups": _groups(found),
        "expiring": queries.expiring(agency, known),
        "policy": queries.policy(agency),
        "awaiting": queries.awaiting(agency) if allowed(user, "agency.direct", agency) else [],
        "mine": StaffRecord.objects.filter(person=user).first(),
    }
    return render(request, "agency/overview.html", context)


def _figures(found: Qualification) -> list[tuple[str, int, str]]:
    return [
        ("符合", found.count(State.MET), "green"),
        ("待核", found.count(State.UNSURE), "amber"),
        ("不符合", found.count(State.NOT_MET), "red"),
    ]


def _groups(found: Qualification) -> list[tuple[str, list[_Shown]]]:
    words = texts()
    groups: dict[str, list[_Shown]] = {heading: [] for heading in _HEADINGS.values()}
    for line in found.lines:
        clause, text = words[line.id]
        remedy = "" if line.state == State.MET else _REMEDIES[line.id]
        groups[_HEADINGS[clause]].append((line, text, _BADGES[line.state], remedy))
    return list(groups.items())


class PolicyPage(DirectorForm):
    form_class = PolicyForm
    title = "机构自定周期"
    lead = "规范只写“定期”，具体周期由机构自己定；设定后，资格核查据此判断是否过期。"

    def target(self) -> Policy:
        return queries.policy(self.user.organisation)

    def save(self, form: PolicyForm) -> str:
        services.set_policy(self.user, form.instance)
        return self.after()

    def context(self) -> dict[str, Any]:
        return {}
