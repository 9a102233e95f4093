"""The people of the walk and their browsers. They are there when it begins; everything else they make themselves."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from ecosteward.accounts.models import Kind, Role, User
from ecosteward.accounts.services import enrol, start
from ecosteward.agency.services import appoint_quality_lead
from ecosteward.clients.models import Client, Stage
from ecosteward.clients.services import assign, create_client, enrol_contact, set_stage
from ecosteward.journal.services import SYSTEM
from tests.browser.conftest import DESK, PHONE, Visitor

PASSWORD = "renwu-2026"
COMPANY = "江北明川精细化工有限公司"


@dataclass(frozen=True)
class Cast:
    """Who works together, and for whom."""

    client: Client
    lead: Visitor
    quality_lead: Visitor
    technician: Visitor
    colleague: Visitor
    contact: Visitor
    stranger: Visitor

    @property
    def visitors(self) -> tuple[Visitor, ...]:
        """Return every browser."""
        return (self.lead, self.quality_lead, self.technician, self.colleague, self.contact, self.stranger)


def assemble(arrive: Callable[..., Visitor]) -> Cast:
    """Bring everybody on: the office at desks, those in the yard and at the plant with their phones."""
    director = start("清源环境技术服务有限公司", "周明远", "zhou", PASSWORD)
    agency = director.organisation
    people = {
        name: enrol(SYSTEM, agency, name, words, [role], password=PASSWORD)
        for name, words, role in (
            ("shen", "沈静", Role.TECHNICIAN),
            ("han", "韩松", Role.PROJECT_LEAD),
            ("lv", "吕岩", Role.TECHNICIAN),
            ("xu", "徐蕾", Role.TECHNICIAN),
        )
    }
    appoint_quality_lead(director, people["shen"], timezone.localdate())
    client = _client(director, people["han"])
    return Cast(
        client=client,
        lead=_at(arrive(DESK), "han"),
        quality_lead=_at(arrive(DESK), "shen"),
        technician=_at(arrive(PHONE), "lv"),
        colleague=_at(arrive(DESK), "xu"),
        contact=_at(arrive(PHONE), "mingchuan"),
        stranger=arrive(PHONE),
    )


def _client(director: User, lead: User) -> Client:
    client = create_client(
        director,
        director.organisation,
        Kind.ENTERPRISE,
        COMPANY,
        credit_code_reason="示例",
        site="示范新材料产业园化工大道 6 号",
        industry="有机化学原料制造",
    )
    set_stage(director, client, Stage.SERVED)
    assign(director, client, lead)
    enrol_contact(director, client, "宋岚", "mingchuan", password=PASSWORD, job="安环部部长")
    return client


def _at(visitor: Visitor, name: str) -> Visitor:
    visitor.log_in(name, PASSWORD)
    return visitor
