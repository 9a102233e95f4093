"""在线监测月报: what came, what counts, what was beyond its limit, what was emitted; as Word and as Excel."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from ecosteward.deliverables.facts import parties
from ecosteward.deliverables.kinds.base import Kind, Missing, Party, Subject, Words
from ecosteward.deliverables.kinds.common import PENDING_CHECK
from ecosteward.deliverables.layouts.monitoring_report import layout
from ecosteward.deliverables.models import Category, Document
from ecosteward.deliverables.rendering.monitoring import workbook
from ecosteward.deliverables.rules import span
from ecosteward.monitoring.models import Alarm, SeriesLimit, Substitution
from ecosteward.monitoring.queries import report as found

_POOR = 75.0  # per cent of valid hours below which the report asks why; the bound of HJ 75's capture rate


@dataclass(frozen=True)
class FactorRow:
    """One factor at one point."""

    point: str
    factor: str
    unit: str
    due: int
    valid: int
    rate: str
    lowest: str
    mean: str
    highest: str
    limit: str
    over_hours: int
    over_days: int
    kilograms: str


@dataclass(frozen=True)
class EpisodeRow:
    """Hours on end beyond a limit."""

    point: str
    factor: str
    begin: str
    hours: int
    highest: str
    limit: str


@dataclass(frozen=True)
class TotalRow:
    """A pollutant's amount since the year began."""

    name: str
    permitted: str
    emitted: str
    share: str
    basis: str


@dataclass(frozen=True)
class SubstitutionRow:
    """An entry of the substitution ledger."""

    point: str
    factor: str
    time: str
    periods: int
    amount: str
    basis: str


@dataclass(frozen=True)
class AlarmRow:
    """An alarm and what became of it."""

    since: str
    point: str
    cause: str
    text: str
    state: str
    finding: str


@dataclass(frozen=True)
class MonitoringReport:
    """The data of the report."""

    agency: Party
    client: Party
    period: str
    since: dt.date
    until: dt.date
    factors: tuple[FactorRow, ...]
    episodes: tuple[EpisodeRow, ...]
    totals: tuple[TotalRow, ...]
    substitutions: tuple[SubstitutionRow, ...]
    alarms: tuple[AlarmRow, ...]
    tally: str


def data(document: Document) -> MonitoringReport:
    """Read the period's verdicts; without a period the month before this one."""
    period = span(document.period or _last_month())
    told = found.report(document.client, period.since, period.until)
    return MonitoringReport(
        agency=parties.agency(document),
        client=parties.client(document),
        period=period.name,
        since=period.since,
        until=period.until,
        factors=tuple(map(_factor, told.lines)),
        episodes=tuple(map(_episode, told.episodes)),
        totals=tuple(map(_total, told.totals)),
        substitutions=tuple(map(_substitution, told.substitutions)),
        alarms=tuple(map(_alarm, told.alarms)),
        tally=_tally(told),
    )


def missing(document: Document, told: MonitoringReport) -> tuple[Missing, ...]:
    """Tell what the period lacks: data, rates, limits."""
    page = reverse("monitoring:client", args=[document.client_id])
    if not told.factors:
        return (Missing("该企业还没有监测因子，月报没有内容", page, blocking=True),)
    lacking = [
        Missing(f"{row.point} {row.factor}：期间没有应传数据", page)
        for row in told.factors
        if not row.due and row.limit
    ]
    lacking += [
        Missing(f"{row.point} {row.factor}：有效小时占 {row.rate} %，低于 {_POOR:.0f} %，请在说明中写明原因", page)
        for row in told.factors
        if row.due and 100 * row.valid / row.due < _POOR
    ]
    unchecked = sum(PENDING_CHECK in row.limit for row in told.factors)
    if unchecked:
        lacking.append(Missing(f"{unchecked} 个因子的限值标着待核", page))
    return tuple(lacking)


def _last_month() -> str:
    return f"{timezone.localdate().replace(day=1) - dt.timedelta(days=1):%Y-%m}"


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.4g}"


def _factor(line: found.Line) -> FactorRow:
    return FactorRow(
        point=line.point.name,
        factor=line.series.name,
        unit=line.series.unit,
        due=line.due,
        valid=line.valid,
        rate="—" if line.rate is None else f"{line.rate:.1f}",
        lowest=_number(line.lowest),
        mean=_number(line.mean),
        highest=_number(line.highest),
        limit="；".join(map(_limit, line.limits)),
        over_hours=line.over_hours,
        over_days=line.over_days,
        kilograms=_number(line.kilograms),
    )


def _limit(limit: SeriesLimit) -> str:
    bounds = "～".join(f"{bound:g}" for bound in (limit.lower, limit.upper) if bound is not None)
    converted = "，折算" if limit.converted else ""
    return f"{bounds}（{limit.get_basis_display()}{converted}）{'' if limit.verified else PENDING_CHECK}"


def _episode(episode: found.Episode) -> EpisodeRow:
    line = episode.line
    begin = f"{timezone.localtime(episode.begin):%Y-%m-%d %H:%M}"
    limits = "；".join(map(_limit, line.limits))
    return EpisodeRow(line.point.name, line.series.name, begin, episode.hours, _number(episode.highest), limits)


def _total(total: found.Total) -> TotalRow:
    share = "—" if total.share is None else f"{total.share:.1f}"
    checked = "" if total.quota.verified else PENDING_CHECK
    permitted = f"{total.quota.tonnes.normalize():f}"
    return TotalRow(total.quota.name, permitted, f"{total.tonnes:.3f}", share, f"{total.quota.source}{checked}")


def _substitution(row: Substitution) -> SubstitutionRow:
    time = f"{timezone.localtime(row.begin):%Y-%m-%d %H:%M} 至 {timezone.localtime(row.end):%m-%d %H:%M}"
    basis = f"{row.cause}；{row.rule}{PENDING_CHECK if row.needs_check else ''}"
    return SubstitutionRow(row.point.name, row.series.name, time, row.periods, _number(row.amount), basis)


def _alarm(alarm: Alarm) -> AlarmRow:
    since = f"{timezone.localtime(alarm.since):%Y-%m-%d %H:%M}"
    finding = alarm.finding.number if alarm.finding else ""
    cause, state = alarm.get_cause_display(), alarm.get_state_display()
    return AlarmRow(since, alarm.point.name, cause, alarm.text, state, finding)


def _tally(told: found.Report) -> str:
    points = len({line.point.pk for line in told.lines})
    over = sum(line.over_hours for line in told.lines)
    return f"{points} 个点位 {len(told.lines)} 个因子；超标 {over} 因子小时，{len(told.episodes)} 次；报警 {len(told.alarms)} 条。"


KIND = Kind(
    id="monitoring_report",
    code="JC",
    title="在线监测月报",
    category=Category.REPORT,
    subject=Subject.CLIENT,
    periodic=True,
    any_period="上月",
    shape=MonitoringReport,
    data=data,
    missing=missing,
    layout=layout,
    words=(
        Words("operation", "设施与在线设备运行情况", "停产、检修、校准、故障及处理"),
        Words("conclusion", "分析与建议", "超标原因、数据质量、下月要做的事"),
    ),
    clients=("enterprise", "park"),
    sheet=workbook,
    lead="一个月（或季度、年）的数据有效率、浓度、超标、排放量、替代台账和报警；同时生成 Word 和 Excel。期间不填则为上月。",
)
