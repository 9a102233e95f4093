"""What the records already say for a criterion of Table G.1: offered as evidence, never as points."""

from django.db.models import Count, Q
from django.utils import timezone

from ecosteward.accounts.models import Kind
from ecosteward.agency import queries as agency
from ecosteward.agency.models import PaperKind, StaffRecord, SystemPaper
from ecosteward.archive.queries import completeness
from ecosteward.engagements.models import Contract, TaskState
from ecosteward.evaluation.models import Complaint, ComplaintState
from ecosteward.survey.models import FindingState
from ecosteward.survey.queries import findings


def hints(contract: Contract) -> dict[str, str]:
    """Return evidence by criterion, in words; a criterion nothing is recorded for is left out."""
    found = {
        "G.1.1.a": _leader(contract),
        "G.1.1.c": _team(contract),
        "G.1.2.a": _archive(contract),
        "G.1.2.b": _notices(contract),
        "G.1.3.a": _plan(contract),
        "G.1.3.b": _carried_out(contract),
        "G.1.5.a": _system(contract),
        "G.1.5.b": _problems(contract),
        "G.2.1.a": _rectified(contract),
    }
    return {number: words for number, words in found.items() if words}


def _leader(contract: Contract) -> str:
    record = StaffRecord.objects.filter(person=contract.project_lead_id).first()
    name = contract.project_lead.name
    if record is None or record.rank == StaffRecord.Rank.NONE:
        return f"项目负责人 {name}"
    return f"项目负责人 {name}，{record.get_rank_display()}职称（{record.rank_field or '专业未填'}）"


def _team(contract: Contract) -> str:
    people = {member.person_id for member in contract.team.all()} | {contract.project_lead_id}
    able = [each for each in agency.capacity(contract.agency, timezone.localdate()) if each.person.pk in people]
    senior = sum(each.record.is_senior for each in able)
    return f"项目组 {len(people)} 人，其中环保相关专业高级及以上职称 {senior} 人"


def _archive(contract: Contract) -> str:
    if contract.client.kind != Kind.ENTERPRISE:
        return ""
    filed, total = completeness(contract.client)
    return f"一企一档已归 {filed}/{total} 项"


def _notices(contract: Contract) -> str:
    sent = contract.notices.aggregate(number=Count("pk"), replied=Count("pk", filter=Q(replied_at__isnull=False)))
    return f"向服务对象通报 {sent['number']} 次，收到回复 {sent['replied']} 次" if sent["number"] else ""


def _plan(contract: Contract) -> str:
    planned = contract.tasks.exclude(state=TaskState.CANCELLED).count()
    return f"工作计划列有任务 {planned} 项" if planned else ""


def _carried_out(contract: Contract) -> str:
    late = Q(state__in=[TaskState.PLANNED, TaskState.DOING], due_on__lt=timezone.localdate())
    found = contract.tasks.aggregate(
        done=Count("pk", filter=Q(state=TaskState.DONE), distinct=True),
        late=Count("pk", filter=late, distinct=True),
        records=Count("work_records", distinct=True),
    )
    if not found["records"]:
        return ""
    return f"工作记录 {found['records']} 份，任务已完成 {found['done']} 项、超期 {found['late']} 项"


def _system(contract: Contract) -> str:
    rules = SystemPaper.objects.filter(agency=contract.agency, kind=PaperKind.QUALITY, withdrawn_on=None)
    titles = "、".join(f"《{title}》" for title in rules.values_list("title", flat=True))
    lead = f"质量负责人 {contract.quality_lead.name}" if contract.quality_lead else ""
    return "，".join(words for words in (titles, lead) if words)


def _problems(contract: Contract) -> str:
    found = Complaint.objects.filter(contract=contract).aggregate(
        number=Count("pk"), closed=Count("pk", filter=Q(state=ComplaintState.CLOSED))
    )
    return f"意见投诉 {found['number']} 件，已办结 {found['closed']} 件" if found["number"] else ""


def _rectified(contract: Contract) -> str:
    term = findings(contract.client, since=contract.starts_on, until=contract.ends_on)
    found = term.aggregate(number=Count("pk"), closed=Count("pk", filter=Q(state=FindingState.CLOSED)))
    return f"合同期内发现问题 {found['number']} 条，已销号 {found['closed']} 条" if found["number"] else ""
